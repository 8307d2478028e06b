"""What can go wrong below the chat, as a tree.

    AlertsError                 any of ours; its text is a sentence for a person
    ├── SourceFormatError       the bytes, or one record of them, are not what they say they are
    ├── FetchError              a publisher could not be read this time
    │   └── SlowDown            it asked us to wait, and for how long
    └── CatalogueError          an operator's catalogue of sources has a mistake

An expected outcome ("there was nothing to stop") is a return value, never one of these.
"""

from datetime import timedelta


class AlertsError(Exception):
    """A promise was broken below the chat. The text says what was expected and what was found."""


class SourceFormatError(AlertsError):
    """A file or a record cannot be read as what it claims to be."""


class FetchError(AlertsError):
    """A publisher did not answer, or not with something we accept."""


class SlowDown(FetchError):  # noqa: N818 - it is a request to wait, not a fault
    """A publisher asked us to come back later."""

    def __init__(self, message: str, *, wait: timedelta) -> None:
        super().__init__(message)
        self.wait = wait


class CatalogueError(AlertsError):
    """A catalogue of sources cannot be used as it is written."""
