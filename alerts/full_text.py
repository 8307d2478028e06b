"""Find opportunities by words, with what the database itself keeps for that: FTS5, or PostgreSQL's own.

Migration 0008 makes it; the database keeps it in step with the rows. A word is found in all its forms
("cleaning" in "cleaners") in title, summary, buyer and number. What a person types never reaches a query
language: `terms` takes letters and digits out of it, and these go in as values.
"""

import re
import unicodedata

from sqlalchemy import ColumnElement, String, bindparam, func, literal_column, select, table
from sqlalchemy.ext.asyncio import AsyncSession

from alerts.tables import Opportunity

KEPT_BY_DATABASE = re.compile(r"opportunity_words(_\w+)?|full_text|ix_opportunities_full_text")
"""The names of tables, columns and indexes that no class of ours describes."""

_LITTLE = (
    "i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers "
    "herself it its itself they them their theirs themselves what which who whom this that these those am is are "
    "was were be been being have has had having do does did doing a an the and but if or because as until while "
    "of at by for with about against between into through during before after above below to from up down in out "
    "on off over under again further then once here there when where why how all any both each few more most "
    "other some such no nor not only own same so than too very s t can will just don should now"
)
LITTLE = frozenset(_LITTLE.split())
"""The words that PostgreSQL leaves out of English text, so nothing can be found by them."""

_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"[’'`´]s\b")
_SQLITE = table("opportunity_words")
_ROW: ColumnElement[int] = literal_column("rowid")
_ENGLISH: ColumnElement[str] = literal_column("'pg_catalog.english'::regconfig")


def terms(typed: str) -> tuple[str, ...]:
    """Return the words of a text, each once, in small letters without accents, and no little words."""
    apart = unicodedata.normalize("NFKD", typed).casefold()
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    found = _WORD.findall(_POSSESSIVE.sub("", bare))
    return tuple(dict.fromkeys(word for word in found if word not in LITTLE))


def holds(session: AsyncSession, words: tuple[str, ...], *, in_title: bool = False) -> ColumnElement[bool]:
    """Ask for opportunities that hold every one of `words`, which `terms` made, anywhere or in the title."""
    if session.get_bind().dialect.name == "postgresql":
        text: ColumnElement[str] = literal_column("opportunities.full_text")
        looked = func.ts_filter(text, literal_column("'{a}'::\"char\"[]")) if in_title else text
        return looked.bool_op("@@")(func.plainto_tsquery(_ENGLISH, " ".join(words)))
    wanted = _in_fts5(words)
    asked = bindparam(None, f"title : ({wanted})" if in_title else wanted, String)
    found = select(_ROW).select_from(_SQLITE)
    return Opportunity.id.in_(found.where(literal_column("opportunity_words").bool_op("MATCH")(asked)))


def _in_fts5(words: tuple[str, ...]) -> str:
    """Write words for FTS5. Each stands in quotes, which it cannot hold itself, so it is a word whatever it says."""
    return " AND ".join(f'"{word}"' for word in words)
