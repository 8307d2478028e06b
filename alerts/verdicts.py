"""What a supplier is and asks for, and what we answer: the words that matching is spoken in.

`alerts.matching` decides; what it takes and gives stands here, so that each part of the decision can
share it. Import these from `alerts.matching`.
"""

from dataclasses import dataclass
from enum import StrEnum


class OrganisationType(StrEnum):
    """What kind of organisation a supplier is. Stored, so never rename a value."""

    SME = "sme"  # sole trader, partnership or company
    SOCIAL_ENTERPRISE = "social_enterprise"
    VCS = "vcs"  # voluntary or community organisation


class Size(StrEnum):
    """People employed, in the bands of the Taskforce report's Table 2. Stored, so never rename a value."""

    INDIVIDUAL = "individual"
    MICRO = "micro"  # 1-9
    SMALL = "small"  # 10-49
    MEDIUM = "medium"  # 50-249
    LARGE = "large"  # 250 and more


class BasedIn(StrEnum):
    """Where a supplier is based, which is another thing than where it will work. Stored."""

    COUNTY_DURHAM = "county_durham"
    NORTH_EAST = "north_east"
    ELSEWHERE = "elsewhere"
    NOT_STATED = "not_stated"


class Gate(StrEnum):
    """What a notice must pass, in this order. The first that fails is the reason it was not sent."""

    OPEN = "open"
    SECTOR = "sector"
    STRICTNESS = "strictness"
    PLACE = "place"
    SIZE = "size"
    VALUE = "value"
    EXCLUDED = "excluded"
    MUTED = "muted"


class ReasonKind(StrEnum):
    """What in a notice answered what in a watch. Stored with the match, so never rename a value."""

    CODE = "code"  # a CPV code of the notice lies under one that is watched
    BROADER_CODE = "broader_code"  # the notice's code is the wider one
    TITLE_WORDS = "title_words"
    TEXT_WORDS = "text_words"
    LOT = "lot"
    PLACE = "place"
    SUITS = "suits"  # the buyer marked it as suitable for this kind of organisation


class Fit(StrEnum):
    """How a job's size compares with what the firm is comfortable with. Stored."""

    WITHIN = "within"
    STRETCH = "stretch"
    WITH_PARTNERS = "with_partners"
    NOT_STATED = "not_stated"


class Strength(StrEnum):
    """How sure a match is. Stored."""

    CLOSE = "close"
    POSSIBLE = "possible"


class Strictness(StrEnum):
    """How sure a match must be to be sent. Stored, so never rename a value."""

    POSSIBLE = "possible"  # possible ones too, marked as such
    CLOSE = "close"


class Muted(StrEnum):
    """What a supplier does not want to hear of. Stored, so never rename a value."""

    BUYER = "buyer"
    TRADE = "trade"
    SOURCE = "source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """What a supplier has told us of itself. `comfortable_max_pence` is for one year of work."""

    organisation_type: OrganisationType
    size: Size
    based_in: BasedIn = BasedIn.NOT_STATED
    comfortable_max_pence: int | None = None  # None: take the default of the size band


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What a supplier wants to hear of. An empty field asks for nothing and so excludes nothing.

    `trades` are slugs of `alerts.trades`. `cpv_prefixes` have their trailing zeros dropped.
    `words` match by stem, or exactly when in double quotes. `regions` are codes of `alerts.places`.
    """

    trades: tuple[str, ...] = ()
    cpv_prefixes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    not_words: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    value_min_pence: int | None = None
    value_max_pence: int | None = None
    strictness: Strictness = Strictness.POSSIBLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutes:
    """What a supplier does not want to hear of just now, whichever of its watches asks for it.

    `buyers` are names as `notice.plain` folds them; `trades` and `sources` are slugs.
    """

    buyers: frozenset[str] = frozenset()
    trades: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()


NOTHING_MUTED = Mutes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One pair that met: `watched` is the supplier's line, `found` is what the notice says.

    For a CODE `watched` is the trade's slug or the prefix and `found` the notice's code; for words
    `watched` is the trade's slug or the supplier's own word and `found` the words as matched.
    """

    kind: ReasonKind
    watched: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was decided. `failed` is the first gate that said no, or None when the notice matched.

    `score` orders matches: higher is closer. It means nothing between suppliers.
    """

    failed: Gate | None
    reasons: tuple[Reason, ...] = ()
    fit: Fit = Fit.NOT_STATED
    strength: Strength = Strength.CLOSE
    score: float = 0.0

    @property
    def matched(self) -> bool:
        """Whether the notice passed every gate."""
        return self.failed is None
