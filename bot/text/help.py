"""/help, by situation: a short first screen, and one screen for each thing that people come with."""

from enum import StrEnum


class Topic(StrEnum):
    """A situation somebody is in. Carried by buttons, so never rename a value."""

    LOOKING = "looking"
    ALERTS = "alerts"
    AMOUNT = "amount"
    SAVING = "saving"
    ASKING = "asking"
    STOPPED = "stopped"
    DATA = "data"


def label(topic: Topic) -> str:
    """Name a situation, as its button does."""
    match topic:
        case Topic.LOOKING:
            return "Looking for work now"
        case Topic.ALERTS:
            return "Getting alerts"
        case Topic.AMOUNT:
            return "Too many or too few"
        case Topic.SAVING:
            return "Deadlines and saved"
        case Topic.ASKING:
            return "Asking a question"
        case Topic.STOPPED:
            return "Something is stopping me"
        case Topic.DATA:
            return "My data"


def first() -> str:
    """Ask which situation it is."""
    return (
        "<b>What do you need?</b>\n\n"
        "Press what fits. Or type a question about selling to the Council, in any words.\n\n"
        "I do not take bids. Each alert leads to the buyer's own notice, which says how to bid."
    )


def about(topic: Topic) -> str:
    """Say what can be done in a situation."""
    match topic:
        case Topic.LOOKING:
            return _looking()
        case Topic.ALERTS:
            return _alerts()
        case Topic.AMOUNT:
            return _amount()
        case Topic.SAVING:
            return _saving()
        case Topic.ASKING:
            return _asking()
        case Topic.STOPPED:
            return _stopped()
        case Topic.DATA:
            return _data()


def _looking() -> str:
    return (
        f"<b>{label(Topic.LOOKING)}</b>\n\n"
        "/latest shows what is open and fits what you look for.\n"
        "/search looks through all that is open, for example: /search school cleaning under 50k in Durham\n"
        "Press “Save as a watch” below what it found, and I tell you when more is published.\n"
        "Press “Share” below an opportunity: I give you a link to it that you can send to a colleague."
    )


def _alerts() -> str:
    return (
        f"<b>{label(Topic.ALERTS)}</b>\n\n"
        "/start lets you join with four questions, or turns your alerts on again.\n"
        "/watch changes what I look for, and when I write. You can have several watches there.\n"
        "/quiet keeps hours free of messages. What would have come then comes after them.\n"
        "/pause stops everything for a while, and /resume ends that early. Then you get one list of what is still open.\n"
        "/stop ends the messages and keeps your answers. /cancel leaves a form that you are in."
    )


def _amount() -> str:
    return (
        f"<b>{label(Topic.AMOUNT)}</b>\n\n"
        "Press “Not for me” below an alert: I ask why, and offer one change.\n"
        "Send /why with the number of a notice: I say why it came, or did not come.\n"
        "Send /watch to change trades, words, places and values yourself. “How close” there leaves out "
        "possible matches.\n"
        "/muted lists the buyers, trades and portals that you have muted, and lets you take that back."
    )


def _saving() -> str:
    return (
        f"<b>{label(Topic.SAVING)}</b>\n\n"
        "Press “Save” below an alert to keep an eye on it. I tell you of every change to it, and remind you "
        "before its deadline.\n"
        "/saved shows what you saved, the next deadline first. You can write a note that only you see.\n"
        "/calendar gives you these deadlines as a file for your calendar."
    )


def _asking() -> str:
    return (
        f"<b>{label(Topic.ASKING)}</b>\n\n"
        "Type it, in any words. /ask does the same, also inside a form.\n"
        "/faq shows all questions and answers.\n"
        "/threshold with a value says whether you quote or tender.\n"
        "/glossary explains words, and /cases shows who has won work.\n"
        "/person passes your question to a person at the Council."
    )


def _stopped() -> str:
    return (
        f"<b>{label(Topic.STOPPED)}</b>\n\n"
        "/blocker tells the Council what stops you from bidding, in half a minute. You choose what officers see.\n"
        "/myreports shows how your reports stand.\n"
        "/result tells how a bid went.\n"
        "/yousaid shows what changed because of reports."
    )


def _data() -> str:
    return (
        f"<b>{label(Topic.DATA)}</b>\n\n"
        "/privacy says what I keep, why and how long.\n"
        "/mydata gives you all of it, at once.\n"
        "/forget erases it, and says before what goes and what stays.\n"
        "/stop only ends the messages."
    )
