"""Everything that only officers may do: by command, by button, by typed words. Each is one task.

Whatever stands here goes through `guard`, and a test walks all of it with every role.
"""

from collections.abc import Mapping

from bot import drafts
from bot.buttons import Action
from bot.context import Context, Sender
from bot.drafts import Form, Step
from bot.handlers import (
    appointing,
    asking,
    casework,
    deciding,
    figures,
    guard,
    holding,
    posting,
    publishing,
    uploading,
)
from bot.handlers.guard import OfficerCallback, TypedCallback
from bot.officers import Task

COMMANDS: Mapping[str, tuple[Task, OfficerCallback]] = {
    "reports": (Task.SEE_REPORTS, casework.reports),
    "stats": (Task.SEE_STATISTICS, figures.stats),
    "export": (Task.EXPORT_REPORTS, figures.ask),
    "published": (Task.PUBLISH_CHANGE, publishing.published),
    "post": (Task.SEND_OPPORTUNITIES, posting.post),
    "held": (Task.LET_GO, holding.listed),
    "officers": (Task.SEE_OFFICERS, appointing.listed),
    "invite": (Task.INVITE, appointing.invite),
}

BUTTONS: Mapping[Action, tuple[Task, OfficerCallback]] = {
    Action.REPORTS: (Task.SEE_REPORTS, casework.reports_pressed),
    Action.CASE: (Task.SEE_REPORTS, casework.case_pressed),
    Action.EXPORT: (Task.EXPORT_REPORTS, figures.pressed),
    Action.STATUS: (Task.CHANGE_STATUS, deciding.status_pressed),
    Action.NOTE: (Task.WRITE_NOTE, casework.note_pressed),
    Action.CHANGES: (Task.PUBLISH_CHANGE, publishing.pressed),
    Action.WITHDRAW: (Task.WITHDRAW_CHANGE, publishing.withdraw_pressed),
    Action.POST: (Task.SEND_OPPORTUNITIES, posting.pressed),
    Action.UPLOAD: (Task.SEND_OPPORTUNITIES, uploading.pressed),
    Action.OFFICERS: (Task.SEE_OFFICERS, appointing.pressed),
    Action.INVITE: (Task.INVITE, appointing.role_pressed),
    Action.REVOKE: (Task.REVOKE, appointing.revoke_pressed),
    Action.ROLE: (Task.CHANGE_ROLE, appointing.new_role_pressed),
    Action.REMOVE: (Task.REMOVE, appointing.remove_pressed),
}

TYPED: Mapping[Step, tuple[Task, TypedCallback]] = {
    Step.REPORT_WORDS: (Task.SEE_REPORTS, casework.words_typed),
    Step.REASON: (Task.CHANGE_STATUS, deciding.reason_typed),
    Step.DUPLICATE: (Task.CHANGE_STATUS, deciding.duplicate_typed),
    Step.NOTE: (Task.WRITE_NOTE, casework.note_typed),
    Step.YOU_SAID: (Task.PUBLISH_CHANGE, publishing.words_typed),
    Step.WE_DID: (Task.PUBLISH_CHANGE, publishing.words_typed),
    Step.DONE_ON: (Task.PUBLISH_CHANGE, publishing.date_typed),
    Step.PUBLISH: (Task.PUBLISH_CHANGE, publishing.ready_typed),
    Step.POST: (Task.SEND_OPPORTUNITIES, posting.typed),
    Step.INVITE: (Task.INVITE, appointing.typed),
}

DOCUMENT: tuple[Task, OfficerCallback] = (Task.SEND_OPPORTUNITIES, uploading.received)


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
