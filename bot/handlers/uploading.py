"""A file of opportunities, sent by an officer: shown first, then loaded or forgotten."""

from dataclasses import dataclass

from telegram import Update
from telegram.constants import ChatAction
from telegram.error import TelegramError

from alerts import ingest
from alerts.errors import SourceFormatError
from alerts.ingest import Imported
from alerts.sources import apart, csv_file
from bot import uploads
from bot.context import Context, Sender, sender
from bot.officers import Acting
from bot.screens import Screen
from bot.screens import uploading as screens
from bot.tables import Upload
from bot.text import uploading as words


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file as it came."""

    id: str
    name: str
    body: bytes


async def received(update: Update, context: Context, officer: Acting) -> None:
    """Show what would come of a file. Nothing is stored of it but what tells it from another."""
    chat = sender(update, context)
    document = None if update.message is None else update.message.document
    if document is None:
        return
    if (document.file_size or 0) > uploads.LARGEST_BYTES:
        await chat.reply(Screen(text=words.too_large(uploads.LARGEST_BYTES)))
        return
    await context.bot.send_chat_action(chat.chat_id, ChatAction.TYPING)
    body = await _fetched(context, document.file_id)
    if body is None:
        await chat.reply(Screen(text=words.not_fetched()))
        return
    try:
        found = await _tried(context, body)
    except SourceFormatError as error:
        await chat.reply(screens.refused(words.not_readable(str(error))))
        return
    if isinstance(found, int):
        await chat.reply(Screen(text=words.too_many(found, uploads.MOST_ROWS)))
        return
    file = _File(id=document.file_id, name=document.file_name or "The file", body=body)
    await _show(chat, context, officer, file, found)


async def _fetched(context: Context, file_id: str) -> bytes | None:
    """Return a file from Telegram, or None when it cannot be had, or is larger than was said."""
    try:
        file = await context.bot.get_file(file_id)
        body = bytes(await file.download_as_bytearray())
    except TelegramError:
        return None
    return body if len(body) <= uploads.LARGEST_BYTES else None


async def _tried(context: Context, body: bytes) -> Imported | int:
    """Return what would come of a file, or how many opportunities it has when they are too many.

    Raises:
        SourceFormatError: It is no such file.
    """
    source = context.shared.catalogue[uploads.SOURCE]
    reading = await apart.read(source, body, context.now())
    if reading.read > uploads.MOST_ROWS:
        return reading.read
    return await ingest.import_file(
        context.sessions, source, body, context.now(), dry_run=True, confirmed=True
    )


async def _show(chat: Sender, context: Context, officer: Acting, file: _File, found: Imported) -> None:
    if found.new or found.changed:
        async with context.sessions.begin() as session:
            upload = await uploads.keep(
                session,
                chat.address,
                file_id=file.id,
                name=file.name,
                body=file.body,
                by=officer.name,
                now=context.now(),
            )
        await chat.reply(screens.preview(upload, found))
    else:
        await chat.reply(screens.refused(words.nothing_new(file.name, found)))
    if len(found.rejected) > words.REJECTED_SHOWN:
        await chat.send_file("rejected-rows.txt", words.rejected_file(found.rejected))


async def pressed(update: Update, context: Context, officer: Acting) -> None:
    """Load a file that was shown, forget it, or give an empty one."""
    chat, press = sender(update, context), context.press(update)
    if press.value() == "template":
        await chat.acknowledge()
        await chat.send_file("opportunities.csv", csv_file.template(), words.template())
        return
    async with context.sessions.begin() as session:
        upload = await uploads.of_officer(session, press.number(1), chat.address)
        if press.value() != "yes":
            dropped = await uploads.drop(session, press.number(1), chat.address)
    if upload is None:
        await chat.show(Screen(text=words.over()))
    elif upload.confirmed_at is not None:
        await chat.show(Screen(text=words.already()))
    elif press.value() != "yes":
        await chat.show(Screen(text=words.dropped() if dropped else words.over()))
    else:
        await _load(chat, context, officer, upload)


async def _load(chat: Sender, context: Context, officer: Acting, upload: Upload) -> None:
    """Load a file. To be killed on the way, and pressed again, does no harm: what is there is not new."""
    await chat.acknowledge()
    body = await _fetched(context, upload.file_id)
    if body is None:
        await chat.show(Screen(text=words.not_fetched()))
        return
    if uploads.fingerprint(body) != upload.fingerprint:
        await chat.show(Screen(text=words.another_file()))
        return
    source = context.shared.catalogue[uploads.SOURCE]
    found = await ingest.import_file(context.sessions, source, body, context.now(), confirmed=True)
    async with context.sessions.begin() as session:
        first = await uploads.confirm(
            session,
            upload,
            by=officer.name,
            now=context.now(),
            new=found.new,
            changed=found.changed,
            unchanged=found.unchanged,
            rejected=len(found.rejected),
        )
    await chat.show(Screen(text=words.loaded(found) if first else words.already()))
