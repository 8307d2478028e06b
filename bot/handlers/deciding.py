"""What officers decide about a report: seen, accepted, changed, will not change, a duplicate."""

from telegram import Update

from bot import casework, changes, drafts, publishing, replies
from bot.blockers import ReportStatus
from bot.casework import Overtaken
from bot.context import Context, Sender, sender
from bot.drafts import Form, Step
from bot.handlers.casework import shown, wait_for, wait_no_more
from bot.officers import Acting
from bot.screens import Screen
from bot.screens import casework as screens
from bot.screens.casework import At
from bot.text import casework as words
from bot.text import general


async def status_pressed(update: Update, context: Context, officer: Acting) -> None:
    """Move a report on, or ask for what has to be known first."""
    chat = sender(update, context)
    at, wanted, further = screens.wanted(context.press(update))
    match wanted:
        case ReportStatus.SEEN | ReportStatus.ACCEPTED:
            await wait_no_more(chat, context)
            await chat.show(await moved(context, officer, at, wanted))
        case ReportStatus.CHANGED:
            await _changed(chat, context, officer, at, int(further) if further.isdecimal() else None)
        case ReportStatus.WILL_NOT_CHANGE if further == "yes":
            await _refused(chat, context, officer, at)
        case ReportStatus.WILL_NOT_CHANGE:
            await _ask_reason(chat, context, at, further)
        case ReportStatus.DUPLICATE:
            await wait_for(chat, context, Step.DUPLICATE, at)
            await chat.show(screens.after(words.ask_duplicate(at.reference), at))
        case ReportStatus.NEW | None:  # no button of ours asks for that
            await chat.show(Screen(text=general.old_button()))


async def moved(
    context: Context,
    officer: Acting,
    at: At,
    status: ReportStatus,
    *,
    reason: str | None = None,
    duplicate_of: int | None = None,
    change_id: int | None = None,
) -> Screen:
    """Give a report a status, and show it with what came of that."""
    async with context.sessions.begin() as session:
        outcome = await casework.move(
            session,
            at.reference,
            at.expected,
            status,
            by=officer.name,
            now=context.now(),
            reason=reason,
            duplicate_of=duplicate_of,
            change_id=change_id,
        )
        found = await casework.case(session, at.reference)
    if outcome is None or found is None:
        return Screen(text=words.gone())
    if isinstance(outcome, Overtaken):
        head = words.overtaken(at.reference, found.report.status, status, outcome)
    else:
        head = words.saved(at.reference, status)
    return screens.case(found, officer, at, head)


async def _changed(chat: Sender, context: Context, officer: Acting, at: At, change_id: int | None) -> None:
    async with context.sessions.begin() as session:
        change = await publishing.by_id(session, change_id)
        published = await changes.published(session, 0)
    if change is None:
        await wait_no_more(chat, context)
        await chat.show(screens.ask_which_change(at, published.changes))
    else:
        await chat.show(await moved(context, officer, at, ReportStatus.CHANGED, change_id=change.id))


async def _ask_reason(chat: Sender, context: Context, at: At, further: str) -> None:
    """Ask why something stays as it is, or show the reply that was chosen before it is saved."""
    known = replies.will_not_change()
    if further.isdecimal() and int(further) < len(known):
        reason = known[int(further)].text
        await wait_for(chat, context, Step.REASON, at, reason=[reason])
        await chat.show(screens.confirm_reason(at, reason))
    else:
        await wait_for(chat, context, Step.REASON, at)
        await chat.show(screens.ask_reason(at, known))


async def reason_typed(chat: Sender, form: Form, context: Context, _officer: Acting) -> None:
    """Show a typed reason before it is saved."""
    at, reason = screens.at_of(form.all("at")), chat.text.strip()
    if len(reason) > words.LONGEST_REASON:
        await chat.reply(screens.after(words.too_long(words.LONGEST_REASON), at))
        return
    await wait_for(chat, context, Step.REASON, at, reason=[reason])
    await chat.reply(screens.confirm_reason(at, reason))


async def _refused(chat: Sender, context: Context, officer: Acting, at: At) -> None:
    """Save the reason that was shown. A second press finds the form gone, and shows how the report stands."""
    async with context.sessions.begin() as session:
        form = await drafts.read(session, chat.address, context.now(), drafts.WAITS_FOR)
        mine = form is not None and form.step is Step.REASON and screens.at_of(form.all("at")) == at
        reason = form.first("reason") if form is not None and mine else ""
        if reason:
            await drafts.drop(session, chat.address)
    if reason:
        await chat.show(await moved(context, officer, at, ReportStatus.WILL_NOT_CHANGE, reason=reason))
    else:
        await chat.show(await shown(context, officer, at))


async def duplicate_typed(chat: Sender, form: Form, context: Context, officer: Acting) -> None:
    """Mark a report as one that repeats another."""
    at = screens.at_of(form.all("at"))
    async with context.sessions.begin() as session:
        first = await casework.original(session, chat.text)
    if first is None:
        await chat.reply(screens.after(words.no_such_report(chat.text), at))
    elif first.reference == at.reference:
        await chat.reply(screens.after(words.repeats_itself(at.reference), at))
    else:
        async with context.sessions.begin() as session:
            await drafts.drop(session, chat.address)
        await chat.reply(await moved(context, officer, at, ReportStatus.DUPLICATE, duplicate_of=first.id))
