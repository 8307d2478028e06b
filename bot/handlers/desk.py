"""Everything that only officers may do: by command, by button, by typed words. Each is one task.

Whatever stands here goes through `guard`, and a test walks all of it with every role.
"""

from collections.abc import Mapping

from bot import drafts
from bot.buttons import Action
from bot.context import Context, Sender
from bot.drafts import Form, Step
from bot.handlers import appointing, asking, guard
from bot.handlers.guard import OfficerCallback, TypedCallback
from bot.officers import Task

COMMANDS: Mapping[str, tuple[Task, OfficerCallback]] = {
    "officers": (Task.SEE_OFFICERS, appointing.listed),
    "invite": (Task.INVITE, appointing.invite),
}

BUTTONS: Mapping[Action, tuple[Task, OfficerCallback]] = {
    Action.OFFICERS: (Task.SEE_OFFICERS, appointing.pressed),
    Action.INVITE: (Task.INVITE, appointing.role_pressed),
    Action.REVOKE: (Task.REVOKE, appointing.revoke_pressed),
    Action.ROLE: (Task.CHANGE_ROLE, appointing.new_role_pressed),
    Action.REMOVE: (Task.REMOVE, appointing.remove_pressed),
}

TYPED: Mapping[Step, tuple[Task, TypedCallback]] = {
    Step.INVITE: (Task.INVITE, appointing.typed),
}


async def typed(chat: Sender, form: Form, context: Context) -> None:
    """Take words for an officer's form. From somebody who may not fill it in they are a question."""
    task, callback = TYPED[form.step]
    officer = await guard.acting(chat, context)
    if officer is not None and officer.may(task):
        await callback(chat, form, context, officer)
        return
    async with context.sessions.begin() as session:
        await drafts.drop(session, chat.address)
    await asking.answer(chat, chat.text, context)
