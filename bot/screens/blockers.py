"""The screens of reporting what stops a supplier, one for each step of the form."""

from collections.abc import Sequence

from alerts.matching import OrganisationType, Size
from alerts.shortlist import Shortlisted
from bot.blockers import LIKELY, TOPICS, Stage, Visibility, others
from bot.buttons import Action, Button, to
from bot.drafts import Form, Step
from bot.filled import About
from bot.likeness import Like
from bot.reporting import LONGEST, OFF, ON, Refused, kind_of, stage_of, was_ready
from bot.screens import Screen
from bot.screens.alerts import choose
from bot.tables import BlockerReport, ReportLink
from bot.text import about_you
from bot.text import alerts as alert_words
from bot.text import blockers as words
from bot.text import joining as joining_words
from bot.text.written import LONGEST_MESSAGE, size_of

VISIBILITIES = (Visibility.KIND_ONLY, Visibility.ANONYMOUS, Visibility.NAMED)


def which(items: Sequence[Shortlisted], page: int) -> Screen:
    """Let a supplier choose which of a page of a digest it is about."""
    return choose(items, page, words.ask_which(), Action.BLOCKER, "this")


def ask_stage(about: About | None) -> Screen:
    """Ask where it happened."""
    return Screen(
        text=words.ask_stage(about), rows=[[_to(words.stage(stage), "stage", stage)] for stage in Stage]
    )


def ask_kind(form: Form) -> Screen:
    """Ask what it was: what is likely at that stage first, the rest on a second page."""
    stage = stage_of(form)
    second = bool(form.first("page")) and form.first("page") != "0"
    kinds = others(stage) if second else LIKELY[stage]
    turn = _to("Back to the first kinds", "kinds", 0) if second else _to("Other kinds", "kinds", 1)
    return Screen(
        text=words.ask_kind(stage),
        rows=[
            *([_to(words.kind(kind), "kind", kind)] for kind in kinds),
            [turn],
            [_to("Back", "back")],
        ],
    )


def ask_detail(form: Form, likes: Sequence[Like]) -> Screen:
    """Ask for words, with what others reported."""
    offered = [] if was_ready(form) else [like for like in likes if not like.same_words]
    same = [
        [_to(words.same_for_us(like, alone=len(offered) == 1), "same", like.report_id)] for like in offered
    ]
    back = [] if was_ready(form) else [[_to("Back", "back")]]
    return Screen(
        text=words.ask_detail(stage_of(form), kind_of(form), offered),
        rows=[*same, *_without(form, Step.DETAIL, "No words, go on"), *back],
    )


def ask_remedy(form: Form, likes: Sequence[Like]) -> Screen:
    """Ask what would have fixed it, with who wrote much the same."""
    like = next((like for like in likes if like.same_words and not form.first("same")), None)
    same = [] if like is None else [[_to("Same as theirs", "same", like.report_id)]]
    detail = "" if was_ready(form) else form.first("detail")
    return Screen(
        text=words.ask_remedy(detail, like, changed=bool(form.first("changed"))),
        rows=[*same, *_without(form, Step.REMEDY, "Skip")],
    )


def ask_cost(form: Form) -> Screen:
    """Ask what it cost."""
    remedy = "" if was_ready(form) else form.first("remedy")
    return Screen(
        text=words.ask_cost(remedy, changed=bool(form.first("changed"))),
        rows=_without(form, Step.COST, "Skip"),
    )


def ask(form: Form) -> Screen:
    """Show a question that needs nothing but the form."""
    match form.step:
        case Step.COST:
            return ask_cost(form)
        case Step.VISIBILITY:
            return ask_visibility()
        case Step.NAMED_AS:
            return ask_name()
        case Step.REPORTED_KIND:
            return ask_organisation()
        case _:
            return ask_size()


def refused(why: Refused, step: Step, typed: str, asked: Screen) -> Screen:
    """Say why typed words are not taken, and ask again."""
    match why:
        case Refused.PRESS:
            return _headed(joining_words.please_press(), asked)
        case Refused.NOTHING:
            return _headed(words.nothing_to_read(), asked)
        case Refused.TOO_LONG:
            return Screen(text=words.too_long(LONGEST[step]), rows=asked.rows)
        case Refused.NO_COST:
            return _headed(words.cost_not_understood(typed), asked)


def ask_visibility() -> Screen:
    """Ask what officers may see of the supplier. What is usual comes first."""
    return Screen(
        text=words.ask_visibility(),
        rows=[[_to(words.visibility(one), "who", one)] for one in VISIBILITIES],
    )


def ask_name() -> Screen:
    """Ask for the name that officers see."""
    return Screen(text=words.ask_name(), rows=[[_to("Back", "back")]])


def ask_organisation() -> Screen:
    """Ask for the kind of an organisation that has not joined."""
    return Screen(
        text=words.ask_organisation(),
        rows=[
            *([_to(alert_words.kind_of(kind), "organisation", kind)] for kind in OrganisationType),
            [_to("Skip", "skip", Step.REPORTED_KIND)],
        ],
    )


def ask_size() -> Screen:
    """Ask for its size."""
    return Screen(
        text=words.ask_size(),
        rows=[
            *([_to(about_you.people(size), "size", size)] for size in Size),
            [_to("Skip", "skip", Step.REPORTED_SIZE)],
        ],
    )


def ready(form: Form, row: BlockerReport, *, joined: bool, has_notice: bool) -> Screen:
    """Show what officers will see, with what can still be changed."""
    wants_news = form.first("news") == ON
    news = ("Do not tell me of news", OFF) if wants_news else ("Tell me when the status changes", ON)
    rows = [
        [_to("Send it", "send", row.reference)],
        [_to("Change who sees what", "change", Step.VISIBILITY)],
        [_to(news[0], "news", news[1])],
        [_to("Change where and what", "change", Step.STAGE)],
        [_to("Change my words" if row.detail else "Add words", "change", Step.DETAIL)],
        [_to("What would have fixed it", "change", Step.REMEDY), _to("What it cost", "change", Step.COST)],
    ]
    if not joined and row.visibility is not Visibility.ANONYMOUS:
        rows.append([_to("Say our kind and size", "change", Step.REPORTED_KIND)])
    if has_notice:
        left_out = form.first("notice") == OFF
        rows.append(
            [_to("Put the notice in", "notice", ON)]
            if left_out
            else [_to("Leave the notice out", "notice", OFF)]
        )
    return Screen(text=words.preview(row, wants_news=wants_news), rows=[*rows, [_to("Do not send it", "no")]])


def sent(row: BlockerReport, link: ReportLink | None) -> Screen:
    """Confirm a report, with what may help."""
    topic = TOPICS.get(row.kind)
    help_ = [] if topic is None else [[to("What may help with this", Action.FAQ, "topic", topic)]]
    return Screen(text=words.sent(row, link), rows=help_)


def waiting(shown: Screen) -> Screen:
    """Show a form that was begun before, with the way to a new one."""
    headed = _headed(words.waiting(), shown)
    return Screen(text=headed.text, rows=[*headed.rows, [_to("Begin a new report", "new")]])


def unknown_notice(typed: str) -> Screen:
    """Answer a number that we do not know."""
    return Screen(text=words.unknown_notice(typed), rows=[[_to("Report without a notice", "new")]])


def _without(form: Form, step: Step, skip: str) -> list[list[Button]]:
    """Make the buttons that leave a question unanswered. From the preview, what was answered may go."""
    if not was_ready(form):
        return [[_to(skip, "skip", step)]]
    answered = form.first("hours") or form.first("pence") if step is Step.COST else form.first(step)
    none = [[_to("Take it out", "none", step)]] if answered else []
    return [*none, [_to("Leave it as it is", "skip", step)]]


def _headed(head: str, shown: Screen) -> Screen:
    """Put a line above a screen, or in its place where both have no room: the screen was shown before."""
    text = f"{head}\n\n{shown.text}"
    return Screen(text=text if size_of(text) <= LONGEST_MESSAGE else head, rows=shown.rows)


def _to(label: str, *values: str | int) -> Button:
    return to(label, Action.BLOCKER, *values)
