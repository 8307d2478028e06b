"""What a button carries comes back whole, and what we never wrote is not believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.buttons import (
    LONGEST,
    LONGEST_ADDRESS,
    Action,
    Press,
    carried_by,
    is_web_address,
    pack,
    pages,
    parse,
)

values = st.lists(st.text(st.characters(codec="ascii", exclude_characters=":"), max_size=10), max_size=3)


@given(action=st.sampled_from(Action), carried=values, watch=st.none() | st.integers(1, 999_999_999))
def test_what_is_packed_is_parsed_back(action: Action, carried: list[str], watch: int | None) -> None:
    press = Press(action=action, values=tuple(carried), watch=watch)

    assert parse(pack(press)) == press


@given(data=st.none() | st.text(max_size=LONGEST))
def test_anything_at_all_may_come_back_from_a_chat(data: str | None) -> None:
    press = parse(data)

    assert press is None or (data is not None and pack(press) == data)


@pytest.mark.parametrize(
    ("length", "fits"), [(LONGEST - len("1:set:"), True), (LONGEST - len("1:set:") + 1, False)]
)
def test_a_button_carries_at_most_64_bytes(length: int, fits: bool) -> None:
    press = Press(action=Action.SET, values=("x" * length,))

    if fits:
        assert len(pack(press)) == LONGEST
    else:
        with pytest.raises(ValueError, match="a button cannot carry"):
            pack(press)


def test_a_value_cannot_pretend_to_be_two() -> None:
    with pytest.raises(ValueError, match="a button cannot carry"):
        pack(Press(action=Action.SET, values=("hour:8",)))


@pytest.mark.parametrize("value", ["", "-1", "1.5", "٣", "9" * 16, "x"])
def test_only_plain_whole_numbers_are_read_as_numbers(value: str) -> None:
    assert Press(action=Action.DIGEST, values=(value,)).number() is None


@pytest.mark.parametrize("data", ["1:set.", "1:set.0", "1:set.07", "1:set.x:hour:8", "1:set.1.2", "1:.7"])
def test_a_watch_that_we_never_wrote_is_no_button_of_ours(data: str) -> None:
    assert parse(data) is None


@pytest.mark.parametrize(
    ("data", "carried"),
    [("1:watch:menu", True), ("1:watch.7:menu", True), ("1:watch", True), ("1:watches:list", False)],
)
def test_one_action_is_not_taken_for_another(data: str, carried: bool) -> None:
    assert bool(carried_by(Action.WATCH).search(data)) is carried


@pytest.mark.parametrize(
    "end", ["", ":", ":1", ".7", ".7:x", ".", ".0", ".7.", ".x:1", "\n", ".7\n", " ", ".1234567890"]
)
def test_a_handler_takes_only_what_it_can_read(end: str) -> None:
    data = f"1:kind{end}"

    assert bool(carried_by(Action.KIND).search(data)) is (parse(data) is not None)


def test_pages_have_no_buttons_that_lead_nowhere() -> None:
    labels = [[button.label for button in pages(Action.LATEST, page, last=2)] for page in range(3)]

    assert labels == [["Next page"], ["Previous page", "Next page"], ["Previous page"]]
    assert pages(Action.LATEST, 0, last=0) == []


@pytest.mark.parametrize(
    ("url", "leads"),
    [
        ("https://www.find-tender.service.gov.uk/Notice/000001-2026", True),
        ("http://example.org", True),
        ("https://example.org:8443/a?b=c#d", True),
        ("https://localhost/notice", False),
        ("https://example.org/a b", False),
        ("javascript:alert(1)", False),
        ("www.example.org", False),
        ("https://example.org/" + "x" * LONGEST_ADDRESS, False),
        (None, False),
    ],
)
def test_a_button_leads_only_to_a_plain_web_address(url: str | None, leads: bool) -> None:
    assert is_web_address(url) is leads
