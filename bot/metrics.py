"""The figures of /metrics, in the text that Prometheus and its like read.

What the tables know is asked of them at each reading; what only this process knows comes from its pulse. Labels
are names of jobs, sources, kinds and methods: nothing of a supplier. docs/operating.md says what each
figure means, and what to do.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector, CollectorRegistry
from sqlalchemy import func, select

from alerts import backlog
from alerts.backlog import Backlog
from alerts.tables import SourceRow
from bot.context import Shared
from bot.pulse import Pulse
from bot.tables import Ticket, TicketStatus

CONTENT_TYPE = CONTENT_TYPE_LATEST


async def written(shared: Shared) -> bytes:
    """Return all figures as they are now."""
    now = shared.now()
    async with shared.sessions.begin() as session:
        waiting = await backlog.look(session, now)
        sources = [row for row in await backlog.sources(session) if row.slug in shared.catalogue]
        overdue = await session.scalar(
            select(func.count()).where(Ticket.status == TicketStatus.OPEN, Ticket.due_at <= now)
        )
    families = [
        *_of_tables(waiting, sources, overdue or 0, now),
        *_of_process(shared.pulse),
    ]
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Ready(families))
    ProcessCollector(registry=registry)
    return generate_latest(registry)


class _Ready(Collector):
    """Figures that are there already: a registry asks for them while no database can be asked."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = list(families)

    def collect(self) -> Iterable[Metric]:
        """Give them."""
        return self._families


def _of_tables(
    waiting: Backlog, sources: Sequence[SourceRow], overdue: int, now: datetime
) -> Iterable[Metric]:
    oldest = waiting.oldest_due_at
    yield _gauge("messages_due", "Messages that could be sent now and are not.", waiting.due)
    yield _gauge(
        "oldest_due_message_seconds",
        "For how long the oldest of them has been due. 0: none is.",
        0.0 if oldest is None else (now - oldest).total_seconds(),
    )
    yield _gauge("unmatched", "Saved versions of opportunities still to be matched.", waiting.unmatched)
    yield _gauge("held", "Those that wait for an officer, because their source is held.", waiting.held)
    yield _gauge("tickets_overdue", "Questions for a person that are past the promise.", overdue)
    read = {row.slug: row.last_ok_at.timestamp() for row in sources if row.last_ok_at is not None}
    yield _gauges("source_last_ok_timestamp_seconds", "When a source was last read well.", "source", read)
    failures = {row.slug: row.failures for row in sources}
    yield _gauges("source_failures", "Tries in a row that failed.", "source", failures)


def _of_process(pulse: Pulse) -> Iterable[Metric]:
    now, ticks = pulse.clock(), pulse.ticks.items()
    calls = CounterMetricFamily(
        "supplierbot_telegram_calls", "Calls of Telegram that ended.", labels=("method", "outcome")
    )
    for (method, outcome), count in pulse.calls.items():
        calls.add_metric((method, outcome), count)
    yield calls
    yield _counters("messages_sent", "Messages sent by ourselves, not in answer.", "kind", pulse.messages)
    yield CounterMetricFamily(
        "supplierbot_outcomes_unknown",
        "Messages of which nobody knows whether they arrived.",
        pulse.unknown_outcomes,
    )
    yield _counters("errors", "Lines of the log that ask for a person.", "logger", pulse.errors)
    if pulse.canary_seconds is not None and pulse.canary_arrived_at is not None:
        yield _gauge("canary_seconds", "Which the last canary took.", pulse.canary_seconds)
        arrived = pulse.canary_arrived_at.timestamp()
        yield _gauge("canary_last_ok_timestamp_seconds", "When it arrived.", arrived)
    yield CounterMetricFamily(
        "supplierbot_canaries_lost", "Canaries that did not arrive.", pulse.canaries_lost
    )
    if pulse.polls:
        said = "Since Telegram last answered getUpdates well."
        yield _gauge("telegram_silent_seconds", said, now - pulse.polled_at)
    yield _gauge("loop_lag_seconds", "How late the event loop woke up last.", pulse.loop_lag_seconds)
    runs = {name: tick.runs for name, tick in ticks}
    yield _counters("tick_runs", "Runs of a job.", "tick", runs)
    failures = {name: tick.failures for name, tick in ticks}
    yield _counters("tick_failures", "Runs that failed or were broken off.", "tick", failures)
    running = {name: 0.0 if tick.began_at is None else now - tick.began_at for name, tick in ticks}
    yield _gauges(
        "tick_running_seconds", "For how long a job has been at work. 0: it is not.", "tick", running
    )
    late = {name: tick.late_by(now) for name, tick in ticks}
    yield _gauges(
        "tick_late_seconds", "For how long a job should have begun. 0: it is on time.", "tick", late
    )


def _gauge(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(f"supplierbot_{name}", said, value)


def _gauges(name: str, said: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(f"supplierbot_{name}", said, labels=(label,))
    for of, value in values.items():
        family.add_metric((of,), value)
    return family


def _counters(name: str, said: str, label: str, values: Mapping[str, float]) -> Metric:
    family = CounterMetricFamily(f"supplierbot_{name}", said, labels=(label,))
    for of, value in values.items():
        family.add_metric((of,), value)
    return family
