"""What a button carries when it comes back: it may be made up."""

from bot.buttons import Action, Press, pack, parse
from bot.tables import Role
from tests.fuzz import woven

TOKENS = (
    *(f"1:{action}" for action in Action),
    "1",
    "0",
    ":",
    ".",
    "٣",
    "-",
    "999999999",
    "9999999999",
    "yes",
    "no",
)

SEEDS = (b"\x001:kind:sme", b"\x001:watch.7:trades:2", b"\x001:held:tell:1")


def once(data: bytes) -> None:
    """Read what a button carried, and write it again."""
    carried = woven.text(data, TOKENS)
    press = parse(carried)
    if press is None:
        return
    assert isinstance(press, Press)
    for place in range(len(press.values) + 1):
        number = press.number(place)
        assert number is None or 0 <= number < 10**9
        press.member(Role, place)
        press.value(place)
    assert press.watch is None or 0 < press.watch < 10**9
    try:
        packed = pack(press)
    except (ValueError, UnicodeEncodeError):
        assert len(carried.encode(errors="replace")) > 64 or not carried.isascii()
    else:
        assert parse(packed) == press
