"""`supplierbot faq`: ask the approved answers, and check them. Needs no database and no network."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import asking, files, questions
from bot.commands import AsJson, example, explained, print_json, with_shared
from bot.context import Shared
from bot.failures import CommandError
from bot.questions import Gaps
from bot.text import answers as answer_words
from bot.text import written
from faq import glossary, groups, lint
from faq.entries import CONTENT
from faq.lint import Severity
from faq.search import Outcome
from faq.shown import full_text, parts

_EXAMPLE = example('supplierbot faq ask "how many quotes for a £15,000 job?"')

app = typer.Typer(
    no_args_is_help=True,
    help="Ask a question, and look after the approved answers.",
    epilog=_EXAMPLE,
)


@app.command(epilog=_EXAMPLE)
def ask(
    text: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TEXT|-]", help="A question. With -, one a line on standard input."),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Answer a question from the approved text, as the chat would.

    With --json, prints one JSON object a line, one for each question: the
    question, the outcome (answer, suggest or none), the topic, suggestions,
    the answer as it is shown, its sources and the date of its facts. Where
    a question holds several, the first is told and “also” holds the rest.
    """
    with explained():
        for question in _questions(text or []):
            outcomes = asking.searcher().answer(question)
            if as_json:
                typer.echo(json.dumps(_told(question, outcomes), ensure_ascii=False).encode())
            else:
                typer.echo(_plain(question if text == [files.STDIN] else None, outcomes).encode())


@app.command(epilog=example("supplierbot faq gaps"))
def gaps(*, as_json: AsJson = False) -> None:
    """List what was asked but not answered, and what was answered but not useful.

    The most often first. No row says who asked. /gaps shows the same in the officers' chat.
    """

    async def work(shared: Shared) -> None:
        async with shared.sessions.begin() as session:
            found = await questions.gaps(session)
        if as_json:
            print_json(found)
        else:
            typer.echo(_gaps(found).encode())

    with_shared(work)


def _gaps(found: Gaps) -> str:
    missing = [
        f"{one.count:>5}  {one.asked}" + (f" ({one.reason.replace('_', ' ')})" if one.reason else "")
        for one in found.unanswered
    ]
    poor = [
        f"{one.no:>5}  {one.entry}" + (f": asked as “{one.asked[0]}”" if one.asked else "")
        for one in found.not_useful
    ]
    return "\n".join(
        [
            "Asked but not answered:",
            *(missing or ["Nothing."]),
            "\nAnswered but not useful:",
            *(poor or ["Nothing."]),
        ]
    )


@app.command(epilog=example("supplierbot faq words lot"))
def words(
    typed: Annotated[list[str] | None, typer.Argument(metavar="[WORD]", help="A word to explain.")] = None,
) -> None:
    """Explain a word of public buying, or all of them, as /glossary does."""
    with explained():
        asked = " ".join(typed or [])
        slug = glossary.asked(asked) if asked else None
        if asked and slug is None:
            raise CommandError(f"I do not explain “{asked}”. `supplierbot faq words` lists what I explain.")
        terms = glossary.load().values() if slug is None else [glossary.load()[slug]]
        typer.echo("\n\n".join(written.bare(answer_words.word(term)) for term in terms).encode())


@app.command(epilog=example("supplierbot faq cases"))
def cases() -> None:
    """Show the report's case studies by trade, as /cases does."""
    with explained():
        typer.echo(written.bare(answer_words.cases(groups.cases())).encode())


@app.command(epilog=example("supplierbot faq check"))
def check(
    folder: Annotated[
        Path | None, typer.Argument(help="The folder of the answers. Ours, if none is named.")
    ] = None,
) -> None:
    """Check the approved answers: sources, dates, links, length, reading age.

    Exits with 1 if there is an error. Advice is for the writer, and stops nothing.
    """
    with explained():
        if folder is not None and not any(folder.glob("*.md")):
            raise CommandError(f"There is no answer in {folder}: no file whose name ends in .md.")
        found = lint.check_folder(folder)
        for finding in found:
            name = {Severity.ERROR: "Error", Severity.ADVICE: "Advice"}[finding.severity]
            typer.echo(f"{name:<7} {finding.slug}: {finding.text}")
        errors = sum(finding.severity is Severity.ERROR for finding in found)
        topics = len(list((folder or CONTENT).glob("*.md")))
        typer.echo(
            f"{written.counted(topics, 'topic')}: {written.counted(errors, 'error')}, "
            f"{written.counted(len(found) - errors, 'piece')} of advice."
        )
        if errors:
            raise typer.Exit(1)


def _questions(typed: list[str]) -> Iterator[str]:
    """Give the questions: that of the command line, or each line that comes in."""
    if typed and typed != [files.STDIN]:
        yield " ".join(typed)
        return
    if not typed and sys.stdin.isatty():
        raise CommandError("Type a question after the command. With - it reads one a line.")
    # Only a newline ends a question: `splitlines` would end it at signs that people paste, too.
    lines = files.read(files.STDIN).decode("utf-8-sig", errors="replace").split("\n")
    if lines[-1] == "":
        lines.pop()
    yield from (line.removesuffix("\r") for line in lines)


def _told(question: str, outcomes: Iterable[Outcome]) -> dict[str, Any]:
    """Return what a question led to, for a program."""
    first, *others = [_one(outcome) for outcome in outcomes]
    told = {**first, "question": question}
    return {**told, "also": others} if others else told


def _one(outcome: Outcome) -> dict[str, Any]:
    found = parts(outcome)
    return {
        "question": outcome.question,
        "outcome": outcome.kind.value,
        "topic": None if outcome.entry is None else outcome.entry.slug,
        "suggestions": [entry.slug for entry in outcome.suggestions],
        "answer": full_text(outcome),
        "sources": [] if found is None else list(found.sources),
        "as_at": None if found is None else found.as_at,
    }


def _plain(question: str | None, outcomes: Iterable[Outcome]) -> str:
    """Return what a person reads: the question if there may be several, then each answer."""
    heading = [] if question is None else [f"> {question}"]
    return "\n\n".join([*heading, *(full_text(outcome).replace("**", "") for outcome in outcomes)]) + "\n"
