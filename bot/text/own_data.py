"""What is kept about one chat, written out in full: as text for a person, as JSON for a program."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import msgspec

from alerts import cpv, places
from alerts.trades import TRADES
from bot import kept
from bot.text import privacy, written

Held = Mapping[str, Sequence[Mapping[str, Any]]]
"""The rows about a chat, by table."""

TEXT_FILE, JSON_FILE = "my-data.txt", "my-data.json"


def overview(held: Held) -> str:
    """Say what is kept about a chat, above the files that hold it."""
    lines = privacy.counted({table: len(rows) for table, rows in held.items()})
    return (
        "<b>What I keep about you</b>\n\n"
        f"{chr(10).join(lines)}\n\n"
        "The two files below hold all of it, word for word: one to read, and one for a computer (JSON).\n\n"
        "/privacy says why I keep it and how long. /forget erases it."
    )


def text(held: Held, address: str, now: datetime) -> str:
    """Write all of it out to be read."""
    parts = [
        f"What Supplierbot keeps about the chat {address}.\nWritten on {written.moment(now)}, London time.",
        *(_table(table, rows) for table, rows in held.items()),
    ]
    return "\n\n\n".join(parts) + "\n"


def as_json(held: Held, address: str, now: datetime) -> bytes:
    """Write all of it out for a program: UTF-8, instants in UTC, money in pence."""
    value = {
        "address": address,
        "made_at": now,
        "kept": [
            {
                "table": table,
                "rules": [
                    {
                        "what": entry.what,
                        "why": entry.why,
                        "ground": entry.ground,
                        "how_long": entry.how_long,
                    }
                    for entry in kept.everything()
                    if entry.table == table
                ],
                "rows": rows,
            }
            for table, rows in held.items()
        ],
    }
    return json.dumps(msgspec.to_builtins(value), ensure_ascii=False, indent=2).encode() + b"\n"


def _table(table: str, rows: Sequence[Mapping[str, Any]]) -> str:
    entry = kept.first(table)
    head = f"{entry.name.upper()} ({len(rows)})\n{entry.what}\nWhy: {entry.why}\nHow long: {entry.how_long}."
    return "\n\n".join([head, *("\n".join(_row(row)) for row in rows)])


def _row(row: Mapping[str, Any]) -> Iterator[str]:
    for name, value in row.items():
        said = _value(name, value)
        if said:
            yield f"{_label(name)}: {said}"


def _label(name: str) -> str:
    words = name.removesuffix("_pence").removesuffix("_at").replace("_", " ")
    return words[:1].upper() + words[1:]


def _value(name: str, value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return written.moment(value)
        case date():
            return written.day(value)
        case StrEnum():
            return value.value.replace("_", " ")
        case int() if name.endswith("_pence"):
            return written.pounds(value)
        case str() | int() | float():
            return str(value)
        case list() | tuple() if name == "regions":
            return places.names(tuple(value))
        case list() | tuple():
            return ", ".join(_item(name, each) for each in value)
        case _:
            return ", ".join(
                f"{_label(key).lower()} {_value(key, each)}"
                for key, each in msgspec.to_builtins(value).items()
            )


def _item(name: str, value: Any) -> str:
    if name == "trades" and value in TRADES:
        return TRADES[value].name
    if name == "cpv_prefixes":
        return f"{cpv.name(value)} (CPV {value})"
    return _value(name, value)
