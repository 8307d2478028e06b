"""The words around the approved answers: asking, browsing, not knowing, and words explained."""

from collections.abc import Sequence

from bot.text.markdown import to_html
from bot.text.written import safe
from faq.glossary import Term
from faq.groups import Case
from faq.search import Outcome
from faq.shown import parts

EXAMPLE = "how many quotes for a £15,000 job?"
LONGEST_ECHO = 200


def how_to_ask() -> str:
    """Say how to ask."""
    return (
        "<b>Ask me about selling to the Council</b>\n\n"
        f"Type your question in your own words, for example: {EXAMPLE}\n\n"
        "You can ask at any time, without a command. /faq shows all topics, and /person passes a question "
        "to a person."
    )


def you_are_welcome() -> str:
    """Answer thanks."""
    return "You are welcome. Type another question at any time, or send /help to see what else you can do."


def how_to_ask_for_a_value() -> str:
    """Say how to use /threshold. What follows is what the bands say."""
    return "Send /threshold and the value of the job, for example: /threshold 32000\n\n"


def answer(found: Outcome, *, heading: bool = False) -> str:
    """Write an answer with its sources, its dates and what to do next."""
    told = parts(found)
    if told is None:
        return ""
    pieces = [_heading(found.question)] if heading else []
    pieces += [
        to_html(told.body),
        f"<b>Source:</b> {safe('; '.join(told.sources), 1000)}\n{safe(told.dated, 200)}",
    ]
    if told.next_steps:
        steps = "\n".join(f"• {safe(step)}" for step in told.next_steps)
        pieces.append(f"<b>What to do next</b>\n{steps}")
    return "\n\n".join([*pieces, "Was this useful?"])


def did_you_mean(found: Outcome, *, heading: bool = False) -> str:
    """Ask which of up to three topics was meant."""
    pieces = [_heading(found.question)] if heading else []
    listed = "\n".join(
        f"{number}. {safe(entry.question)}" for number, entry in enumerate(found.suggestions, 1)
    )
    return "\n\n".join(
        [*pieces, f"<b>I am not sure what you mean. Did you mean one of these?</b>\n\n{listed}"]
    )


def no_answer(found: Outcome, *, heading: bool = False, person: bool = False) -> str:
    """Say that there is no answer from us, why, and who may have one."""
    pieces = [_heading(found.question)] if heading else []
    pieces.append(safe(found.says, 1000))
    if person:
        pieces.append("A person at the Council may know. Press “Ask a person”.")
    return "\n\n".join(pieces)


def none_of_these() -> str:
    """Answer who says that nothing suggested was meant."""
    return (
        "Then I have no approved answer to that, or I did not understand you.\n\n"
        "Please ask again in other words, look through the topics, or ask a person."
    )


def not_useful() -> str:
    """Answer who says that an answer did not help. The officers see it in their list."""
    return (
        "Thank you. I noted that this answer did not help; the officers will see it.\n\n"
        "You can ask again in other words, look through the topics, or ask a person."
    )


def noted() -> str:
    """Answer a press of yes or no, in one line."""
    return "Thank you. I noted it."


def menu() -> str:
    """Show the groups of topics."""
    return (
        "<b>Questions and answers</b>\n\n"
        "Every answer comes from approved text and names its source and date. "
        "Choose a group, or type your question."
    )


def group(name: str, page: int, last: int) -> str:
    """Head one page of the questions of a group."""
    pages = f" (page {page + 1} of {last + 1})" if last else ""
    return f"<b>{safe(name)}</b>{pages}\n\nPress a question."


def glossary(page: int, last: int) -> str:
    """Head one page of words."""
    pages = f" (page {page + 1} of {last + 1})" if last else ""
    return f"<b>Words of public buying, in plain English</b>{pages}\n\nPress a word."


def word(term: Term) -> str:
    """Explain a word, with its source and date."""
    return (
        f"<b>{safe(term.term)}</b>\n{safe(term.meaning, 900)}\n\n"
        f"<b>Source:</b> {safe(term.source)}\n{safe(term.dated, 100)}"
    )


def cases(told: Sequence[Case]) -> str:
    """Show the case studies by trade."""
    listed = "\n\n".join(
        f"<b>{number}. {safe(case.trade)}</b>\n{safe(case.taught)}" for number, case in enumerate(told, 1)
    )
    return (
        "<b>Who has won work, and how</b>\n"
        "Five case studies, as at the 2014 Taskforce report. The contracts are in the past.\n\n"
        f"{listed}"
    )


def press_one() -> str:
    """Say what the buttons below a list are for."""
    return "Press one to read it."


def _heading(question: str) -> str:
    return f"<i>You asked: “{safe(question, LONGEST_ECHO)}”</i>"
