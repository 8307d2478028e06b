"""Places: the regions of the United Kingdom as a hierarchy, and every way people write them.

Our codes are NUTS with the UK prefix, as Find a Tender writes them ("UKC14" is County Durham, within
"UKC", the North East, within "UK"). Another country keeps its ISO code or its own NUTS code.
Names, newer numbers and postcode areas stand in `places.toml`, with their source.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

WHOLE = "UK"
# "NE" is also Niger and "SR" Suriname. Our suppliers mean the areas around them.
_NEARBY = frozenset({"DH", "DL", "NE", "SR", "TS"})

_CODE = re.compile(r"UK[C-N][0-9A-G]{0,2}")
_NEWER = re.compile(r"(?:TL|UK)([C-N][0-9A-G]{0,2})")
_ABROAD = re.compile(r"([A-Z]{2})[0-9A-Z]{0,3}")
_POSTCODE = re.compile(r"(([A-Z]{1,2})\d[A-Z\d]?)(?:\s*\d[A-Z]{2})?")
_APART = re.compile(r"[,;|/\n]+")
_AND = re.compile(r"(?<!\s)\s+(?:and|&|or)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    names: Mapping[str, str]  # by our code; countries by their ISO code
    spoken: Mapping[str, tuple[str, ...]]  # by folded name
    newer: Mapping[str, tuple[str, ...]]
    postcodes: Mapping[str, tuple[str, ...]]  # by area or district


def codes(text: str | None) -> tuple[str, ...]:
    """Return the places that `text` names, each once, in the order written; () when it names none.

    Read are names of regions, councils, counties and countries, NUTS and ITL codes, postcodes and their
    first halves, and lists of these. In a list the whole country beside one of its parts is an address
    ("Durham, United Kingdom"), so the part counts; but "Any region" always means all of them.
    """
    if text is None:
        return ()
    whole = _one(text)
    if whole:
        return whole
    found = {part: _one(part) or _joined(part) for part in _APART.split(text) if part.strip()}
    has_parts = any(place.startswith(WHOLE) and place != WHOLE for of in found.values() for place in of)
    as_address = {"united kingdom", "uk", "gb", "great britain"} if has_parts else set()
    counted = [of for part, of in found.items() if _folded(part) not in as_address]
    return tuple(dict.fromkeys(place for of in counted for place in of))


def covers(wanted: str, found: str) -> bool:
    """Return whether work at `found` may be for someone who asked for `wanted`.

    Both ways: a notice for all of the North East is for someone in County Durham too.
    """
    return wanted.startswith(found) or found.startswith(wanted)


def name(code: str) -> str:
    """Return what people call a place, or the nearest wider one that has a name, or else the code."""
    names = _places().names
    nearest = code
    while nearest and nearest not in names:
        nearest = nearest[:-1]
    return names.get(nearest, code)


def names(places: Iterable[str]) -> str:
    """Return what people call several places: "England", "County Durham and Darlington"; "" for none."""
    left = list(dict.fromkeys(places))
    spoken = []
    england = _places().spoken["england"]
    if WHOLE in left or {code[:3] for code in left if len(code) == len("UKC")} >= set(_regions()):
        return name(WHOLE)
    if set(left) >= set(england):
        spoken.append("England")
        left = [code for code in left if code not in england]
    spoken += dict.fromkeys(name(code) for code in left)
    return " and ".join([", ".join(spoken[:-1]), spoken[-1]]) if len(spoken) > 1 else "".join(spoken)


def _one(text: str) -> tuple[str, ...]:
    """Read `text` as one place, written as a name, a code or a postcode."""
    known = _places()
    spoken = known.spoken.get(_folded(text))
    if spoken:
        return spoken
    written = re.sub(r"\s+", " ", text.strip()).upper()
    newer = _NEWER.fullmatch(written)
    if newer:
        return known.newer.get(newer.group(1)) or (_nearest(f"UK{newer.group(1)}"),)
    postcode = _POSTCODE.fullmatch(written)
    # "DE21" is both Derby and Upper Bavaria; these are British notices.
    if postcode and postcode.group(2) in known.postcodes:
        return known.postcodes.get(postcode.group(1)) or known.postcodes[postcode.group(2)]
    abroad = None if written in _NEARBY else _ABROAD.fullmatch(written)
    if abroad and abroad.group(1) in known.names and text.strip() == written:
        return (written,)
    return known.postcodes.get(written, ())


def _joined(text: str) -> tuple[str, ...]:
    """Read "Durham and Darlington", which is no place of its own."""
    return tuple(place for part in _AND.split(text) for place in _one(part))


def _nearest(code: str) -> str:
    names = _places().names
    while code not in names:
        code = code[:-1]
    return code


def _folded(text: str) -> str:
    words = re.sub(r"[^\w]+", " ", text.casefold().replace("&", " and ")).split()
    return " ".join(
        word for word in words if word not in {"the", "council", "county", "borough", "city", "of"}
    )


def _regions() -> list[str]:
    return [code for code in _places().names if _CODE.fullmatch(code) and len(code) == len("UKC")]


@cache
def _places() -> _Places:
    table = tomllib.loads(resources.files(__package__).joinpath("places.toml").read_text(encoding="utf-8"))
    countries = _countries()
    spoken: dict[str, tuple[str, ...]] = {
        _folded(called): tuple(found) for called, found in table["also"].items()
    }
    # Wider codes come first, so that "West Midlands" is the region and not the county within it.
    for code, called in {**table["names"], **countries}.items():
        spoken.setdefault(_folded(called), (code,))
    return _Places(
        names={**countries, **table["names"]},
        spoken=spoken,
        newer={number: tuple(found) for number, found in table["newer"].items()},
        postcodes={
            written: tuple(found)
            for part in ("postcode_areas", "postcode_districts")
            for written, found in table[part].items()
        },
    )


def _countries() -> dict[str, str]:
    """Return the names of other countries by ISO code, as the time zone database lists them."""
    text = resources.files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {code: called for code, called in rows if code != "GB"}
