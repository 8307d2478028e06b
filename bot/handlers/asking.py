"""Questions and answers: typed at any time, /ask, /threshold, and browsing by /faq, /glossary and /cases."""

from telegram import Update

from bot import asking, questions
from bot.context import Context, Sender, sender
from bot.screens import Screen
from bot.screens import answers as screens
from bot.text import answers as words
from bot.text import general
from faq import amounts, glossary, groups, messages, spending
from faq.messages import Courtesy
from faq.search import Kind, Outcome

LONGEST_VALUE = 300


def after_command(text: str) -> str:
    """Return what stands behind a command: "/ask how much" gives "how much"."""
    _command, *rest = text.split(maxsplit=1)
    return "".join(rest).strip()


async def ask(update: Update, context: Context) -> None:
    """Answer a question behind /ask, or say how to ask."""
    chat = sender(update, context)
    typed = after_command(chat.text)

    if typed:
        await answer(chat, typed, context)
    else:
        await chat.reply(screens.how_to_ask())


async def answer(chat: Sender, typed: str, context: Context) -> None:
    """Answer each question of a message, or a greeting, or thanks."""
    now = context.now()
    polite = _polite(typed)
    if polite is not None:
        await chat.reply(polite)
        return
    async with context.sessions.begin() as session:
        previous = await questions.previous(session, chat.address, now)
    outcomes = await asking.find(typed, previous=previous)
    if len(outcomes) == 1 and outcomes[0].kind is not Kind.ANSWER:
        slug = glossary.asked(typed)
        if slug is not None:
            await chat.reply(screens.word(slug))
            return
    async with context.sessions.begin() as session:
        logged = [await questions.log(session, outcome, now) for outcome in outcomes]
        if any(outcome.reason not in questions.NO_QUESTION for outcome in outcomes):
            await questions.remember(
                session, chat.address, messages.carried(previous, outcomes[-1].question), now
            )
    for outcome, row in zip(outcomes, logged, strict=True):
        several = len(outcomes) > 1
        asked = questions.held_by(row, chat.address)
        await chat.reply(screens.outcome(outcome, asked, asking.searcher().entries, several=several))


def _polite(typed: str) -> Screen | None:
    match messages.courtesy(typed):
        case Courtesy.HELLO:
            return screens.how_to_ask()
        case Courtesy.THANKS:
            return Screen(text=words.you_are_welcome())
        case None:
            return None


async def threshold(update: Update, context: Context) -> None:
    """Say what the value of a job decides. Without a value, say what the bands are."""
    chat = sender(update, context)
    typed = after_command(chat.text)[:LONGEST_VALUE]
    searcher = await asking.ready()
    ruling = spending.rule(amounts.read(typed), question=typed)
    found = Outcome(
        kind=Kind.ANSWER, question=typed, score=1.0, entry=searcher.entries[ruling.slug], ruling=ruling
    )

    async with context.sessions.begin() as session:
        logged = await questions.log(session, found, context.now())
        if typed:
            await questions.remember(session, chat.address, typed, context.now())
    screen = screens.answer(found, questions.held_by(logged, chat.address), searcher.entries)
    head = "" if typed else words.how_to_ask_for_a_value()
    await chat.reply(Screen(text=head + screen.text, rows=screen.rows))


async def topics(update: Update, context: Context) -> None:
    """Show the groups of topics."""
    await sender(update, context).reply(screens.menu())


async def faq_pressed(update: Update, context: Context) -> None:
    """Turn to a group or a page in place, or show a topic as a new message, so that no answer is lost."""
    chat, press = sender(update, context), context.press(update)
    entries = (await asking.ready()).entries

    match press.value():
        case "topic":
            await context.acknowledge(update)
            await _show_topic(chat, press.value(1), context)
        case "topics":
            await context.acknowledge(update)
            await chat.reply(screens.menu())
        case "group":
            await chat.show(screens.group(entries, press.value(1), press.number(2) or 0))
        case _:
            await chat.show(screens.menu())


async def _show_topic(chat: Sender, slug: str, context: Context) -> None:
    entries = (await asking.ready()).entries
    entry = entries.get(slug)
    if entry is None:
        await chat.reply(Screen(text=general.old_button()))
        return
    async with context.sessions.begin() as session:
        logged = await questions.browsed(session, slug, context.now())
        await questions.remember(session, chat.address, entry.question, context.now())
    found = Outcome(kind=Kind.ANSWER, question=entry.question, score=1.0, entry=entry)
    await chat.reply(screens.answer(found, questions.held_by(logged, chat.address), entries))


async def picked_pressed(update: Update, context: Context) -> None:
    """Answer what was meant among the suggestions, in their place."""
    chat, press = sender(update, context), context.press(update)
    entries = (await asking.ready()).entries
    entry = entries.get(press.value(2))

    async with context.sessions.begin() as session:
        logged = await questions.by_key(session, press.number(0), press.value(1), chat.address)
        if logged is not None and entry is not None:
            logged.entry = entry.slug
    if logged is None:
        await chat.show(Screen(text=general.old_button()))
    elif entry is None:
        await chat.show(screens.none_of_these(questions.held_by(logged, chat.address)))
    else:
        found = Outcome(kind=Kind.ANSWER, question=entry.question, score=logged.score, entry=entry)
        await chat.show(screens.answer(found, questions.held_by(logged, chat.address), entries))


async def helped_pressed(update: Update, context: Context) -> None:
    """Keep whether an answer helped; where it did not, say what else there is."""
    chat, press = sender(update, context), context.press(update)
    helped = press.value(2) == "yes"

    async with context.sessions.begin() as session:
        logged = await questions.by_key(session, press.number(0), press.value(1), chat.address)
        changed = logged is not None and await questions.mark(session, logged, helped=helped)
    await context.acknowledge(update, words.noted() if logged is not None else general.old_button())
    if logged is not None and changed and not helped:
        await chat.reply(screens.not_useful(questions.held_by(logged, chat.address)))


async def all_words(update: Update, context: Context) -> None:
    """Explain the word behind /glossary, or list all words."""
    chat = sender(update, context)
    slug = glossary.asked(after_command(chat.text))
    await chat.reply(screens.all_words(0) if slug is None else screens.word(slug))


async def glossary_pressed(update: Update, context: Context) -> None:
    """Explain a word in a new message, or turn to a page of words."""
    chat, press = sender(update, context), context.press(update)

    match press.value():
        case "word":
            await context.acknowledge(update)
            await chat.reply(screens.word(press.value(1)))
        case "words":
            await context.acknowledge(update)
            await chat.reply(screens.all_words(0))
        case _:
            await chat.show(screens.all_words(press.number(1) or 0))


async def cases(update: Update, context: Context) -> None:
    """Show the case studies by trade."""
    await sender(update, context).reply(screens.cases(groups.cases()))
