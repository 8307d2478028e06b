"""A newcomer joins: four taps to the first preview, in the exact words."""

from datetime import timedelta

import pytest

from alerts import suppliers
from bot.telegram_local import BotApi
from tests.make import NOW, notice
from tests.world import World, open_world

WELCOME = """\
Supplierbot
I tell small firms, social enterprises and charities about public contracts that fit their work, and why each one fits. It is free.

Your privacy
I keep the number of this chat, your answers, and what I sent you. No other supplier sees them. Send /privacy to read more, or /forget to erase all of it.
If you press a button below, you agree to this.

Question 1 of 4. What kind of organisation are you?"""


async def test_four_taps_lead_from_the_welcome_to_a_preview(world: World) -> None:
    await world.publish(notice())
    chat = world.chat()

    (welcome,) = await chat.send("/start")
    (size,) = await chat.tap("Sole trader or company")
    (trades,) = await chat.tap("1 to 9 people")
    (chosen,) = await chat.tap("Roofing and gutters")
    (preview,) = await chat.tap("Done: tell me each day at 8am")

    assert welcome.text == WELCOME
    assert size.text == "Question 2 of 4. How many people work in your organisation, with you?"
    assert trades.text == (
        "Question 3 of 4. What do you do?\n\n"
        "Press what fits. You can choose more than one.\n"
        "Or type what you sell, for example: we fit kitchens."
    )
    assert chosen.text.startswith("Question 3 of 4. What do you do?\n\nYou chose: Roofing and gutters.")
    assert preview.text.startswith(
        "You are set up. I will write each day at 8am, but only when there is something for you.\n\n"
        "Of the notices that I know from the last 30 days, 1 opportunity would have come to you. Here it is:\n\n"
        "1. Re-roofing of Shildon library\n"
        "Buyer: Durham County Council\n"
        "Value: £45,000 without VAT\n"
        "Deadline: Monday 24 August 2026 at 1pm (14 days left)\n"
        "Place: County Durham\n"
        "The buyer says it suits: small or medium firms\n"
        "Size: within your usual work\n"
        "Why you got this: "
    )
    assert {message.message_id for message in chat.messages} == {welcome.message_id}


async def test_what_a_supplier_sells_can_be_typed(world: World) -> None:
    chat = world.chat()
    for step in ("/start", "Charity", "Voluntary or community organisation", "10 to 49 people"):
        await (chat.tap(step) if step in chat.labels else chat.send(step))

    (offered,) = await chat.send("we clean offices and schols")

    assert offered.text.startswith("You typed “we clean offices and schols”. ")
    assert "Cleaning" in chat.labels


async def test_words_that_are_no_trade_can_be_looked_for(world: World) -> None:
    chat = world.chat()
    for step in ("/start", "Social enterprise", "Just me"):
        await (chat.tap(step) if step in chat.labels else chat.send(step))

    await chat.send("zxqv hrrm")
    await chat.tap("Look for these words")
    await chat.tap("Done: tell me at once")

    await chat.send("/watch")
    assert "Words to look for: zxqv hrrm" in chat.last.text


async def test_a_preview_of_nothing_says_so(world: World) -> None:
    chat = await world.roofer()

    assert "none would have come to you" in chat.last.text


async def test_a_flood_is_said_to_be_one(world: World) -> None:
    await world.publish(
        *(notice(external_id=str(number), ocid=f"ocds-{number}") for number in range(30)),
        notice(external_id="old", ocid="ocds-old", released_at=NOW - timedelta(days=14)),
    )

    chat = await world.roofer()

    assert "That is about 16 a week, which is a lot to read." in chat.last.text


async def test_every_tap_may_come_twice(world: World) -> None:
    chat = world.chat()
    await chat.send("/start")

    for label in ("Sole trader or company", "1 to 9 people"):
        await chat.tap_twice(label)
    await chat.tap("Roofing and gutters")
    await chat.tap_twice("Done: tell me at once")

    assert "This form is over" in chat.last.text or "You are set up" in chat.last.text
    async with world.shared.sessions.begin() as session:
        assert len(await suppliers.watchers(session, NOW)) == 1


async def test_a_half_finished_form_survives_a_restart(database_url: str) -> None:
    async with open_world(database_url) as before:
        chat = before.chat()
        await chat.send("/start")
        await chat.tap("Social enterprise")
        api: BotApi = before.api

    async with open_world(database_url, api=api) as after:
        chat = after.chat()
        (size,) = await chat.send("/start")
        await chat.tap("Just me")

    assert size.text.startswith("Question 2 of 4.")
    assert chat.last.text.startswith("Question 3 of 4.")


@pytest.mark.parametrize("steps", [0, 1, 2])
async def test_cancel_leaves_the_form_at_every_step(world: World, steps: int) -> None:
    chat = world.chat()
    await chat.send("/start")
    for label in ("Sole trader or company", "1 to 9 people")[:steps]:
        await chat.tap(label)
    form = chat.last

    (closed,) = await chat.send("/cancel")
    button = form.buttons[0][0].data
    assert button is not None
    await chat.press(form.message_id, button)

    assert closed.text.startswith("The form is closed. What you saved before stays as it is.")
    assert "This form is over. Send /watch to change your answers, or /start to begin." in chat.texts


async def test_typing_where_a_button_is_asked_for_is_answered_kindly(world: World) -> None:
    chat = world.chat()
    await chat.send("/start")

    (answer,) = await chat.send("a company")

    assert answer.text.startswith("Please press one of the buttons. To stop this form, send /cancel.")
    assert "Sole trader or company" in chat.labels


async def test_a_start_from_somebody_who_is_known_says_so(world: World) -> None:
    chat = await world.roofer()

    (answer,) = await chat.send("/start")

    assert answer.text.startswith("You are already set up. I write each day at 8am.")
