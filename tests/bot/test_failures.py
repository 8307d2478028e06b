"""Every failure outside our code becomes a sentence for the person at the terminal."""

import errno

import pytest
from sqlalchemy.exc import OperationalError
from telegram.error import Forbidden, InvalidToken, NetworkError, TimedOut

from alerts.errors import SourceFormatError
from bot import failures
from bot.failures import CommandError
from bot.settings import TELEGRAM, Settings

pytestmark = pytest.mark.usefixtures("nothing_set")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (CommandError("There is no file x."), "There is no file x."),
        (SourceFormatError("Expected CSV, and found JSON."), "Expected CSV, and found JSON."),
        (
            OperationalError("INSERT … VALUES (?)", ["Jane Smith"], Exception("disk is full\nmore")),
            "The file supplierbot.sqlite3 cannot be used: disk is full.",
        ),
        (
            InvalidToken("no"),
            f"{TELEGRAM} does not know this token. Copy it again from @BotFather into SUPPLIERBOT_TOKEN.",
        ),
        (
            NetworkError("no way there"),
            f"{TELEGRAM} did not answer: no way there. Check the network and SUPPLIERBOT_API_URL.",
        ),
        (
            TimedOut(),
            f"{TELEGRAM} did not answer: Timed out. Check the network and SUPPLIERBOT_API_URL.",
        ),
        (Forbidden("bot was blocked"), "It did not work: bot was blocked."),
        (
            PermissionError(errno.EACCES, "Permission denied", "day.json"),
            "day.json cannot be used: permission denied.",
        ),
        (OSError(), "It did not work: OSError."),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_a_failure_is_a_sentence_that_says_what_to_do(error: Exception, said: str) -> None:
    assert isinstance(error, failures.EXPLAINED)
    assert failures.sentence(error, Settings()) == said
