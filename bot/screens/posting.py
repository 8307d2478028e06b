"""The screens of the form by which an officer types one opportunity in."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from alerts import cpv
from alerts.matching import Firm, OrganisationType, Size, Watch, match
from alerts.notice import Notice
from alerts.reach import Reach
from alerts.shortlist import Shortlisted
from alerts.tables import Opportunity
from bot import posting
from bot.buttons import Action, Button, in_rows, to
from bot.drafts import Form
from bot.posting import Field, Refused, Sort
from bot.screens import Screen
from bot.screens.uploading import TEMPLATE
from bot.text import alerts as alert_words
from bot.text import posting as words
from bot.text.written import cut

LABEL = 60
EXAMPLE = Firm(organisation_type=OrganisationType.SME, size=Size.MICRO)
"""Whose view a preview shows: most suppliers are like this."""

_CHOICES: Mapping[Field, Mapping[str, str]] = {
    Field.DESCRIPTION: {posting.SKIPPED: "Leave it out"},
    Field.VALUE: {posting.SKIPPED: "Not stated"},
    Field.VAT: {"net": "No, without VAT", "gross": "Yes, including VAT", posting.SKIPPED: "Not stated"},
    Field.DATE: {posting.SKIPPED: "Not known yet"},
    Field.TIME: {"noon": "12 noon", "five": "5pm", "end": "The end of the day"},
    Field.PLACE: {**posting.PLACES, posting.SKIPPED: "Not stated"},
    Field.SUITS: {
        "both": "Small firms, charities and social enterprises",
        "sme": "Small or medium firms",
        "vcse": "Charities and social enterprises",
        posting.SKIPPED: "Say nothing",
    },
    Field.LINK: {posting.SKIPPED: "Leave it out"},
}
"""What may be pressed in answer to a question: what the button carries, and what it says."""


def ask(form: Form, field: Field, publisher: str, refused: Refused | None = None) -> Screen:
    """Ask a question, after an answer that could not be taken with why."""
    why = "" if refused is None else f"{words.refused(refused)}\n\n"
    return Screen(text=why + words.ask(field, form), rows=_rows(form, field, publisher))


def _rows(form: Form, field: Field, publisher: str) -> list[list[Button]]:
    match field:
        case Field.KIND:
            return [*([_set(words.sort(sort), field, sort)] for sort in Sort), TEMPLATE]
        case Field.BUYER:
            return [[_set(publisher, field, posting.USUAL)]]
        case Field.SECTOR:
            return _sector(form)
        case Field.DATE if not posting.may_be_undated(form):
            return []
        case _:
            return [[_set(label, field, value)] for value, label in _CHOICES.get(field, {}).items()]


def _sector(form: Form) -> list[list[Button]]:
    rows = []
    for code in form.all("offered"):
        chosen = code in form.all("cpv")
        label = words.code(code)
        state = posting.OFF if chosen else posting.ON
        rows.append([_set(f"Chosen: {label}" if chosen else label, Field.SECTOR, state, code)])
    done = "That is right" if form.all("cpv") else "Go on without"
    value = posting.DONE if form.all("cpv") else posting.SKIPPED
    return [*rows, [_set(done, Field.SECTOR, value)]]


def _set(label: str, field: Field, *values: str) -> Button:
    return to(cut(label, LABEL), Action.POST, "set", field, *values)


def preview(form: Form, notice: Notice, source_name: str, reach: Sequence[Reach], now: datetime) -> Screen:
    """Show an opportunity exactly as suppliers will see it, and whom it reaches."""
    watch = Watch(cpv_prefixes=tuple(cpv.prefix(code) for code in notice.cpv_codes))
    item = Shortlisted(
        opportunity=Opportunity(reference=notice.external_id),
        notice=notice,
        verdict=match(notice, EXAMPLE, watch, now),
        source_name=source_name,
    )
    return Screen(
        text=words.preview(alert_words.at_once(item, now), reach),
        rows=[
            [to("Yes, send it", Action.POST, "send", form.first("reference"))],
            [to("Change something", Action.POST, "which")],
            [to("No, throw it away", Action.POST, "drop")],
        ],
    )


def which(text: str | None = None) -> Screen:
    """Ask what to change."""
    fields = (field for field in Field if field not in {Field.VAT, Field.TIME})
    buttons = (to(words.NAMES[field], Action.POST, "edit", field) for field in fields)
    return Screen(text=text or words.which(), rows=[*in_rows(buttons, 2), [_go_on("Show it again")]])


def begun_before(form: Form) -> Screen:
    """Ask whether to go on."""
    return Screen(
        text=words.begun_before(form.first("title")),
        rows=[[_go_on("Go on with it")], [to("Begin anew", Action.POST, "anew")]],
    )


def _go_on(label: str) -> Button:
    return to(label, Action.POST, "on")
