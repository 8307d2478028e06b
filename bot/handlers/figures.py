"""What officers take out: the figures and their chart with /stats, and a file with /export."""

import asyncio
import tempfile
from datetime import datetime
from pathlib import Path

import structlog
from telegram import InputFile, Update
from telegram.constants import ChatAction, FileSizeLimit, MessageLimit, ParseMode

from alerts.frequency import LONDON
from bot import chart, drawing, export, officers, selections, statistics, typed_filters
from bot.chart import Chart
from bot.context import Context, Sender, sender
from bot.export import ExportError, reading
from bot.handlers import problems
from bot.handlers.asking import after_command
from bot.officers import Acting, Task
from bot.report_filters import Filters
from bot.screens import Screen
from bot.screens import exports as screens
from bot.screens.exports import Wanted
from bot.text import exports as words
from bot.text import figures as figure_words
from bot.text import written
from bot.typed_filters import Refused

log = structlog.get_logger()

UPLOAD_SECONDS = 300
"""Fifty megabytes over a slow line."""

MOST_BYTES = int(FileSizeLimit.FILESIZE_UPLOAD)
"""What Telegram takes from a bot."""

_MEGABYTE = 1_000_000


async def stats(update: Update, context: Context, officer: Acting) -> None:
    """Send the chart with the same in words below it, and then the other figures."""
    chat = sender(update, context)
    async with context.sessions.begin() as session:
        found = await statistics.gather(session, context.now())
        await officers.record(
            session, officer.name, Task.SEE_STATISTICS, context.now(), count=found.reports.reports
        )
    if found.reports.reports:
        await _draw(chat, chart.chart(found))
    for text in figure_words.messages(found):
        await chat.reply(Screen(text=text))


async def _draw(chat: Sender, shown: Chart) -> None:
    picture = await asyncio.to_thread(drawing.png, shown)
    await chat.bot.send_photo(
        chat.chat_id,
        InputFile(picture, filename="figures.png"),
        caption=written.cut(chart.words(shown), MessageLimit.CAPTION_LENGTH),
    )


async def ask(update: Update, context: Context, officer: Acting) -> None:
    """Ask for the format of an export, or make it when the format was typed too."""
    chat = sender(update, context)
    wanted, typed = _typed(after_command(chat.text))
    filters = typed_filters.read(typed)
    if isinstance(filters, Refused):
        await chat.reply(Screen(text=words.refused(filters)))
        return
    screen = await _choose(chat, context, filters)
    if wanted is not None and screen.rows:
        screen = Screen(text=_begin(update, context, officer, wanted, filters))
    await chat.reply(screen)


async def pressed(update: Update, context: Context, officer: Acting) -> None:
    """Make the export whose format was pressed, or ask for the format of what is selected."""
    chat, press = sender(update, context), context.press(update)
    selection = press.number(1)
    async with context.sessions.begin() as session:
        filters = await selections.read(session, chat.address, selection)
    wanted = press.member(Wanted)
    if selection is None or (selection > 0 and filters == Filters()):
        # What was selected is over. All reports are not what was asked for.
        await problems.old_button(update, context)
    elif wanted is not None and _tapped_before(chat, context):
        await chat.acknowledge()
    elif wanted is not None:
        await chat.show(Screen(text=_begin(update, context, officer, wanted, filters)))
    elif press.value() == screens.ASK:
        await chat.acknowledge()
        await chat.reply(await _choose(chat, context, filters))
    else:
        await problems.old_button(update, context)


def _tapped_before(chat: Sender, context: Context) -> bool:
    below = chat.query.message if chat.query is not None else None
    return below is not None and not context.shared.background.first_time(
        f"{chat.address} {below.message_id}"
    )


async def _choose(chat: Sender, context: Context, filters: Filters) -> Screen:
    async with context.sessions.begin() as session:
        rows, _ = await reading.extent(session, filters)
        if not rows:
            return Screen(text=words.nothing(filters))
        selection = await selections.keep(session, chat.address, filters, context.now())
    return screens.choose(filters, selection, rows)


def _typed(typed: str) -> tuple[Wanted | None, str]:
    """Return the format that stands first after the command, if it is one, and the rest."""
    first, _, rest = typed.partition(" ")
    try:
        return Wanted(first.casefold()), rest
    except ValueError:
        return None, typed


def _begin(update: Update, context: Context, officer: Acting, wanted: Wanted, filters: Filters) -> str:
    """Begin to make a file beside the updates, and return what to say of it."""
    chat = sender(update, context)

    async def work() -> None:
        try:
            await _make(chat, context, officer, wanted, filters)
        except Exception as error:  # noqa: BLE001 - a failure goes where those of handlers go
            await context.application.process_error(update, error)

    begun = context.shared.background.start(f"export {chat.address}", work)
    return words.being_made() if begun else words.still_being_made()


async def _make(chat: Sender, context: Context, officer: Acting, wanted: Wanted, filters: Filters) -> None:
    public = wanted is Wanted.PUBLISH
    await chat.bot.send_chat_action(chat.chat_id, ChatAction.UPLOAD_DOCUMENT)
    with tempfile.TemporaryDirectory(prefix="supplierbot-export-") as folder:
        to = Path(folder) / _name(wanted, context.now())
        try:
            done = await export.write(
                context.sessions,
                filters,
                wanted.form,
                to,
                who=officer.name,
                now=context.now(),
                for_publication=public,
            )
        except ExportError as error:
            await chat.reply(Screen(text=written.safe(str(error))))
            return
        log.info("reports_exported", format=wanted.value, reports=done.reports, size_bytes=done.size_bytes)
        if done.size_bytes > MOST_BYTES:
            sizes = done.size_bytes // _MEGABYTE, MOST_BYTES // _MEGABYTE
            await chat.reply(Screen(text=words.too_large(*sizes)))
            return
        await _send(chat, to, words.caption(filters, done.rows, for_publication=public))


async def _send(chat: Sender, file: Path, caption: str) -> None:
    with file.open("rb") as opened:
        await chat.bot.send_document(
            chat.chat_id,
            InputFile(
                opened, filename=file.name, read_file_handle=False
            ),  # read while it is sent, not before
            caption=caption,
            parse_mode=ParseMode.HTML,
            write_timeout=UPLOAD_SECONDS,
            read_timeout=UPLOAD_SECONDS,
        )


def _name(wanted: Wanted, now: datetime) -> str:
    to_publish = "-to-publish" if wanted is Wanted.PUBLISH else ""
    return f"reports-{now.astimezone(LONDON):%Y-%m-%d}{to_publish}.{wanted.form}"
