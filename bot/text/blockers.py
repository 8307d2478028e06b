"""The words of reporting what stops a supplier: the questions, and what officers will see."""

from collections.abc import Mapping, Sequence

from alerts.frequency import LONDON
from alerts.matching import BasedIn
from alerts.trades import TRADES
from bot.blockers import Blocker, Stage, Visibility
from bot.filled import About
from bot.likeness import Like
from bot.tables import BlockerReport, ReportLink
from bot.text import about_you, written
from bot.text import alerts as alert_words
from bot.text.written import safe

TITLE, BUYER, NUMBER, NAME = 200, 120, 60, 100
TRADES_NAMED = 700
WORDS = 20_000
"""What is kept is short enough already, so it is only escaped."""


_STAGES: Mapping[Stage, str] = {
    Stage.FINDING: "Finding work to bid for",
    Stage.REGISTERING: "Registering on a website",
    Stage.DOCUMENTS: "Reading the documents",
    Stage.ELIGIBILITY: "Meeting the conditions",
    Stage.PRICING: "Working out a price",
    Stage.SOCIAL_VALUE: "Social value questions",
    Stage.TOGETHER: "Bidding with others",
    Stage.SUBMITTING: "Sending the bid in",
    Stage.EVALUATION: "How the bids were judged",
    Stage.AWARD: "The result and feedback",
    Stage.CONTRACT: "The contract and being paid",
}
_KINDS: Mapping[Blocker, str] = {
    Blocker.COMPLEX_PROCESS: "The process is too complex",
    Blocker.BAR_TOO_HIGH: "The bar to qualify is too high",
    Blocker.SHORT_DEADLINE: "The deadline is too short",
    Blocker.NARROW_SPECIFICATION: "They say too exactly how to do it",
    Blocker.HARD_TO_FIND: "Work that suits us is hard to find",
    Blocker.SAME_DATA_AGAIN: "The same details again each time",
    Blocker.NO_FEEDBACK: "We got no feedback",
    Blocker.POOR_FEEDBACK: "The feedback was of no use",
    Blocker.CONTRACT_TOO_LARGE: "The contract is too large for us",
    Blocker.COST_OF_BIDDING: "Bidding costs too much",
    Blocker.UNCLEAR_WORDS: "The words are unclear",
    Blocker.PORTAL_TROUBLE: "The website did not work",
    Blocker.HARD_TO_PROVE_VALUE: "Social value is hard to prove",
    Blocker.NO_PARTNERS: "We found no partners",
    Blocker.LATE_PAYMENT: "We are paid late",
    Blocker.OTHER: "Something else",
}
"""Near to the words of the surveys that our numbers are put beside."""


def stage(one: Stage) -> str:
    """Name a stage, as its button does."""
    return _STAGES[one]


def kind(one: Blocker) -> str:
    """Name a kind of blocker, as its button does."""
    return _KINDS[one]


def visibility(one: Visibility) -> str:
    """Name what officers may see, as its button does."""
    match one:
        case Visibility.KIND_ONLY:
            return "Kind and size only"
        case Visibility.NAMED:
            return "With our name"
        case Visibility.ANONYMOUS:
            return "Fully anonymous"


def ask_which() -> str:
    """Ask which of a page it is about."""
    return "<b>Which one is it about?</b>"


def ask_stage(about: About | None) -> str:
    """Ask where it happened."""
    notice = "" if about is None else f"About: “{safe(about.title, TITLE)}”, {safe(about.number, NUMBER)}\n\n"
    return (
        "<b>Tell the Council what is stopping you</b>\n\n"
        f"{notice}It takes half a minute, and nothing is sent before you say so.\n\n"
        "<b>Where did it happen?</b>"
    )


def ask_kind(where: Stage) -> str:
    """Ask what it was."""
    return f"<b>{stage(where)}: what stopped you?</b>\n\nPress the nearest. You can say more in a moment."


def ask_detail(where: Stage, what: Blocker, likes: Sequence[Like]) -> str:
    """Ask for words, and offer what others reported. `likes` without any when nobody reported the like."""
    others = f"{_others(likes)}\n\n" if likes else ""
    return (
        f"<b>{kind(what)}</b>\n{stage(where)}\n\n{others}"
        "<b>Do you want to say what happened?</b>\n"
        "Type it, or press “No words, go on”. Please leave out names, e-mail addresses and telephone "
        "numbers. I take out those that I find."
    )


def _others(likes: Sequence[Like]) -> str:
    """Say how many reported the same. What they wrote is never shown."""
    told = [
        f"Others reported the same about this very notice: {_reports(like.count)}."
        if like.same_notice
        else f"Others reported the same elsewhere: {_reports(like.count)}."
        for like in likes
    ]
    return "\n".join(
        [*told, "If it is the same for you, press “Same for us”. You are counted without typing."]
    )


def same_for_us(like: Like, *, alone: bool) -> str:
    """Name the button that counts a supplier with others. `alone`: there is no other such button."""
    if alone:
        return "Same for us"
    return "Same for us, this notice" if like.same_notice else "Same for us, elsewhere"


def ask_remedy(detail: str, like: Like | None, *, changed: bool) -> str:
    """Show the words as they will be kept, and ask what would have fixed it."""
    parts = [_kept(detail, changed=changed)] if detail else []
    if like is not None:
        parts.append(
            f"{_reports(like.count)} from others used much the same words. "
            "Press “Same as theirs” to be counted with them. Your own words stay."
        )
    parts.append("<b>What would have fixed it?</b>\nType it in a few words, or press “Skip”.")
    return "\n\n".join(parts)


def ask_cost(remedy: str, *, changed: bool) -> str:
    """Show the remedy as it will be kept, and ask what it cost."""
    parts = [_kept(remedy, changed=changed)] if remedy else []
    parts.append(
        "<b>What did it cost you?</b>\n"
        "Type hours, pounds or both, for example: 6 hours, or £250 and two days. I count a day as 8 hours. "
        "Or press “Skip”."
    )
    return "\n\n".join(parts)


def _kept(words: str, *, changed: bool) -> str:
    told = " I took out what looked like contact details, names or odd characters." if changed else ""
    return f"<b>I will keep these words.</b>{told}\n“{safe(words, WORDS)}”"


def ask_visibility() -> str:
    """Ask what officers may see of the supplier."""
    return (
        "<b>What may officers see of you?</b>\n\n"
        "<b>Kind and size only:</b> the kind and size of your organisation, where it is based and its trades. "
        "Not its name.\n"
        "<b>Fully anonymous:</b> nothing of your organisation, and the day without the time.\n"
        "<b>With our name:</b> kind and size, and a name that you type.\n\n"
        "They never see this chat or your Telegram name."
    )


def ask_name() -> str:
    """Ask for the name that officers see."""
    return "<b>Which name may officers see?</b>\n\nType the name of your organisation."


def ask_organisation() -> str:
    """Ask for the kind of an organisation that has not joined."""
    return "<b>What kind of organisation are you?</b>\n\nThis goes into the report only."


def ask_size() -> str:
    """Ask for its size."""
    return "<b>How many people work in your organisation, with you?</b>"


def preview(row: BlockerReport, *, wants_news: bool) -> str:
    """Show the row as officers will see it, and say what is kept besides."""
    return (
        f"<b>Not sent yet. This is all that officers will see:</b>\n\n{shown(row)}\n\n"
        f"{_besides(row, wants_news=wants_news)}"
    )


def shown(row: BlockerReport, longest: int = WORDS) -> str:
    """Write a report as officers see it, one fact a line. Words are cut at `longest` characters."""
    anonymous, named = row.visibility is Visibility.ANONYMOUS, row.visibility is Visibility.NAMED
    day = written.day(row.reported_at.astimezone(LONDON).date())
    lines = [
        f"Where: {stage(row.stage)}",
        f"What: {kind(row.kind)}",
        f"Notice: {_notice(row)}",
        f"Words: {f'“{safe(row.detail, longest)}”' if row.detail else 'none'}",
        f"What would have fixed it: {f'“{safe(row.remedy, longest)}”' if row.remedy else 'not said'}",
        f"Cost: {cost(row) or 'not said'}",
        "Same as other reports: yes" if row.same_as_id is not None else "",
        f"Organisation: {'not shown' if anonymous else _organisation(row)}",
        "" if anonymous or not row.trades else f"Trades: {_trades(row)}",
        f"Name: {safe(row.named_as, NAME) if named and row.named_as else 'not shown'}",
        f"Time: {f'{day}, without the time of day' if anonymous else written.moment(row.reported_at)}",
    ]
    return "\n".join(line for line in lines if line)


def cost(row: BlockerReport) -> str:
    """Write what it cost: 6 hours, £250."""
    parts = [
        written.counted(row.hours_lost, "hour") if row.hours_lost else "",
        written.pounds(row.lost_pence) if row.lost_pence else "",
    ]
    return " and ".join(part for part in parts if part)


def _notice(row: BlockerReport) -> str:
    if row.notice_title is None:
        return "none"
    buyer = f", {safe(row.notice_buyer, BUYER)}" if row.notice_buyer else ""
    return f"“{safe(row.notice_title, TITLE)}”, {safe(row.notice_number or '', NUMBER)}{buyer}"


def _organisation(row: BlockerReport) -> str:
    of = "kind not stated" if row.organisation_type is None else alert_words.kind_of(row.organisation_type)
    size = "size not stated" if row.size is None else about_you.people(row.size)
    based = row.based_in or BasedIn.NOT_STATED
    where = "place not stated" if based is BasedIn.NOT_STATED else f"based in {about_you.based_in(based)}"
    return f"{of}; {size}; {where}"


def _trades(row: BlockerReport) -> str:
    names = [TRADES[slug].name for slug in row.trades if slug in TRADES]
    return safe(written.listed(names), TRADES_NAMED)


def _besides(row: BlockerReport, *, wants_news: bool) -> str:
    """Say what the bot keeps that officers do not see."""
    match row.visibility, wants_news:
        case Visibility.ANONYMOUS, False:
            return (
                "I keep nothing that leads from this report to you. So I cannot tell you of news. You get a "
                "number, and can look the report up with it."
            )
        case Visibility.ANONYMOUS, True:
            return (
                "To tell you when its status changes, I must remember which chat it came from. Officers still "
                "do not see that. If you do not want it, press “Do not tell me of news”."
            )
        case _, False:
            return "For /myreports I remember which chat it came from. Officers do not see that."
        case _, True:
            return (
                "I will tell you here when its status changes. For that and for /myreports I remember which "
                "chat it came from. Officers do not see that."
            )


def sent(row: BlockerReport, link: ReportLink | None) -> str:
    """Confirm a report, with its reference."""
    if link is None:
        after = (
            "I kept nothing that leads from it to this chat. To see its status, to add to it or to take it "
            f"back, send: /myreports {row.reference}"
        )
    else:
        after = "/myreports shows its status, and lets you add to it or take it back."
    news = " I will tell you here when its status changes." if link is not None and link.wants_news else ""
    return (
        f"<b>Thank you. Your report is sent.</b> Its number is <b>{row.reference}</b>.\n\n{after}{news}\n\n"
        "/yousaid shows what has changed because of reports."
    )


def counted_already(row: BlockerReport) -> str:
    """Answer “Same for us” from who is counted there already."""
    return (
        f"<b>You are counted there already</b>, with your report {row.reference}. Nothing new was sent.\n\n"
        "/myreports shows it."
    )


def waiting() -> str:
    """Head a form that was begun before and is not sent yet."""
    return "<b>You have begun a report that is not sent yet. Here it is.</b>"


def unknown_notice(typed: str) -> str:
    """Answer a number of a notice that we do not know."""
    return (
        f"I know no notice with the number “{safe(typed, 100)}”.\n\n"
        "The number stands at the end of each alert. You can also report without a notice."
    )


def too_long(most: int) -> str:
    """Refuse words that are too long. The form stays."""
    return (
        f"<b>That is too long. I can take {most:,} characters.</b> Nothing of your report is lost.\n\n"
        "Please send it shorter. Once the report is sent, you can add more with /myreports."
    )


def nothing_to_read() -> str:
    """Refuse words of which nothing is left to read."""
    return "I could not find any words in that. Please type it again, or press a button."


def cost_not_understood(typed: str) -> str:
    """Refuse a cost that cannot be read."""
    return (
        f"<b>I could not read “{safe(typed, 60)}” as hours or pounds.</b>\n\n"
        "Please type one figure with what it is, for example: 6 hours, two days, or £250."
    )


def too_many(most: int) -> str:
    """Refuse one more report today, before a form is begun."""
    return (
        f"<b>You have sent {most} reports today, and I take no more than that from one chat in a day.</b>\n\n"
        "Please come back tomorrow. To add to a report, send /myreports."
    )


def too_many_to_send(most: int) -> str:
    """Refuse to send one more report today. The form stays."""
    return (
        f"<b>Not sent: you have sent {most} reports today, and I take no more than that from one chat in a "
        "day.</b>\n\nNothing of this report is lost. Press “Send it” again after midnight."
    )


def over() -> str:
    """Answer a button of a form that is finished, closed or too old."""
    return "This form is over. To report what is stopping you, send /blocker."


def not_sent() -> str:
    """Confirm that nothing was sent."""
    return "<b>Nothing was sent, and I kept nothing of it.</b>\n\nTo begin again, send /blocker."


def _reports(count: int) -> str:
    return written.counted(count, "report")
