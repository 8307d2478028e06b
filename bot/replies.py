"""Replies that officers choose instead of typing them. They are data: `replies.toml`."""

import tomllib
from functools import cache
from importlib import resources

import msgspec


class Reply(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A reply: the `label` of its button, and the `text` that the supplier reads."""

    label: str
    text: str


class _Replies(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    will_not_change: tuple[Reply, ...]


@cache
def will_not_change() -> tuple[Reply, ...]:
    """Return why something stays as it is, the most common first."""
    text = resources.files(__package__).joinpath("replies.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), _Replies).will_not_change
