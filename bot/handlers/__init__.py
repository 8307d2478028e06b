"""What people can say and press, in the order it is tried.

Only private chats are answered. A button is matched by its action; what no button of ours carries
ends in `problems.old_button`, and typed words that nothing waits for end in `typing.typed`.
"""

from collections.abc import Callable

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot import appointments
from bot.buttons import Action, carried_by
from bot.context import Callback, Context, Shared, TelegramApplication
from bot.handlers import (
    appointing,
    asking,
    calendars,
    desk,
    editing,
    explaining,
    guard,
    helping,
    holding,
    joining,
    leaving,
    muting,
    nudging,
    officers,
    opportunities,
    people,
    problems,
    reporting,
    reports,
    results,
    saving,
    search,
    sharing,
    silence,
    tuning,
    typing,
    watches,
    watching,
)
from bot.sharing import PREFIX as SHARED_PREFIX

Handler = BaseHandler[Update, Context, None]

INVITED = filters.Regex(rf"^/start(@\w+)?\s+{appointments.PREFIX}")
"""The link of an invitation was opened. Others may come to /start with something behind it too."""

SHARED = filters.Regex(rf"^/start(@\w+)?\s+{SHARED_PREFIX}")
"""The link to an opportunity was opened."""

NEW_PRIVATE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
"""An edited message is not a second command, so it is left out."""

CHANGED_WORDS = (
    filters.ChatType.PRIVATE & filters.UpdateType.EDITED_MESSAGE & (filters.TEXT | filters.CAPTION)
)
"""A place that moves is a message that changes, too, again and again."""

SENT_BY_A_PERSON = NEW_PRIVATE & ~filters.StatusUpdate.ALL
"""Telegram tells of what was pinned, or of how long messages stay, in messages of its own."""

FIRST = -1


def register(application: TelegramApplication) -> None:
    """Add every handler. Order matters: the first that fits takes the update."""

    def command(name: str, callback: Callback) -> None:
        application.add_handler(_command(name, callback))

    def button(action: Action, callback: Callback) -> None:
        application.add_handler(_button(action, callback))

    # In a group of its own, so that it takes nothing away from the others.
    application.add_handler(TypeHandler(Update, leaving.heard), group=FIRST)
    _register_officers(application)
    _register_desk(application)
    application.add_handler(CommandHandler("start", sharing.opened, NEW_PRIVATE & SHARED))
    command("start", joining.start)
    command("why", explaining.asked)
    command("ask", asking.ask)
    command("faq", asking.topics)
    command("threshold", asking.threshold)
    command("glossary", asking.all_words)
    command("cases", asking.cases)
    command("person", people.person)
    command("stop", leaving.stop)
    command("cancel", joining.cancel)

    button(Action.KIND, joining.kind_pressed)
    button(Action.SIZE, joining.size_pressed)
    button(Action.TRADE, joining.trade_pressed)
    button(Action.TRADES, joining.trades_page_pressed)
    button(Action.WHEN, joining.when_pressed)
    button(Action.DIGEST, opportunities.digest_page_pressed)
    button(Action.BEGIN, joining.begin_pressed)
    button(Action.UNWANTED, tuning.pressed)
    button(Action.EDIT, editing.pressed)
    button(Action.FAQ, asking.faq_pressed)
    button(Action.PICK, asking.picked_pressed)
    button(Action.HELPED, asking.helped_pressed)
    button(Action.GLOSSARY, asking.glossary_pressed)
    button(Action.PERSON, people.pressed)
    _register_looking(command, button)
    _register_watching(command, button)
    _register_reports(command, button)
    _register_own_data(command, button)
    button(Action.STOP, leaving.stop_pressed)
    button(Action.JOIN, appointing.join_pressed)
    _register_saved(command, button)
    application.add_handler(CallbackQueryHandler(problems.old_button))

    application.add_handler(MessageHandler(NEW_PRIVATE & filters.COMMAND, problems.unknown_command))
    application.add_handler(MessageHandler(NEW_PRIVATE & filters.TEXT, typing.typed))
    application.add_handler(MessageHandler(SENT_BY_A_PERSON, problems.not_words))
    application.add_handler(MessageHandler(CHANGED_WORDS, problems.changed_words))
    application.add_handler(ChatMemberHandler(leaving.membership_changed, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_error_handler(problems.failed)


def _register_looking(
    command: Callable[[str, Callback], None], button: Callable[[Action, Callback], None]
) -> None:
    """Serve who looks at what is open, and shows it to others."""
    command("latest", opportunities.latest)
    command("search", search.search)
    button(Action.LATEST, opportunities.latest_pressed)
    button(Action.SEARCH, search.pressed)
    button(Action.CARD, search.card_pressed)
    button(Action.SHARE, sharing.pressed)


def _register_watching(
    command: Callable[[str, Callback], None], button: Callable[[Action, Callback], None]
) -> None:
    """Serve who says what to look for, what not, and when to be quiet."""
    command("watch", watching.watch)
    command("quiet", silence.quiet)
    command("pause", silence.pause)
    command("resume", silence.resume)
    command("muted", muting.muted)
    button(Action.WATCH, watching.screen_pressed)
    button(Action.SET, watching.choice_pressed)
    button(Action.WATCHES, watches.pressed)
    button(Action.MUTE, muting.pressed)
    button(Action.PAUSE, silence.pause_pressed)
    button(Action.NUDGE, nudging.pressed)


def _register_reports(
    command: Callable[[str, Callback], None], button: Callable[[Action, Callback], None]
) -> None:
    """Serve who reports what stops it, and how a bid went."""
    command("blocker", reporting.blocker)
    command("myreports", reports.my_reports)
    command("result", results.result)
    command("yousaid", reports.you_said)
    button(Action.BLOCKER, reporting.pressed)
    button(Action.REPORT, reports.pressed)
    button(Action.RESULT, results.pressed)
    button(Action.SAID, reports.you_said_pressed)


def _register_own_data(
    command: Callable[[str, Callback], None], button: Callable[[Action, Callback], None]
) -> None:
    """Serve who asks what can be done, what is kept, and who wants it erased."""
    command("help", helping.help_me)
    command("privacy", leaving.privacy)
    command("mydata", leaving.my_data)
    command("forget", leaving.ask_forget)
    button(Action.HELP, helping.pressed)
    button(Action.FORGET, leaving.forget_pressed)


def _command(name: str, callback: Callback) -> Handler:
    return CommandHandler(name, callback, NEW_PRIVATE)


def _button(action: Action, callback: Callback) -> Handler:
    return CallbackQueryHandler(_in_private(callback), carried_by(action))


def _in_private(callback: Callback) -> Callback:
    """Serve a button in a chat of one's own. Who can see any message of ours in a group can press what they like."""

    async def in_private(update: Update, context: Context) -> None:
        chat = update.effective_chat
        if chat is not None and chat.type == ChatType.PRIVATE:
            await callback(update, context)
        else:
            await problems.old_button(update, context)

    return in_private


def _register_desk(application: TelegramApplication) -> None:
    """Add what only officers may do, and the way to become one."""
    for name, (task, callback) in desk.COMMANDS.items():
        application.add_handler(_command(name, guard.only(task, callback)))
    for action, (task, callback) in desk.BUTTONS.items():
        application.add_handler(_button(action, guard.only(task, callback)))
    # These two look for themselves whether it is the officers' chat, which may be a group.
    application.add_handler(CallbackQueryHandler(officers.pressed, carried_by(Action.TICKET)))
    application.add_handler(CallbackQueryHandler(holding.pressed, carried_by(Action.HELD)))
    file = guard.only(*desk.DOCUMENT, otherwise=problems.not_words)
    application.add_handler(MessageHandler(NEW_PRIVATE & filters.Document.ALL, file))
    application.add_handler(CommandHandler("start", appointing.opened, NEW_PRIVATE & INVITED))


def _register_saved(
    command: Callable[[str, Callback], None], button: Callable[[Action, Callback], None]
) -> None:
    """Serve what suppliers keep an eye on."""
    command("saved", saving.list_saved)
    command("calendar", calendars.calendar)
    button(Action.SAVE, saving.save_pressed)
    button(Action.SAVED, saving.saved_pressed)
    button(Action.CALENDAR, calendars.pressed)
    button(Action.TURN, saving.turn_pressed)


def _register_officers(application: TelegramApplication) -> None:
    """Serve the officers' chat, before all else: a reply there is an answer to a supplier."""
    new = filters.UpdateType.MESSAGE
    application.add_handler(CommandHandler("chatid", officers.chat_number, new))
    shared: Shared = application.bot_data["shared"]
    if shared.settings.officers_chat is None:
        return
    there = filters.Chat(shared.settings.officers_chat) & new
    application.add_handler(CommandHandler("tickets", officers.waiting, there))
    application.add_handler(CommandHandler("gaps", officers.gaps, there))
    application.add_handler(CommandHandler("held", holding.in_group, there))
    application.add_handler(MessageHandler(there & filters.REPLY & ~filters.COMMAND, officers.replied))
