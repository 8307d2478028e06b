"""What stages, kinds of blocker, kinds of organisation and the like are called in tables, charts and exports."""

from alerts.matching import BasedIn, OrganisationType, Size
from bot.blockers import Blocker, Ending, Feedback, ReportStatus, Stage, Visibility, Why

NOT_GIVEN = "not given"


def stage(at: Stage) -> str:
    """Name a stage."""
    match at:
        case Stage.FINDING:
            return "Finding work"
        case Stage.REGISTERING:
            return "Registering"
        case Stage.DOCUMENTS:
            return "Documents"
        case Stage.ELIGIBILITY:
            return "Being eligible"
        case Stage.PRICING:
            return "Pricing"
        case Stage.SOCIAL_VALUE:
            return "Social value questions"
        case Stage.TOGETHER:
            return "Bidding together"
        case Stage.SUBMITTING:
            return "Sending the bid"
        case Stage.EVALUATION:
            return "Evaluation"
        case Stage.AWARD:
            return "Award and feedback"
        case Stage.CONTRACT:
            return "Contract and payment"


def blocker(kind: Blocker) -> str:  # noqa: C901 - one line for each
    """Name a kind of blocker."""
    match kind:
        case Blocker.COMPLEX_PROCESS:
            return "Process too complex"
        case Blocker.BAR_TOO_HIGH:
            return "Bar to qualify too high"
        case Blocker.SHORT_DEADLINE:
            return "Deadline too short"
        case Blocker.NARROW_SPECIFICATION:
            return "Specification too narrow"
        case Blocker.HARD_TO_FIND:
            return "Hard to find the work"
        case Blocker.SAME_DATA_AGAIN:
            return "Same data asked again"
        case Blocker.NO_FEEDBACK:
            return "No feedback"
        case Blocker.POOR_FEEDBACK:
            return "Feedback of little use"
        case Blocker.CONTRACT_TOO_LARGE:
            return "Contract too large"
        case Blocker.COST_OF_BIDDING:
            return "Cost of bidding"
        case Blocker.UNCLEAR_WORDS:
            return "Unclear words"
        case Blocker.PORTAL_TROUBLE:
            return "Trouble with the portal"
        case Blocker.HARD_TO_PROVE_VALUE:
            return "Social value hard to prove"
        case Blocker.NO_PARTNERS:
            return "No partners found"
        case Blocker.LATE_PAYMENT:
            return "Late payment"
        case Blocker.OTHER:
            return "Something else"


def status(of: ReportStatus) -> str:
    """Name how far officers have come."""
    match of:
        case ReportStatus.NEW:
            return "New"
        case ReportStatus.SEEN:
            return "Seen"
        case ReportStatus.ACCEPTED:
            return "Accepted"
        case ReportStatus.CHANGED:
            return "Changed"
        case ReportStatus.WILL_NOT_CHANGE:
            return "Will not change"
        case ReportStatus.DUPLICATE:
            return "Duplicate"


def visibility(chosen: Visibility) -> str:
    """Name what officers see of who reports."""
    match chosen:
        case Visibility.NAMED:
            return "Named"
        case Visibility.KIND_ONLY:
            return "Kind and size only"
        case Visibility.ANONYMOUS:
            return "Anonymous"


def organisation(kind: OrganisationType | None) -> str:
    """Name a kind of organisation."""
    match kind:
        case OrganisationType.SME:
            return "Sole trader or company"
        case OrganisationType.SOCIAL_ENTERPRISE:
            return "Social enterprise"
        case OrganisationType.VCS:
            return "Voluntary or community"
        case None:
            return NOT_GIVEN


def size(band: Size | None) -> str:
    """Name a size band, by people employed."""
    match band:
        case Size.INDIVIDUAL:
            return "One person"
        case Size.MICRO:
            return "1 to 9 people"
        case Size.SMALL:
            return "10 to 49 people"
        case Size.MEDIUM:
            return "50 to 249 people"
        case Size.LARGE:
            return "250 people or more"
        case None:
            return NOT_GIVEN


def base(place: BasedIn | None) -> str:
    """Name where an organisation is based."""
    match place:
        case BasedIn.COUNTY_DURHAM:
            return "County Durham"
        case BasedIn.NORTH_EAST:
            return "Elsewhere in the North East"
        case BasedIn.ELSEWHERE:
            return "Elsewhere"
        case BasedIn.NOT_STATED | None:
            return NOT_GIVEN


def ending(of: Ending) -> str:
    """Name what became of a bid."""
    match of:
        case Ending.WON:
            return "Won"
        case Ending.LOST:
            return "Lost"
        case Ending.DID_NOT_BID:
            return "Did not bid"


def why(reason: Why) -> str:
    """Name why a bid ended as it did."""
    match reason:
        case Why.PRICE:
            return "Price"
        case Why.QUALITY:
            return "Quality"
        case Why.EXPERIENCE:
            return "Experience"
        case Why.SOCIAL_VALUE:
            return "Social value"
        case Why.LOCAL:
            return "Being local"
        case Why.TIME:
            return "Time"
        case Why.SIZE:
            return "Size of the contract"
        case Why.PAPERWORK:
            return "Paperwork"
        case Why.NOT_OUR_WORK:
            return "Not our work"
        case Why.NOT_TOLD:
            return "Not told"
        case Why.OTHER:
            return "Something else"


def feedback(given: Feedback | None) -> str:
    """Name whether the buyer gave feedback."""
    match given:
        case Feedback.YES:
            return "Yes"
        case Feedback.NO:
            return "No"
        case Feedback.NOT_YET:
            return "Not yet"
        case None:
            return NOT_GIVEN
