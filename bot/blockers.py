"""What a supplier may say of a bid: where it stopped, what stopped it, what became of it. Names only.

The kinds of blocker follow two surveys of small firms, so that our numbers can be put beside theirs; which
answer of which survey a kind compares with stands in `bot.surveys`. Nothing here reads clock or database.
"""

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
