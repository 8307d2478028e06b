"""What a supplier may say of a bid: where it stopped, what stopped it, what became of it.

Names, and which go together. The kinds of blocker follow surveys of small firms, so that our numbers can be put beside theirs; which
answer of which survey a kind compares with stands in `bot.surveys`. Nothing here reads clock or database.
"""

from collections.abc import Mapping
from enum import StrEnum


class Stage(StrEnum):
    """Where in the process it happened. Stored, so never rename a value."""

    FINDING = "finding"
    REGISTERING = "registering"
    DOCUMENTS = "documents"
    ELIGIBILITY = "eligibility"
    PRICING = "pricing"
    SOCIAL_VALUE = "social_value"
    TOGETHER = "together"  # bidding with others
    SUBMITTING = "submitting"
    EVALUATION = "evaluation"
    AWARD = "award"  # and feedback
    CONTRACT = "contract"  # and payment


class Blocker(StrEnum):
    """What stopped a supplier, or held it up. Stored, so never rename a value."""

    COMPLEX_PROCESS = "complex_process"
    BAR_TOO_HIGH = "bar_too_high"  # turnover, insurance, accounts, certificates, experience
    SHORT_DEADLINE = "short_deadline"
    NARROW_SPECIFICATION = "narrow_specification"
    HARD_TO_FIND = "hard_to_find"
    SAME_DATA_AGAIN = "same_data_again"
    NO_FEEDBACK = "no_feedback"
    POOR_FEEDBACK = "poor_feedback"
    CONTRACT_TOO_LARGE = "contract_too_large"
    COST_OF_BIDDING = "cost_of_bidding"
    UNCLEAR_WORDS = "unclear_words"
    PORTAL_TROUBLE = "portal_trouble"
    HARD_TO_PROVE_VALUE = "hard_to_prove_value"  # the social value questions
    NO_PARTNERS = "no_partners"
    LATE_PAYMENT = "late_payment"
    OTHER = "other"


class Visibility(StrEnum):
    """What officers see of who reports. Chosen for each report. Stored, so never rename a value."""

    NAMED = "named"
    KIND_ONLY = "kind_only"  # kind and size of organisation, place and trades
    ANONYMOUS = "anonymous"


class ReportStatus(StrEnum):
    """How far officers have come with a report. Stored, so never rename a value."""

    NEW = "new"
    SEEN = "seen"
    ACCEPTED = "accepted"
    CHANGED = "changed"
    WILL_NOT_CHANGE = "will_not_change"  # needs a reason
    DUPLICATE = "duplicate"  # of another report, which is named


class Ending(StrEnum):
    """What became of a bid. Stored, so never rename a value."""

    WON = "won"
    LOST = "lost"
    DID_NOT_BID = "did_not_bid"


class Why(StrEnum):
    """Why a bid was won, lost or not made, in the supplier's view. Stored, so never rename a value."""

    PRICE = "price"
    QUALITY = "quality"
    EXPERIENCE = "experience"
    SOCIAL_VALUE = "social_value"
    LOCAL = "local"
    TIME = "time"
    SIZE = "size"
    PAPERWORK = "paperwork"
    NOT_OUR_WORK = "not_our_work"
    NOT_TOLD = "not_told"
    OTHER = "other"


class Feedback(StrEnum):
    """Whether the buyer told a bidder how its bid was judged. Stored, so never rename a value."""

    YES = "yes"
    NO = "no"
    NOT_YET = "not_yet"


LIKELY: Mapping[Stage, tuple[Blocker, ...]] = {
    Stage.FINDING: (Blocker.HARD_TO_FIND, Blocker.PORTAL_TROUBLE, Blocker.UNCLEAR_WORDS),
    Stage.REGISTERING: (Blocker.PORTAL_TROUBLE, Blocker.SAME_DATA_AGAIN, Blocker.COMPLEX_PROCESS),
    Stage.DOCUMENTS: (
        Blocker.COMPLEX_PROCESS,
        Blocker.UNCLEAR_WORDS,
        Blocker.SHORT_DEADLINE,
        Blocker.NARROW_SPECIFICATION,
    ),
    Stage.ELIGIBILITY: (
        Blocker.BAR_TOO_HIGH,
        Blocker.CONTRACT_TOO_LARGE,
        Blocker.NARROW_SPECIFICATION,
        Blocker.SAME_DATA_AGAIN,
    ),
    Stage.PRICING: (
        Blocker.COST_OF_BIDDING,
        Blocker.SHORT_DEADLINE,
        Blocker.NARROW_SPECIFICATION,
        Blocker.UNCLEAR_WORDS,
        Blocker.CONTRACT_TOO_LARGE,
    ),
    Stage.SOCIAL_VALUE: (
        Blocker.HARD_TO_PROVE_VALUE,
        Blocker.UNCLEAR_WORDS,
        Blocker.COMPLEX_PROCESS,
        Blocker.BAR_TOO_HIGH,
    ),
    Stage.TOGETHER: (
        Blocker.NO_PARTNERS,
        Blocker.CONTRACT_TOO_LARGE,
        Blocker.SHORT_DEADLINE,
        Blocker.COMPLEX_PROCESS,
    ),
    Stage.SUBMITTING: (
        Blocker.PORTAL_TROUBLE,
        Blocker.SHORT_DEADLINE,
        Blocker.SAME_DATA_AGAIN,
        Blocker.COMPLEX_PROCESS,
    ),
    Stage.EVALUATION: (Blocker.NO_FEEDBACK, Blocker.UNCLEAR_WORDS, Blocker.BAR_TOO_HIGH),
    Stage.AWARD: (Blocker.NO_FEEDBACK, Blocker.POOR_FEEDBACK),
    Stage.CONTRACT: (Blocker.LATE_PAYMENT, Blocker.COMPLEX_PROCESS, Blocker.UNCLEAR_WORDS),
}
"""The kinds that are offered first at each stage, the likeliest first. Any other may be picked as well."""

TOPICS: Mapping[Blocker, str] = {
    Blocker.COMPLEX_PROCESS: "simple-documents",
    Blocker.BAR_TOO_HIGH: "conditions-of-participation",
    Blocker.SHORT_DEADLINE: "tender-timescales",
    Blocker.NARROW_SPECIFICATION: "preliminary-market-engagement",
    Blocker.HARD_TO_FIND: "find-opportunities",
    Blocker.SAME_DATA_AGAIN: "central-digital-platform",
    Blocker.NO_FEEDBACK: "feedback-unsuccessful",
    Blocker.POOR_FEEDBACK: "feedback-unsuccessful",
    Blocker.CONTRACT_TOO_LARGE: "lots",
    Blocker.COST_OF_BIDDING: "business-support-networks",
    Blocker.UNCLEAR_WORDS: "single-point-of-contact",
    Blocker.PORTAL_TROUBLE: "nepo-portal",
    Blocker.HARD_TO_PROVE_VALUE: "social-value-measuring",
    Blocker.NO_PARTNERS: "consortium-how",
    Blocker.LATE_PAYMENT: "late-payment-interest",
}
"""The approved answer that helps with a kind of blocker, by its slug. Not every kind has one."""


def others(stage: Stage) -> tuple[Blocker, ...]:
    """Return the kinds that a stage does not offer first."""
    return tuple(kind for kind in Blocker if kind not in LIKELY[stage])
