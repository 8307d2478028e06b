"""Read sector codes that a supplier types: a code, a number near to one, or words."""

import re
from dataclasses import dataclass

from alerts import cpv, words

OFFERED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was typed: one code that there is, or else what is near to it. Codes are prefixes."""

    is_number: bool
    exact: str | None = None
    near: tuple[str, ...] = ()


def read(typed: str) -> Read:
    """Read a code as typed, with or without its check digit, or offer what its words are near to."""
    exact = cpv.code(typed)
    if any(sign.isdigit() for sign in typed):
        if exact is not None:
            return Read(is_number=True, exact=cpv.prefix(exact))
        return Read(is_number=True, near=_near(typed))
    # One name may be of the thing and another of the work with it, so a person chooses.
    named = ([] if exact is None else [cpv.prefix(exact)]) + _named(typed)
    return Read(is_number=False, near=tuple(dict.fromkeys(named))[:OFFERED])


def exists(prefix: str) -> bool:
    """Return whether `prefix` is one of a code that there is."""
    return cpv.SHORTEST_PREFIX <= len(prefix) <= cpv.LENGTH and prefix.ljust(cpv.LENGTH, "0") in cpv.names()


def _near(typed: str) -> tuple[str, ...]:
    """Return the codes that share the most figures with a number that is none, the widest first."""
    digits = re.sub(r"\D", "", typed)[: cpv.LENGTH]
    for length in range(len(digits), cpv.SHORTEST_PREFIX - 1, -1):
        found = [cpv.prefix(code) for code in cpv.names() if code.startswith(digits[:length])]
        if found:
            return tuple(sorted(found, key=lambda prefix: (len(prefix), prefix))[:OFFERED])
    if not digits:
        return ()
    division = int(digits.ljust(cpv.SHORTEST_PREFIX, "0")[: cpv.SHORTEST_PREFIX])
    divisions = {code[: cpv.SHORTEST_PREFIX] for code in cpv.names()}
    nearest = sorted(divisions, key=lambda prefix: (abs(int(prefix) - division), prefix))
    return tuple(nearest[:OFFERED])


def _named(typed: str) -> list[str]:
    """Return the codes whose name has every word, the widest first."""
    wanted = set(words.read(typed).stems)
    found = [
        cpv.prefix(code)
        for code, name in cpv.names().items()
        if wanted and wanted <= set(words.read(name).stems)
    ]
    return sorted(found, key=lambda prefix: (len(prefix), prefix))
