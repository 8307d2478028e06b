"""Read the HTML that a bot may send, as strictly as Telegram reads it.

Text comes out as a person sees it, with entities beside it that say which part is bold or a link.
Offsets and lengths are in UTF-16 units, as everywhere in the Bot API.

Source: https://core.telegram.org/bots/api#html-style
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

STYLES = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_ATTRIBUTE = r"""([^\s=>/"']+)(?:\s*=\s*("[^"]*"|'[^']*'|[A-Za-z0-9.-]+))?"""
_START = re.compile(rf"<([^\s>]+)((?:\s+{_ATTRIBUTE})*)\s*>")
_END = re.compile(r"</([^\s>]*)\s*>")
_NAME = re.compile(r"<([^\s>]*)")
_CHARACTER = re.compile(r"&(?:lt|gt|amp|quot|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
_PLAIN = re.compile(r"[^<&]+")


class MarkupError(ValueError):
    """The HTML cannot be read. The text says why and where, in Telegram's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """What is special about one part of a text. `offset` and `length` are in UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    custom_emoji_id: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as the Bot API writes it: what is absent is left out."""
        fields = ((name, getattr(self, name)) for name in self.__slots__)
        return {name: value for name, value in fields if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Formatted:
    """A text as a person sees it, and what is special about its parts."""

    text: str
    entities: tuple[Entity, ...] = ()

    def trimmed(self) -> "Formatted":
        """Return it without white space at either end, which Telegram takes away."""
        text = self.text.strip()
        cut = utf16_length(self.text) - utf16_length(self.text.lstrip())
        end = utf16_length(text)
        kept = []
        for entity in self.entities:
            first = max(entity.offset - cut, 0)
            last = min(entity.offset + entity.length - cut, end)
            if last > first:
                kept.append(replace(entity, offset=first, length=last - first))
        return Formatted(text=text, entities=tuple(kept))


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of text in one style: the types of its entities, and its link if it is one."""

    text: str
    styles: frozenset[str] = frozenset()
    url: str | None = None


def utf16_length(text: str) -> int:
    """Return how long Telegram takes a text to be: a character beyond U+FFFF counts as two."""
    return len(text) + sum(character > "\uffff" for character in text)


def runs(text: str, entities: tuple[Entity, ...]) -> Iterator[Run]:
    """Cut a text where its style changes, in order, so that a terminal can show it."""
    units = text.encode("utf-16-le")
    edges = {0, len(units) // 2}
    for entity in entities:
        edges |= {entity.offset, entity.offset + entity.length}
    ordered = sorted(edges)
    for first, last in pairwise(ordered):
        over = [it for it in entities if it.offset <= first and last <= it.offset + it.length]
        yield Run(
            text=units[first * 2 : last * 2].decode("utf-16-le"),
            styles=frozenset(entity.type for entity in over),
            url=next((entity.url for entity in over if entity.url is not None), None),
        )


def is_link(url: str) -> bool:
    """Say whether Telegram would make a link of it: a tg: address, or http(s) to a host with a dot."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port
    except ValueError:
        return False
    if parts.scheme == "tg":
        return bool(host)
    return parts.scheme in {"http", "https"} and "." in host and port != 0 and not re.search(r"\s", url)


def parse(html: str) -> Formatted:
    """Return the text and its entities.

    One thing is stricter than Telegram, which shows an `&` that begins no entity as it stands: here
    it is refused, because it is a text that nobody escaped, and the next one may hold `<`.

    Raises:
        MarkupError: A tag or an entity that Telegram does not know, or a tag that is not closed.
    """
    reader = _Reader(html)
    while reader.at < len(html):
        reader.step()
    return reader.finish()


def _attribute_value(written: str) -> str:
    """Return what an attribute holds. Only the four named characters are decoded, so `&copy=2` stays."""
    bare = written[1:-1] if written[:1] in {'"', "'"} else written.lower()
    return _CHARACTER.sub(lambda character: unescape(character.group()), bare)


@dataclass(slots=True)
class _Open:
    """A tag that has begun: where its text begins, and what its attributes said."""

    tag: str
    style: str
    offset: int
    begins: int
    argument: str | None


@dataclass(slots=True)
class _Reader:
    """Where we are in the HTML, and what has been read so far."""

    html: str
    at: int = 0
    text: str = ""
    length: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def step(self) -> None:
        """Read the next stretch of plain text, entity or tag."""
        if plain := _PLAIN.match(self.html, self.at):
            self._take(plain.group(), plain.end())
        elif self.html[self.at] == "&":
            known = _CHARACTER.match(self.html, self.at)
            if known is None:
                raise MarkupError(f"Unescaped or unknown character entity {self._where()}")
            self._take(unescape(known.group()), known.end())
        elif self.html.startswith("</", self.at):
            self._end_tag()
        else:
            self._start_tag()

    def finish(self) -> Formatted:
        """Return the whole, once every tag is closed."""
        if self.open:
            raise MarkupError(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        ordered = sorted(self.entities, key=lambda entity: (entity.offset, -entity.length))
        return Formatted(text=self.text, entities=tuple(ordered))

    def _where(self) -> str:
        return f"at byte offset {len(self.html[: self.at].encode())}"

    def _take(self, text: str, end: int) -> None:
        self.text += text
        self.length += utf16_length(text)
        self.at = end

    def _start_tag(self) -> None:
        name = _NAME.match(self.html, self.at)
        tag = name.group(1).lower() if name else ""
        if tag not in STYLES:
            raise MarkupError(f'Unsupported start tag "{tag}" {self._where()}')
        found = _START.match(self.html, self.at)
        if found is None:
            raise MarkupError(f'Unclosed start tag "{tag}" {self._where()}')

        attributes = {
            match.group(1): _attribute_value(match.group(2) or "")
            for match in re.finditer(_ATTRIBUTE, found.group(2))
        }
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise MarkupError(f'Tag "span" must have class "tg-spoiler" {self._where()}')
        style = STYLES[tag]
        if tag == "blockquote" and "expandable" in attributes:
            style = "expandable_blockquote"
        argument = attributes.get({"a": "href", "code": "class", "tg-emoji": "emoji-id"}.get(tag, ""))
        self.open.append(_Open(tag, style, self.length, len(self.text), argument))
        self.at = found.end()

    def _end_tag(self) -> None:
        if not self.open:
            raise MarkupError(f"Unexpected end tag {self._where()}")
        found = _END.match(self.html, self.at)
        if found is None:
            raise MarkupError(f"Unclosed end tag {self._where()}")
        begun = self.open[-1]
        name = found.group(1).lower()
        # Telegram takes "</>" for the end of whatever was begun last.
        if name and name != begun.tag:
            expected = f'expected "</{begun.tag}>", found "</{name}>"'
            raise MarkupError(f"Unmatched end tag {self._where()}, {expected}")
        self.open.pop()
        self.at = found.end()
        if self.length > begun.offset:
            self._close(begun)

    def _close(self, begun: _Open) -> None:
        entity = Entity(type=begun.style, offset=begun.offset, length=self.length - begun.offset)
        match begun.tag:
            case "a":
                url = begun.argument or self.text[begun.begins :]
                if not is_link(url):
                    return  # Telegram shows the words, and no link
                entity = replace(entity, url=url)
            case "tg-emoji":
                entity = replace(entity, custom_emoji_id=begun.argument)
            case "code" if begun.argument and begun.argument.startswith("language-"):
                if self.open and self.open[-1].tag == "pre":
                    self.open[-1].argument = begun.argument.removeprefix("language-")
                    return
            case "pre":
                entity = replace(entity, language=begun.argument)
        self.entities.append(entity)
