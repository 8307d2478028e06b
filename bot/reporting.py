"""The form of a report: what a press or typed words make of it. Pure.

Stage and kind are asked; all else may be left out. “No words, go on” leads from the kind straight to the preview,
and from there each of the other questions can be reached and comes back to it. Words are made fit to keep
before the form holds them, so what is kept for a restart is what officers would see.
"""

from enum import StrEnum

from alerts.matching import OrganisationType, Size
from bot import costs, redaction
from bot.blockers import Blocker, Stage, Visibility
from bot.buttons import Press
from bot.drafts import Form, Step
from bot.filled import (
    LONGEST_DETAIL,
    LONGEST_NAME,
    LONGEST_REMEDY,
    About,
    Filled,
    Organisation,
)

ON, OFF = "on", "off"

LONGEST = {Step.DETAIL: LONGEST_DETAIL, Step.REMEDY: LONGEST_REMEDY}

_FOLLOWS = {
    Step.DETAIL: Step.REMEDY,
    Step.REMEDY: Step.COST,
    Step.COST: Step.VISIBILITY,
    Step.REPORTED_KIND: Step.REPORTED_SIZE,
}
_MAY_BE_LEFT = frozenset(
    {Step.DETAIL, Step.REMEDY, Step.COST, Step.VISIBILITY, Step.REPORTED_KIND, Step.REPORTED_SIZE}
)
_FROM_PREVIEW = (_MAY_BE_LEFT - {Step.REPORTED_SIZE}) | {Step.STAGE}


class Refused(StrEnum):
    """Why typed words are not taken."""

    PRESS = "press"  # a button is asked for
    NOTHING = "nothing"  # no word in them can be read
    TOO_LONG = "too long"
    NO_COST = "no cost"


def begin(reference: str, opportunity_id: int | None) -> Form:
    """Return a new form. Its reference makes a second “Send” harmless."""
    opportunity = [] if opportunity_id is None else [str(opportunity_id)]
    return Form(step=Step.STAGE, answers={"reference": [reference], "opportunity": opportunity})


def opportunity_of(form: Form) -> int | None:
    """Return the id of the opportunity that the form was begun from."""
    return int(form.first("opportunity")) if form.first("opportunity") else None


def stage_of(form: Form) -> Stage:
    """Return the stage, once it was asked."""
    return Stage(form.first("stage"))


def kind_of(form: Form) -> Blocker:
    """Return the kind of blocker, once it was asked."""
    return Blocker(form.first("kind"))


def visibility_of(form: Form) -> Visibility:
    """Return what officers may see of the supplier: kind and size, unless it chose otherwise."""
    return Visibility(form.first("visibility") or Visibility.KIND_ONLY)


def was_ready(form: Form) -> bool:
    """Return whether the preview was reached before, so that each answer leads back to it."""
    return bool(form.first("seen"))


def pressed(form: Form, press: Press) -> Form:
    """Return the form after a press. A press that does not belong to its step changes nothing."""
    match form.step:
        case Step.STAGE | Step.BLOCKER:
            return _of_the_blocker(form, press)
        case Step.READY:
            return _from_preview(form, press)
        case step if step in _MAY_BE_LEFT and press.value() == "skip" and press.value(1) == step:
            return _ready(form) if step is Step.DETAIL else _next(form)
        case Step.DETAIL | Step.REMEDY | Step.COST:
            return _of_the_words(form, press)
        case _:
            return _of_the_supplier(form, press)


def _of_the_blocker(form: Form, press: Press) -> Form:
    stage, kind = press.member(Stage, 1), press.member(Blocker, 1)
    match form.step, press.value():
        case Step.STAGE, "stage" if stage is not None:
            return form.at(Step.BLOCKER, stage=[stage], page=[])
        case Step.BLOCKER, "kind" if kind is not None:
            after = form.at(Step.DETAIL, kind=[kind], same=[])
            return _ready(after) if was_ready(form) else after
        case Step.BLOCKER, "kinds":
            return form.at(Step.BLOCKER, page=[press.value(1)])
        case Step.BLOCKER, "back":
            return form.at(Step.STAGE)
        case _:
            return form


def _of_the_words(form: Form, press: Press) -> Form:
    match form.step, press.value():
        case Step.DETAIL, "back" if not was_ready(form):
            return form.at(Step.BLOCKER)
        case Step.DETAIL, "same" if press.number(1):
            return _ready(form.at(Step.DETAIL, same=[press.value(1)]))
        case Step.REMEDY, "same" if press.number(1):
            return form.at(Step.REMEDY, same=[press.value(1)])
        case step, "none" if press.value(1) == step:
            return _next(form.at(step, **{name: [] for name in _answers(step)}))
        case _:
            return form


def _of_the_supplier(form: Form, press: Press) -> Form:
    visibility = press.member(Visibility, 1)
    organisation, size = press.member(OrganisationType, 1), press.member(Size, 1)
    match form.step, press.value():
        case Step.VISIBILITY, "who" if visibility is Visibility.NAMED:
            return form.at(Step.NAMED_AS)
        case Step.VISIBILITY, "who" if visibility is not None:
            return _ready(form.at(Step.VISIBILITY, visibility=[visibility]))
        case Step.NAMED_AS, "back":
            return form.at(Step.VISIBILITY)
        case Step.REPORTED_KIND, "organisation" if organisation is not None:
            return form.at(Step.REPORTED_SIZE, organisation=[organisation])
        case Step.REPORTED_SIZE, "size" if size is not None:
            return _ready(form.at(Step.REPORTED_SIZE, size=[size]))
        case _:
            return form


def _from_preview(form: Form, press: Press) -> Form:
    step = press.member(Step, 1)
    switched = press.value(1) if press.value(1) in {ON, OFF} else None
    match press.value():
        case "change" if step in _FROM_PREVIEW:
            return form.at(step)
        case "news" | "notice" if switched is not None:
            return form.at(Step.READY, **{press.value(): [switched]})
        case _:
            return form


def typed(form: Form, words: str) -> Form | Refused:
    """Return the form after typed words, or why it does not take them."""
    match form.step:
        case Step.DETAIL | Step.REMEDY:
            kept = redaction.text(words)
            if not kept:
                return Refused.NOTHING
            if units(kept) > LONGEST[form.step]:
                return Refused.TOO_LONG
            changed = [ON] if kept.split() != words.split() else []
            return _next(form.at(form.step, **{str(form.step): [kept], "changed": changed}))
        case Step.COST:
            cost = costs.read(words)
            if cost is None:
                return Refused.NO_COST
            hours, pence = ([] if value is None else [str(value)] for value in (cost.hours, cost.pence))
            return _next(form.at(Step.COST, hours=hours, pence=pence))
        case Step.NAMED_AS:
            name = redaction.name(words, LONGEST_NAME)
            if not name:
                return Refused.NOTHING
            return _ready(form.at(Step.NAMED_AS, named_as=[name], visibility=[Visibility.NAMED]))
        case _:
            return Refused.PRESS


def units(text: str) -> int:
    """Return the length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def filled(form: Form, known: Organisation | None, about: About | None) -> Filled:
    """Return what a form that is ready says. `known`: what the supplier told us of itself when it joined."""
    hours, pence, same = (form.first(name) for name in ("hours", "pence", "same"))
    return Filled(
        reference=form.first("reference"),
        stage=stage_of(form),
        kind=kind_of(form),
        visibility=visibility_of(form),
        named_as=form.first("named_as") or None,
        organisation=known or _stated(form),
        detail=form.first("detail") or None,
        remedy=form.first("remedy") or None,
        hours=int(hours) if hours else None,
        pence=int(pence) if pence else None,
        about=None if form.first("notice") == OFF else about,
        same_as_id=int(same) if same else None,
        wants_news=form.first("news") == ON,
    )


def _stated(form: Form) -> Organisation:
    """Return what somebody who has not joined said for this report alone."""
    kind, size = form.first("organisation"), form.first("size")
    return Organisation(kind=OrganisationType(kind) if kind else None, size=Size(size) if size else None)


def _answers(step: Step) -> tuple[str, ...]:
    return ("hours", "pence") if step is Step.COST else (str(step),)


def _next(form: Form) -> Form:
    following = _FOLLOWS.get(form.step)
    return _ready(form) if was_ready(form) or following is None else form.at(following)


def _ready(form: Form) -> Form:
    return form.at(Step.READY, seen=[ON])
