"""What to say when a command cannot do its work: a sentence for each thing that goes wrong outside.

A failure that is not here is a mistake of ours: it is logged with its traceback, without secrets.
"""

from sqlalchemy.exc import SQLAlchemyError
from telegram.error import InvalidToken, NetworkError, TelegramError

from alerts.errors import AlertsError
from bot import database
from bot.database import DatabaseError
from bot.settings import Settings, SettingsError
from faq.errors import ContentError


class CommandError(Exception):
    """A command cannot do what it was asked. The text is a sentence that says why, and what to do."""


EXPLAINED = (
    CommandError,
    SettingsError,
    DatabaseError,
    AlertsError,
    ContentError,
    SQLAlchemyError,
    TelegramError,
    OSError,
)
"""What `sentence` can put into words."""


def sentence(error: Exception, settings: Settings) -> str:
    """Say what went wrong and what to do about it. `error` is one of `EXPLAINED`."""
    match error:
        case CommandError() | SettingsError() | DatabaseError() | AlertsError():
            return str(error)
        case ContentError():
            return f"The approved answers cannot be used. {error}. To see all that is wrong, run: supplierbot faq check"
        case SQLAlchemyError():
            return database.why_not(error, settings)
        case InvalidToken():
            return (
                f"{settings.api_url} does not know this token. "
                "Copy it again from @BotFather into SUPPLIERBOT_TOKEN."
            )
        case NetworkError():
            return f"{settings.api_url} did not answer: {_plain(error)}. Check the network and SUPPLIERBOT_API_URL."
        case OSError() if error.filename is not None:
            return f"{error.filename} cannot be used: {(error.strerror or 'no reason was given').lower()}."
        case _:
            return f"It did not work: {_plain(error)}."


def _plain(error: Exception) -> str:
    """Return the first line of what an error says of itself."""
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
