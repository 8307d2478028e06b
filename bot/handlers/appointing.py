"""Appointing officers: inviting, accepting an invitation, and the list of who may do what."""

from telegram import Update
from telegram.error import TelegramError

from bot import appointments, drafts, menus, officers
from bot.appointments import Invited, Refused
from bot.context import Context, Sender, chat_id_of, send, sender
from bot.drafts import Form, Step
from bot.handlers.asking import after_command
from bot.officers import Acting, Task
from bot.screens import Screen
from bot.screens import officers as screens
from bot.tables import Officer, Role
from bot.text import general
from bot.text import officers as words


async def invite(update: Update, context: Context, officer: Acting) -> None:
    """Invite whom the command names, or ask for what it leaves out."""
    chat = sender(update, context)
    await _invite(chat, context, officer, *appointments.read(after_command(chat.text)))


async def typed(chat: Sender, form: Form, context: Context, officer: Acting) -> None:
    """Take the name, or the role, of who is to be invited."""
    name, role = appointments.read(chat.text)
    await _invite(chat, context, officer, name or form.first("name"), role)


async def role_pressed(update: Update, context: Context, officer: Acting) -> None:
    """Take the role of who is to be invited."""
    chat, role = sender(update, context), context.press(update).member(Role)
    async with context.sessions.begin() as session:
        form = await drafts.read(session, chat.address, context.now())
    await context.acknowledge(update)
    if form is None or form.step is not Step.INVITE or role is None:
        await chat.reply(Screen(text=words.form_over()))
    else:
        await _invite(chat, context, officer, form.first("name"), role)


async def _invite(chat: Sender, context: Context, officer: Acting, name: str, role: Role | None) -> None:
    made: Invited | Refused | None = None
    async with context.sessions.begin() as session:
        if name and role is not None:
            made = await appointments.invite(session, name, role, officer.name, context.now())
            await drafts.drop(session, chat.address)
        else:
            form = Form(step=Step.INVITE, answers={"name": [name]} if name else {})
            await drafts.write(session, chat.address, form, context.now())
    match made:
        case Invited():
            await chat.reply(Screen(text=words.invited(made.invitation)))
            await chat.reply(screens.invitation(made, context.bot.username))
        case Refused():
            await chat.reply(Screen(text=words.name_taken(name)))
        case None:
            await chat.reply(screens.ask_role(name) if name else Screen(text=words.ask_name()))


async def opened(update: Update, context: Context) -> None:
    """Ask whoever opened an invitation whether they accept, or say why it does not work."""
    chat = sender(update, context)
    secret = after_command(chat.text).removeprefix(appointments.PREFIX)

    async with context.sessions.begin() as session:
        found = await appointments.opened(session, secret, chat.address, context.now())
    match found:
        case Officer():
            await chat.reply(Screen(text=words.already_officer(found)))
        case Refused():
            await chat.reply(Screen(text=words.no_invitation(found)))
        case _:
            await chat.reply(screens.consent(found, secret))


async def join_pressed(update: Update, context: Context) -> None:
    """Make whoever accepts an officer. A second press finds one."""
    chat, press = sender(update, context), context.press(update)

    if press.value() != "yes":
        await chat.show(Screen(text=words.declined()))
        return
    async with context.sessions.begin() as session:
        outcome = await appointments.join(session, press.value(1), chat.address, context.now())
        there = await appointments.opened(session, press.value(1), chat.address, context.now())
    if isinstance(outcome, Officer):
        await menus.set_for(context.bot, outcome.address, outcome.role)
        await chat.show(Screen(text=words.joined(outcome)))
    elif isinstance(there, Officer):
        await chat.show(Screen(text=words.already_officer(there)))
    else:
        await chat.show(Screen(text=words.no_invitation(outcome)))


async def listed(update: Update, context: Context, officer: Acting) -> None:
    """List the officers."""
    await sender(update, context).reply(await _list(context, officer, 0))


async def pressed(update: Update, context: Context, officer: Acting) -> None:
    """Turn a page of officers, or show one."""
    chat, press = sender(update, context), context.press(update)

    if press.value() != "one":
        await chat.show(await _list(context, officer, press.number(1) or 0))
        return
    async with context.sessions.begin() as session:
        found = await appointments.by_id(session, press.number(1))
    await chat.show(screens.after(words.refused(Refused.UNKNOWN)) if found is None else screens.one(found))


async def _list(context: Context, officer: Acting, page: int) -> Screen:
    async with context.sessions.begin() as session:
        found = await appointments.everyone(session)
        waiting = await appointments.invitations(session, context.now())
        await officers.record(session, officer.name, Task.SEE_OFFICERS, context.now(), count=len(found))
    return screens.listed(found, page, waiting, len(context.shared.admins))


async def new_role_pressed(update: Update, context: Context, officer: Acting) -> None:
    """Give an officer another role, and tell them."""
    chat, press = sender(update, context), context.press(update)
    role = press.member(Role, 1)
    if role is None:
        await chat.show(Screen(text=general.old_button()))
        return
    async with context.sessions.begin() as session:
        outcome = await appointments.change_role(
            session,
            press.number(),
            role,
            officer.name,
            context.now(),
            other_admins=bool(context.shared.admins),
        )
    if isinstance(outcome, Refused):
        await chat.show(screens.after(words.refused(outcome)))
        return
    await chat.show(screens.after(words.role_changed(outcome)))
    await menus.set_for(context.bot, outcome.address, outcome.role)
    await _tell(chat, context, outcome, words.your_role_changed(outcome))


async def remove_pressed(update: Update, context: Context, officer: Acting) -> None:
    """Ask once more, then remove an officer, and tell them."""
    chat, press = sender(update, context), context.press(update)
    if press.value() != "yes":
        await chat.show(await _before_removal(context, press.number(1), asking=press.value() == "ask"))
        return
    async with context.sessions.begin() as session:
        outcome = await appointments.remove(
            session,
            press.number(1),
            officer.name,
            context.now(),
            other_admins=bool(context.shared.admins),
        )
        if isinstance(outcome, Officer):
            await drafts.drop(session, outcome.address)
    if isinstance(outcome, Refused):
        await chat.show(screens.after(words.refused(outcome)))
        return
    await chat.show(screens.after(words.removed(outcome)))
    await menus.take_from(context.bot, outcome.address)
    await _tell(chat, context, outcome, words.you_were_removed())


async def _before_removal(context: Context, officer_id: int | None, *, asking: bool) -> Screen:
    async with context.sessions.begin() as session:
        found = await appointments.by_id(session, officer_id)
    if found is None:
        return screens.after(words.refused(Refused.UNKNOWN))
    return screens.ask_remove(found) if asking else screens.after(words.left_alone(found))


async def revoke_pressed(update: Update, context: Context, officer: Acting) -> None:
    """Take an invitation back."""
    chat, press = sender(update, context), context.press(update)
    async with context.sessions.begin() as session:
        taken = await appointments.revoke(session, press.number(), officer.name, context.now())
    await chat.show(screens.after(words.not_revoked() if taken is None else words.revoked(taken)))


async def _tell(chat: Sender, context: Context, officer: Officer, text: str) -> None:
    """Tell another officer what was done. Who is gone from Telegram misses nothing they need."""
    if officer.address == chat.address:
        return
    try:
        await send(context.bot, chat_id_of(officer.address), Screen(text=text))
    except TelegramError:
        return
