"""Reports that nobody sent, the same ones each time: for the benchmark, the pictures and tests of counts."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert

from alerts.db import Sessions
from alerts.matching import BasedIn, OrganisationType, Size
from alerts.trades import TRADES
from bot.blockers import Blocker, Ending, Feedback, ReportStatus, Stage, Visibility, Why
from bot.tables import BidResult, BlockerReport, ChangeMade, ReportNote

BATCH = 5_000
LATEST = datetime(2026, 8, 10, 12, 0, tzinfo=UTC)

_OPENINGS = (
    "We looked at this one for two evenings",
    "Our bookkeeper gave up",
    "There are three of us",
    "We have done this work for the Council for ten years",
    "I rang twice",
)
_MIDDLES = (
    "and the form asked for three years of audited accounts",
    "and the deadline was nine days after it came out",
    "and the portal lost what we had typed",
    "and nobody could say what the social value score was for",
    "and the insurance alone was more than the job",
    "=HYPERLINK(“somewhere”) is what it asked us to paste",
)
_ENDINGS = (
    "so we left it.",
    "so we did not bid.",
    "and we lost a day to it.",
    "and the price was the least of it.",
)
_FIXES = (
    "One form for all of them.",
    "Two more weeks.",
    "Ask only the winner for accounts.",
    "A number to ring.",
)


def reports(count: int, seed: int = 2014) -> Iterator[dict[str, Any]]:
    """Give rows of reports: stages, sizes and kinds as uneven as they are in life, over two years."""
    random = Random(seed)
    trades = list(TRADES)
    stages, kinds = _uneven(Stage, random), _uneven(Blocker, random)
    for number in range(1, count + 1):
        visibility = random.choices(list(Visibility), [2, 6, 2])[0]
        at = LATEST - timedelta(minutes=random.randrange(2 * 365 * 24 * 60))
        status = random.choices(list(ReportStatus), [5, 5, 3, 2, 2, 1])[0]
        known = visibility is not Visibility.ANONYMOUS
        words = (
            f"{random.choice(_OPENINGS)} {random.choice(_MIDDLES)}, {random.choice(_ENDINGS)} "
            * random.choice((1, 1, 2))
        )
        yield {
            "id": number,
            "reference": f"B-{number:06d}",
            "stage": random.choices(*stages)[0],
            "kind": random.choices(*kinds)[0],
            "visibility": visibility,
            "named_as": f"Example Builders {number}" if visibility is Visibility.NAMED else None,
            "organisation_type": random.choices(list(OrganisationType), [8, 1, 1])[0] if known else None,
            "size": random.choices(list(Size), [30, 45, 18, 5, 2])[0] if known else None,
            "based_in": random.choices(list(BasedIn), [6, 2, 1, 1])[0] if known else None,
            "trades": tuple(random.sample(trades, random.choice((1, 1, 2)))) if known else (),
            "detail": words.strip() if random.random() < 0.8 else None,
            "remedy": random.choice(_FIXES) if random.random() < 0.5 else None,
            "hours_lost": random.randrange(1, 60) if random.random() < 0.4 else None,
            "lost_pence": random.randrange(1, 300_000) if random.random() < 0.2 else None,
            "opportunity_id": None,
            "notice_number": f"{random.randrange(100_000):06d}-2026" if random.random() < 0.6 else None,
            "notice_title": "Re-roofing of Shildon library" if random.random() < 0.6 else None,
            "notice_buyer": "Durham County Council" if random.random() < 0.6 else None,
            "same_as_id": random.randrange(1, number) if number > 1 and random.random() < 0.2 else None,
            "status": status,
            "status_reason": "The rule is a national one."
            if status is ReportStatus.WILL_NOT_CHANGE
            else None,
            "duplicate_of_id": (
                random.randrange(1, number) if number > 1 and status is ReportStatus.DUPLICATE else None
            ),
            "change_id": 1 if status is ReportStatus.CHANGED else None,
            "reported_at": at,
            "status_at": min(at + timedelta(days=random.randrange(60)), LATEST),
            "withdrawn_at": None,
        }


def notes(count: int, seed: int = 2014) -> Iterator[dict[str, Any]]:
    """Give an officer's note for each fifth report."""
    random = Random(seed)
    for number in range(5, count + 1, 5):
        yield {
            "report_id": number,
            "officer": random.choice(("Jo Officer", "Sam Officer")),
            "text": "Asked the team that ran it. They will look at the form.",
            "written_at": LATEST - timedelta(days=random.randrange(30)),
        }


def results(count: int, seed: int = 2014) -> Iterator[dict[str, Any]]:
    """Give rows of bid results, most of them lost."""
    random = Random(seed)
    trades = list(TRADES)[:12]
    for number in range(1, count + 1):
        ending = random.choices(list(Ending), [3, 6, 2])[0]
        feedback = None if ending is Ending.DID_NOT_BID else random.choices(list(Feedback), [3, 5, 2])[0]
        yield {
            "id": number,
            "ending": ending,
            "reasons": tuple(random.sample(list(Why), random.choice((1, 2)))),
            "feedback": feedback,
            "feedback_on": None,
            "feedback_useful": random.randrange(1, 6) if feedback is Feedback.YES else None,
            "organisation_type": OrganisationType.SME,
            "size": random.choices(list(Size), [30, 45, 18, 5, 2])[0],
            "based_in": random.choices(list(BasedIn), [6, 2, 1, 1])[0],
            "trades": tuple(random.sample(trades, random.choice((1, 1, 2)))),
            "reported_at": LATEST - timedelta(days=random.randrange(2 * 365)),
        }


async def fill(sessions: Sessions, count: int, bids: int | None = None) -> None:
    """Store reports, notes and bid results; a fifth as many results as reports, unless it is said how many."""
    change = {
        "id": 1,
        "you_said": "Small jobs asked for audited accounts.",
        "we_did": "Jobs under £50,000 ask for no accounts.",
        "happened_on": date(2026, 5, 1),
        "written_by": "Jo Officer",
        "published_at": LATEST,
        "withdrawn_at": None,
    }
    await _store(sessions, ChangeMade, [change])
    await _store(sessions, BlockerReport, reports(count))
    await _store(sessions, ReportNote, notes(count))
    await _store(sessions, BidResult, results(count // 5 if bids is None else bids))


async def _store(sessions: Sessions, table: type[Any], rows: Any) -> None:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            async with sessions.begin() as session:
                await session.execute(insert(table), batch)
            batch = []
    if batch:
        async with sessions.begin() as session:
            await session.execute(insert(table), batch)


def _uneven(kinds: Any, random: Random) -> tuple[list[Any], list[float]]:
    members = list(kinds)
    return members, [random.random() ** 2 + 0.02 for _ in members]
