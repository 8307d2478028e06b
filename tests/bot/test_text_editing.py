"""How a change of a watch is written, and that no message of it is ever too long."""

from typing import Any

import pytest

from alerts import cpv
from alerts.edits import Edit
from alerts.frequency import Frequency
from alerts.matching import BasedIn, OrganisationType, Size, Strictness, Verdict
from alerts.shortlist import Comparison, Shortlisted
from alerts.suppliers import Profile, Subject
from alerts.tables import Opportunity, Supplier, WatchRow
from alerts.trades import TRADES
from bot.buttons import LONGEST, pack
from bot.screens import Screen, watching
from bot.screens import editing as screens
from bot.text import editing, written
from tests.make import NOW, notice

WORDS = tuple(f"{number} {'<word> ' * 8}"[:60] for number in range(30))
EVERY: dict[str, Any] = {
    "trades": tuple(TRADES),
    "cpv_prefixes": tuple(cpv.prefix(code) for code in list(cpv.names())[:20]),
    "words": WORDS,
    "not_words": WORDS,
    "regions": tuple(f"UK{region}{part}" for region in "CDEFGHIJKLMN" for part in "123"),
    "value_min_pence": 99_999_999_900,
    "value_max_pence": 99_999_999_900,
    "strictness": Strictness.POSSIBLE,
    "frequency": Frequency.WEEKLY,
    "hour": 18,
    "weekday": 4,
}


def item(number: int) -> Shortlisted:
    return Shortlisted(
        opportunity=Opportunity(id=number, reference=str(number)),
        notice=notice(title=f"{number} {'<Roof> & gutter ' * 40}"),
        verdict=Verdict(failed=None),
        source_name="Find a Tender",
    )


@pytest.mark.parametrize(
    ("before", "after", "written_as"),
    [
        ({"trades": ()}, {"trades": ("roofing",)}, "look for the trade Roofing and gutters too"),
        (
            {"trades": ("roofing", "cleaning")},
            {"trades": ("cleaning",)},
            "stop looking for the trade Roofing and gutters",
        ),
        ({"words": ()}, {"words": ('"flat roof"',)}, "look for “flat roof” too"),
        ({"not_words": ()}, {"not_words": ("a<b",)}, "stop sending notices with the word “a&lt;b”"),
        ({"not_words": ("b",)}, {"not_words": ()}, "send notices with the word “b” again"),
        (
            {"cpv_prefixes": ()},
            {"cpv_prefixes": ("9091",)},
            "look for the sector code “Cleaning services” (CPV 9091) too",
        ),
        ({"regions": ("UK",)}, {"regions": ("UKC",)}, "only places in North East"),
        ({"regions": ("UKC",)}, {"regions": ("UKC", "UKM")}, "look in Scotland too"),
        ({"regions": ("UKC",)}, {"regions": ()}, "look anywhere in the world"),
        ({"value_max_pence": None}, {"value_max_pence": 4_000_000}, "contracts up to £40,000 only"),
        ({"value_max_pence": 4_000_000}, {"value_max_pence": 5_000_000}, "contracts up to £50,000"),
        ({"value_max_pence": 4_000_000}, {"value_max_pence": None}, "no highest value"),
        ({"value_min_pence": None}, {"value_min_pence": 4_000_000}, "contracts of £40,000 or more only"),
        ({"value_min_pence": 4_000_000}, {"value_min_pence": None}, "no lowest value"),
        ({"strictness": Strictness.POSSIBLE}, {"strictness": Strictness.CLOSE}, "only close matches"),
        ({"strictness": Strictness.CLOSE}, {"strictness": Strictness.POSSIBLE}, "possible matches too"),
        (
            {"frequency": Frequency.WEEKLY},
            {"frequency": Frequency.AT_ONCE},
            "hear at once instead of weekly",
        ),
        ({"hour": 8}, {"hour": 18}, "write at 6pm"),
        ({"weekday": 0}, {"weekday": 4}, "write on Friday"),
    ],
)
def test_each_change_is_written_in_plain_words(
    before: dict[str, Any], after: dict[str, Any], written_as: str
) -> None:
    assert editing.phrase(before, after) == written_as


def test_the_fullest_watch_and_the_greatest_change_fit_into_one_message_and_their_buttons() -> None:
    nothing = {name: () if isinstance(value, tuple) else None for name, value in EVERY.items()}
    edit = Edit(
        id=999_999_999, watch_id=999_999_999, before=nothing | {"frequency": Frequency.DAILY}, after=EVERY
    )
    some = [item(number) for number in range(5)]
    effect = Comparison(after=some, added=some, lost=some)
    firm = Supplier(organisation_type=OrganisationType.SME, size=Size.MICRO, based_in=BasedIn.NORTH_EAST)
    watch = WatchRow(id=999_999_999, supplier=firm, **EVERY)
    subject = Subject(profile=Profile(supplier=firm, watches=(watch,)), watch=watch)

    shown: list[Screen] = [
        watching.menu(subject, NOW, "Saved.", edit, effect),
        watching.trades(subject, 0, effect),
        watching.codes(subject),
        screens.proposed(edit, effect),
        screens.made(edit, effect),
        screens.undone(edit, effect),
    ]

    assert all(written.size_of(screen.text) <= written.LONGEST_MESSAGE for screen in shown)
    carried = [
        pack(button.press) for screen in shown for row in screen.rows for button in row if button.press
    ]
    assert all(len(data.encode()) <= LONGEST for data in carried)


@pytest.mark.parametrize(
    ("added", "lost", "told"),
    [
        (0, 0, "This adds none and drops none."),
        (4, 0, "This adds 4."),
        (0, 1, "This drops 1."),
        (4, 1, "This adds 4 and drops 1."),
    ],
)
def test_what_an_edit_adds_and_drops_is_counted(added: int, lost: int, told: str) -> None:
    found = Comparison(
        after=[],
        added=[item(number) for number in range(added)],
        lost=[item(number) for number in range(lost)],
    )

    assert told in editing.effect(found).splitlines()
