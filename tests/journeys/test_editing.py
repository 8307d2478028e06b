"""After each change of a watch a supplier sees what it means; what cannot be is said at once."""

import pytest

from alerts import cpv
from tests.make import notice
from tests.world import World

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ROOF = notice()
WIRING = notice(
    external_id="000002-2026",
    ocid="ocds-2",
    title="Rewiring of Shildon library",
    summary=None,
    cpv_codes=("45311000",),
    value_max_pence=900_000,
)
VAGUE = notice(
    external_id="000003-2026", ocid="ocds-3", title="Works at Shildon library", cpv_codes=("45000000",)
)


async def test_another_trade_says_what_it_adds_and_the_next_press_what_it_drops(world: World) -> None:
    await world.publish(ROOF, WIRING)
    chat = await world.roofer()
    await chat.send("/watch")
    await chat.tap("Trades")

    (both,) = await chat.tap("Electrical")
    (one,) = await chat.tap("Chosen: Roofing and gutters")

    assert both.text.endswith(
        "With this, 2 of the notices that I know from the last 30 days would have come to you, for example:\n"
        "1. Re-roofing of Shildon library\n"
        "2. Rewiring of Shildon library\n"
        "This adds 1.\n"
        "Added: “Rewiring of Shildon library”."
    )
    assert one.text.endswith(
        "With this, 1 of the notices that I know from the last 30 days would have come to you, for example:\n"
        "1. Rewiring of Shildon library\n"
        "This drops 1.\n"
        "Dropped: “Re-roofing of Shildon library”."
    )


async def test_a_second_press_on_a_trade_does_not_take_it_away_again(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/watch")
    await chat.tap("Trades")

    await chat.tap_twice("Electrical")

    assert "You chose: Roofing and gutters; Electrical." in chat.last.text


async def test_only_close_matches_leaves_the_possible_ones_out_and_undo_brings_them_back(
    world: World,
) -> None:
    await world.publish(ROOF, VAGUE)
    chat = await world.roofer()
    await chat.send("/watch")
    await chat.tap("How close")

    (saved,) = await chat.tap("Only close matches")
    (latest,) = await chat.send("/latest")
    (undone,) = await chat.tap("Undo")

    assert "Matches: only close ones\n" in saved.text
    assert saved.text.endswith("This drops 1.\nDropped: “Works at Shildon library”.")
    assert latest.text.startswith("1 opportunity is open for you now")
    assert undone.text.endswith("This adds 1.\nAdded: “Works at Shildon library”.")


@pytest.mark.parametrize(
    ("taps", "typed", "line"),
    [
        (["Value limits"], "50k", "Value limits: up to £50,000"),
        (["Value limits"], "£10,000 to £50,000", "Value limits: £10,000 to £50,000"),
        (["Value limits"], "at least 5k", "Value limits: £5,000 or more"),
        (["Value limits", "Lowest value"], "5000", "Value limits: £5,000 or more"),
        (["Value limits", "Lowest value", "£10,000"], "", "Value limits: £10,000 or more"),
        (["Value limits", "Highest value", "£25,000"], "", "Value limits: up to £25,000"),
        (["Value limits", "No limits"], "", "Value limits: none"),
        (["Value limits"], "any", "Value limits: none"),
        (
            ["Sector codes (CPV)"],
            "45261000-4",
            "Sector codes (CPV): Erection and related works of roof frames and coverings (CPV 45261)",
        ),
        (["How close", "Only close matches"], "", "Matches: only close ones"),
    ],
)
async def test_values_codes_and_strictness_are_set_by_button_or_by_typing(
    world: World, taps: list[str], typed: str, line: str
) -> None:
    chat = await world.roofer()
    await chat.send("/watch")

    for label in taps:
        await chat.tap(label)
    if typed:
        await chat.send(typed)

    assert line in chat.last.text.splitlines()


async def test_limits_that_are_upside_down_are_said_at_once_with_what_was_perhaps_meant(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/watch")
    await chat.tap("Value limits")

    (refused,) = await chat.send("£50,000 to £10,000")
    labels = chat.labels
    (saved,) = await chat.tap("£10,000 to £50,000")

    assert refused.text == (
        "Nothing was changed. The lowest value would be £50,000, and the highest £10,000. "
        "No contract lies between.\n\nWhich do you mean?"
    )
    assert labels == ["£10,000 to £50,000", "£50,000 or more", "Up to £10,000", "Back"]
    assert "Value limits: £10,000 to £50,000\n" in saved.text


async def test_a_value_that_cannot_be_read_is_asked_again(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/watch")
    await chat.tap("Value limits")

    (asked,) = await chat.send("a fair bit")
    (saved,) = await chat.send("50000")

    assert asked.text.startswith("I could not read “a fair bit” as a value.")
    assert "Value limits: up to £50,000\n" in saved.text


@pytest.mark.parametrize(
    ("typed", "told", "instead"),
    [
        (
            "slate, services",
            "“services” is in nearly every notice, so alone it says too little.",
            'slate and "services"',
        ),
        ("slate, !!!", "“!!!” is no word that I can look for.", "slate"),
        ("slate, tiles, -slates", "“slate” cannot be looked for and avoided at once.", "tiles and slates"),
    ],
)
async def test_words_that_are_no_use_are_refused_with_what_would_do(
    world: World, typed: str, told: str, instead: str
) -> None:
    chat = await world.roofer()
    await chat.send("/watch")
    await chat.tap("Words to look for")

    (refused,) = await chat.send(typed)
    (menu,) = await chat.tap("Yes, take that")

    assert refused.text == (
        f"Nothing was changed. {told}\n\n"
        f"Shall I take this instead: {instead}?\n\n"
        "Or type the list again. Add what you do, for example: cleaning services."
    )
    assert f"Words to look for: {instead}" in menu.text.splitlines()


async def test_a_minus_before_a_word_avoids_it(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/watch")
    await chat.tap("Words to look for")

    (menu,) = await chat.send('slate, "flat roof"\n-asbestos')

    assert 'Words to look for: slate and "flat roof"\n' in menu.text
    assert "Words to avoid: asbestos\n" in menu.text


async def test_words_of_which_none_is_of_use_can_be_typed_again(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/watch")
    await chat.tap("Words to look for")

    (refused,) = await chat.send("!!!")
    labels = chat.labels
    (menu,) = await chat.send("slate")

    assert refused.text.startswith("Nothing was changed. “!!!” is no word that I can look for.")
    assert labels == ["Back"]
    assert "Words to look for: slate\n" in menu.text


async def test_a_second_press_shows_the_same_with_the_way_back(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/watch")
    await chat.tap("How close")

    await chat.tap_twice("Only close matches")

    assert chat.last.text.startswith("Saved.")
    assert chat.labels[0] == "Undo"


async def test_a_code_that_there_is_not_is_answered_with_the_nearest(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/watch")
    await chat.tap("Sector codes (CPV)")

    (refused,) = await chat.send("45261999")
    near = chat.labels
    await chat.tap(near[0])

    assert refused.text == (
        "There is no CPV code “45261999”. These are the nearest. Press one, or type another."
    )
    assert "Sector codes (CPV): none" not in chat.last.text


async def test_a_code_is_found_by_words_and_taken_away_again(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/watch")
    await chat.tap("Sector codes (CPV)")

    (offered,) = await chat.send("roof repair")
    (label, *_) = chat.labels
    await chat.tap(label)
    chosen = chat.last.text
    await chat.tap("Sector codes (CPV)")
    await chat.tap(f"Take away: {label}")

    assert offered.text == "You typed “roof repair”. Press the code that fits."
    assert f"Sector codes (CPV): {label}\n" in chosen
    assert "Sector codes (CPV): none\n" in chat.last.text


async def test_an_edit_that_was_overtaken_is_not_undone(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/watch")
    await chat.tap("Words to look for")
    (first,) = await chat.send("slate")
    undo = first.buttons[0][0].data
    await chat.send("/watch")
    await chat.tap("Words to look for")
    await chat.send("tiles")

    assert undo is not None
    (answer,) = await chat.press(first.message_id, undo, stale=True)
    await chat.send("/watch")

    assert answer.text == (
        "I changed nothing. You have changed this in another way since. Send /watch to see how it is now."
    )
    assert "Words to look for: tiles\n" in chat.last.text


async def test_what_was_typed_can_be_looked_for_when_no_trade_fits(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/watch")
    await chat.tap("Trades")

    await chat.send("zithers")
    await chat.tap("Look for these words")

    assert "Words to look for: zithers\n" in chat.last.text


async def test_the_twenty_first_code_is_one_too_many(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/watch")
    for code in list(cpv.names())[:20]:
        await chat.tap("Sector codes (CPV)")
        await chat.send(code)
    await chat.tap("Sector codes (CPV)")

    (refused,) = await chat.send("90911300")

    assert refused.text == (
        "You have 20 sector codes, and that is as many as I can look for. Take one away first."
    )


@pytest.mark.parametrize("typed", ["zzzz", "1", "!!"])
async def test_what_names_no_code_is_asked_again(world: World, typed: str) -> None:
    chat = await world.roofer()
    await chat.send("/watch")
    await chat.tap("Sector codes (CPV)")

    (asked,) = await chat.send(typed)
    (saved,) = await chat.send("45261000")

    assert asked.text.startswith(f"I found no sector code for “{typed}”.")
    assert saved.text.startswith("Saved.")
