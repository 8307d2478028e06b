"""Put an outcome into plain text, as a supplier sees it: answer, sources, date, next steps."""

from faq import spending
from faq.search import Kind, Outcome


def full_text(outcome: Outcome) -> str:
    """Return all that is shown for an outcome, in Markdown with bold and lists only."""
    match outcome.kind:
        case Kind.ANSWER:
            return _answer(outcome)
        case Kind.SUGGEST:
            asked = "\n".join(f"- {entry.question}" for entry in outcome.suggestions)
            return f"I am not sure what you mean. Did you mean one of these?\n{asked}"
        case Kind.NONE:
            return outcome.says


def _answer(outcome: Outcome) -> str:
    entry, ruling = outcome.entry, outcome.ruling
    if entry is None:
        return ""
    if ruling is None:
        body, as_at, sources = entry.answer, entry.as_at, tuple((c.title, c.paragraph) for c in entry.sources)
    else:
        body, as_at = spending.explain(ruling), ruling.as_at
        sources = tuple((source.title, source.paragraph) for source in ruling.sources)
    cited = "; ".join(f"{title}, {paragraph}" if paragraph else title for title, paragraph in sources)
    parts = [body, f"Source: {cited}", f"As at: {as_at}. Checked on {entry.checked_on:%-d %B %Y}."]
    if entry.next_steps:
        parts.append("Next:\n" + "\n".join(f"- {step}" for step in entry.next_steps))
    return "\n\n".join(parts)
