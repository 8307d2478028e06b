"""What stages, kinds of blocker, kinds of organisation and the like are called in tables, charts and exports."""

from collections.abc import Mapping

from alerts.matching import BasedIn, OrganisationType, Size
from bot.blockers import Blocker, Ending, Feedback, ReportStatus, Stage, Visibility, Why

NOT_GIVEN = "Not given"

_STAGES: Mapping[Stage, str] = {
    Stage.FINDING: "Finding work",
    Stage.REGISTERING: "Registering",
    Stage.DOCUMENTS: "Documents",
    Stage.ELIGIBILITY: "Being eligible",
    Stage.PRICING: "Pricing",
    Stage.SOCIAL_VALUE: "Social value questions",
    Stage.TOGETHER: "Bidding together",
    Stage.SUBMITTING: "Sending the bid",
    Stage.EVALUATION: "Evaluation",
    Stage.AWARD: "Award and feedback",
    Stage.CONTRACT: "Contract and payment",
}

_BLOCKERS: Mapping[Blocker, str] = {
    Blocker.COMPLEX_PROCESS: "Process too complex",
    Blocker.BAR_TOO_HIGH: "Bar to qualify too high",
    Blocker.SHORT_DEADLINE: "Deadline too short",
    Blocker.NARROW_SPECIFICATION: "Specification too narrow",
    Blocker.HARD_TO_FIND: "Hard to find the work",
    Blocker.SAME_DATA_AGAIN: "Same data asked again",
    Blocker.NO_FEEDBACK: "No feedback",
    Blocker.POOR_FEEDBACK: "Feedback of little use",
    Blocker.CONTRACT_TOO_LARGE: "Contract too large",
    Blocker.COST_OF_BIDDING: "Cost of bidding",
    Blocker.UNCLEAR_WORDS: "Unclear words",
    Blocker.PORTAL_TROUBLE: "Trouble with the portal",
    Blocker.HARD_TO_PROVE_VALUE: "Social value hard to prove",
    Blocker.NO_PARTNERS: "No partners found",
    Blocker.LATE_PAYMENT: "Late payment",
    Blocker.OTHER: "Something else",
}

_STATUSES: Mapping[ReportStatus, str] = {
    ReportStatus.NEW: "New",
    ReportStatus.SEEN: "Seen",
    ReportStatus.ACCEPTED: "Accepted",
    ReportStatus.CHANGED: "Changed",
    ReportStatus.WILL_NOT_CHANGE: "Will not change",
    ReportStatus.DUPLICATE: "Duplicate",
}

_VISIBILITIES: Mapping[Visibility, str] = {
    Visibility.NAMED: "Named",
    Visibility.KIND_ONLY: "Kind and size only",
    Visibility.ANONYMOUS: "Anonymous",
}

_ORGANISATIONS: Mapping[OrganisationType, str] = {
    OrganisationType.SME: "Sole trader or company",
    OrganisationType.SOCIAL_ENTERPRISE: "Social enterprise",
    OrganisationType.VCS: "Voluntary or community",
}

_SIZES: Mapping[Size, str] = {
    Size.INDIVIDUAL: "One person",
    Size.MICRO: "1 to 9 people",
    Size.SMALL: "10 to 49 people",
    Size.MEDIUM: "50 to 249 people",
    Size.LARGE: "250 people or more",
}

_BASES: Mapping[BasedIn, str] = {
    BasedIn.COUNTY_DURHAM: "County Durham",
    BasedIn.NORTH_EAST: "Elsewhere in the North East",
    BasedIn.ELSEWHERE: "Elsewhere",
    BasedIn.NOT_STATED: NOT_GIVEN,
}

_ENDINGS: Mapping[Ending, str] = {
    Ending.WON: "Won",
    Ending.LOST: "Lost",
    Ending.DID_NOT_BID: "Did not bid",
}

_WHYS: Mapping[Why, str] = {
    Why.PRICE: "Price",
    Why.QUALITY: "Quality",
    Why.EXPERIENCE: "Experience",
    Why.SOCIAL_VALUE: "Social value",
    Why.LOCAL: "Being local",
    Why.TIME: "Time",
    Why.SIZE: "Size of the contract",
    Why.PAPERWORK: "Paperwork",
    Why.NOT_OUR_WORK: "Not our work",
    Why.NOT_TOLD: "Not told",
    Why.OTHER: "Something else",
}

_FEEDBACK: Mapping[Feedback, str] = {
    Feedback.YES: "Yes",
    Feedback.NO: "No",
    Feedback.NOT_YET: "Not yet",
}


def stage(at: Stage) -> str:
    """Name a stage."""
    return _STAGES[at]


def blocker(kind: Blocker) -> str:
    """Name a kind of blocker."""
    return _BLOCKERS[kind]


def status(of: ReportStatus) -> str:
    """Name how far officers have come."""
    return _STATUSES[of]


def visibility(chosen: Visibility) -> str:
    """Name what officers see of who reports."""
    return _VISIBILITIES[chosen]


def organisation(kind: OrganisationType | None) -> str:
    """Name a kind of organisation."""
    return NOT_GIVEN if kind is None else _ORGANISATIONS[kind]


def size(band: Size | None) -> str:
    """Name a size band, by people employed."""
    return NOT_GIVEN if band is None else _SIZES[band]


def base(place: BasedIn | None) -> str:
    """Name where an organisation is based."""
    return NOT_GIVEN if place is None else _BASES[place]


def ending(of: Ending) -> str:
    """Name what became of a bid."""
    return _ENDINGS[of]


def why(reason: Why) -> str:
    """Name why a bid ended as it did."""
    return _WHYS[reason]


def feedback(given: Feedback | None) -> str:
    """Name whether the buyer gave feedback."""
    return NOT_GIVEN if given is None else _FEEDBACK[given]
