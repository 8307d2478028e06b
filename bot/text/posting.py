"""The words of the form by which an officer types one opportunity in."""

from collections.abc import Mapping, Sequence

from alerts import cpv
from alerts.reach import Reach
from bot.drafts import Form
from bot.posting import Field, Refused, Sort
from bot.posting_answers import Wrong
from bot.text import uploading
from bot.text.written import safe

LEAVE = "To leave, send /cancel."


NAMES: Mapping[Field, str] = {
    Field.KIND: "What it is",
    Field.TITLE: "Title",
    Field.DESCRIPTION: "Description",
    Field.BUYER: "Buyer",
    Field.VALUE: "Value",
    Field.VAT: "Value",
    Field.DATE: "Deadline",
    Field.TIME: "Deadline",
    Field.SECTOR: "Kind of work",
    Field.PLACE: "Place",
    Field.SUITS: "Whom it suits",
    Field.LINK: "Web page",
}
"""What a question is called, above it and on a button."""

_QUESTIONS: Mapping[Field, str] = {
    Field.KIND: (
        "What do you want to send to suppliers? A Quick Quote asks you the least.\n\n"
        "To send many at once, send me a file. I can give you an empty one to fill in."
    ),
    Field.TITLE: (
        "Type a title that says what the work is and where, for example: Roof repairs at Shildon library."
    ),
    Field.DESCRIPTION: (
        "What has to be done? Type it in a few sentences. Alerts do not show it, but I look in it for the words "
        "that suppliers want to hear of."
    ),
    Field.BUYER: "Who buys it? Press the name, or type another.",
    Field.VALUE: "What is it worth? Type it, for example: £8,000 to £12,000 without VAT.",
    Field.VAT: "Is VAT in that value?",
    Field.DATE: (
        "By which day must a supplier answer? For an event: which day is it? "
        "Type it with the year, for example: 30 September 2026."
    ),
    Field.TIME: "By what time on that day? Press one, or type it, for example: 2pm.",
    Field.PLACE: "Where is the work? Press one, or type a place.",
    Field.SUITS: "Whom does it suit? Suppliers read this as your word, so if you are not sure, say nothing.",
    Field.LINK: (
        "Where can suppliers read more, and answer? Type the address of the page. "
        "Without one, suppliers see only what you typed here."
    ),
}

_REFUSED: Mapping[Wrong, str] = {
    Wrong.EMPTY: "I could not find any words in that.",
    Wrong.TOO_LONG: "That is too long.",
    Wrong.NO_AMOUNT: (
        "I could not read “{typed}” as an amount in pounds. Type it for example as 12500, or as £8,000 to £12,000."
    ),
    Wrong.NO_MOST: (
        "“{typed}” says only the least that it is worth. Type the most as well, for example: £5,000 to £8,000."
    ),
    Wrong.NO_DATE: "I could not read “{typed}” as a date.",
    Wrong.DATE_PAST: "“{typed}” is over already. Type a day that is still to come.",
    Wrong.NO_TIME: "I could not read “{typed}” as a time. Type it for example as 2pm or 14:30.",
    Wrong.TIME_PAST: "That time is over already today. Choose a later one, or “The end of the day”.",
    Wrong.NO_PLACE: "I do not know a place “{typed}”. Type a county, a council, a region or a postcode.",
    Wrong.NO_LINK: "“{typed}” is not the address of a web page. Copy it from the top of your browser.",
    Wrong.NO_CODE: "I found no kind of work for “{typed}”. Use other words, for example: window cleaning.",
    Wrong.PRESS: "Please press one of the buttons.",
}


def ask(field: Field, form: Form) -> str:
    """Ask a question of the form."""
    question = _sector(form) if field is Field.SECTOR else _QUESTIONS[field]
    return f"<b>{NAMES[field]}</b>\n\n{question}\n\n{LEAVE}"


def _sector(form: Form) -> str:
    chosen = [_code(code) for code in form.all("cpv")]
    now = f"Chosen: {'; '.join(chosen)}." if chosen else "Nothing is chosen yet."
    return (
        "This decides who hears of it. Press what fits, or what does not, and then “That is right”. "
        f"You can also type the kind of work, or a CPV code.\n\n{now}"
    )


def _code(code: str) -> str:
    return f"{safe(cpv.name(code), 80)} (CPV {safe(code)})"


def code(code: str) -> str:
    """Name a code on a button."""
    return f"{cpv.name(code)} ({code})"


def refused(refused: Refused) -> str:
    """Say why an answer is asked for again."""
    why = _REFUSED[refused.why].format(typed=safe(refused.typed, 60))
    if refused.why is Wrong.TOO_LONG and refused.limit:
        why += f" Please keep it under {refused.limit:,} characters."
    return why


def sort(kind: Sort) -> str:
    """Name what may be sent, on a button."""
    match kind:
        case Sort.QUICK_QUOTE:
            return "Quick Quote"
        case Sort.TENDER:
            return "Tender"
        case Sort.EVENT:
            return "Event for suppliers"
        case Sort.ENGAGEMENT:
            return "Early talk with the market"
        case Sort.PLANNED:
            return "Planned, nobody can bid yet"


def preview(shown: str, reach: Sequence[Reach]) -> str:
    """Show an opportunity as suppliers will see it. `shown` is the message that they get."""
    return (
        "<b>Send this to suppliers?</b> Below is what a supplier reads whose work it is.\n\n"
        f"{shown}\n\n{uploading.audience(reach)}\n\nNothing is sent yet."
    )


def not_readable(why: str) -> str:
    """Say why a finished form cannot be sent: its deadline may have passed since."""
    return f"<b>This cannot be sent as it is.</b>\n\n{safe(why, 500)}\n\nPress what to change."


def sent(reference: str, title: str) -> str:
    """Confirm that it is on its way."""
    return (
        f"<b>Sent: {safe(title)}.</b> Its number is {safe(reference)}.\n\n"
        "Suppliers whom it fits hear of it at the times that they chose. To send another, send /post."
    )


def already_sent(reference: str) -> str:
    """Answer a second press."""
    return f"{safe(reference)} was sent already. Nothing was done twice. To send another, send /post."


def form_over() -> str:
    """Answer a button of a form that is finished or was left."""
    return "This form is over. To send an opportunity, send /post."


def dropped() -> str:
    """Confirm that nothing was sent."""
    return "Nothing was sent, and what you typed is gone."


def begun_before(title: str) -> str:
    """Ask whether to go on with a form that was left half-way."""
    of = f" “{safe(title)}”" if title else ""
    return f"<b>You have begun to send something{of} and not finished.</b>\n\nGo on with it, or begin anew?"


def which() -> str:
    """Ask what to change."""
    return f"<b>What do you want to change?</b> {LEAVE}"


def deadline_passed() -> str:
    """Say that a deadline passed while the form was open."""
    return "The deadline has passed since you typed it. Nothing was sent."
