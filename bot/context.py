"""What every handler and job is given: the shared things, and who is talking."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import httpx

from alerts.db import Sessions
from alerts.sources import Source
from bot.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What one running process shares. Made in `bot.app`, closed with it.

    `now` is the clock: aware, in UTC. A demo and a test move it; nothing else reads the time.
    """

    settings: Settings
    sessions: Sessions
    http: httpx.AsyncClient
    catalogue: Mapping[str, Source]
    now: Callable[[], datetime]
