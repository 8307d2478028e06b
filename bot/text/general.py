"""Words for anywhere: help, stopping, forgetting, problems."""


def help_me() -> str:
    """Say what can be done, by situation."""
    return (
        "<b>What do you want to do?</b>\n\n"
        "See what I could bid for now: /latest\n"
        "See what I saved, and its deadlines: /saved\n"
        "Put these deadlines into my calendar: /calendar\n"
        "Change my trades, places, words or times, or add another watch: /watch\n"
        "Hear nothing at night, or in other hours: /quiet\n"
        "Go away for a while: /pause, and be back: /resume\n"
        "See whom and what I have muted: /muted\n"
        "Ask why something came, or did not come: /why\n"
        "Ask about selling to the Council: type your question, or see /faq\n"
        "Ask a person at the Council: /person\n"
        "Tell the Council what is stopping me: /blocker\n"
        "See how my reports stand: /myreports\n"
        "Tell how a bid went: /result\n"
        "See what has changed because of reports: /yousaid\n"
        "Look up a word: /glossary\n"
        "See who has won work, and how: /cases\n"
        "Stop the messages: /stop\n"
        "Start them again, or join: /start\n"
        "Leave a form that I am in: /cancel\n"
        "See what you keep about me: /privacy\n"
        "Erase everything about me: /forget\n\n"
        "I do not take bids. Each alert leads to the buyer's own notice, which says how to bid."
    )


def unknown_command() -> str:
    """Answer a command that there is not."""
    return "I do not know that command. Send /help to see what you can do."


def join_first() -> str:
    """Answer a command that needs answers we do not have."""
    return "I do not know your work yet. Send /start: it takes four questions."


def stopped() -> str:
    """Answer /stop."""
    return (
        "<b>Your alerts are off.</b> I will not write to you again.\n\n"
        "I keep your answers, so that /start can turn the alerts on again. /forget erases them."
    )


def not_subscribed() -> str:
    """Answer /stop when there is nothing to stop."""
    return "Your alerts are already off. Send /start to turn them on."


def cancelled() -> str:
    """Answer /cancel inside a form."""
    return "The form is closed. What you saved before stays as it is. Send /help to see what you can do."


def nothing_to_cancel() -> str:
    """Answer /cancel outside a form."""
    return "There is no form open. Send /help to see what you can do."


def ask_forget() -> str:
    """Ask before erasing."""
    return (
        "<b>Erase everything about you?</b>\n\n"
        "Your answers, and the list of what I sent you, go at once and cannot be brought back. "
        "Messages already in this chat stay until you delete them.\n\n"
        "Of your reports and results stays what is counted: what stopped you, at which notice, and the kind, size, "
        "place and trades of your organisation. Your words, your name and the number of this chat go. A fully "
        "anonymous report that I do not connect with this chat stays as it is, because nobody can tell that it is "
        "yours. To erase its words too, take it back first: send /myreports and its number."
    )


def forgotten() -> str:
    """Confirm that all is erased."""
    return "<b>Everything about you is erased.</b>\n\nSend /start if you want to begin again."


def nothing_known() -> str:
    """Answer /forget from somebody we do not know."""
    return "I have nothing about you."


def kept() -> str:
    """Confirm that nothing was erased."""
    return "Nothing was erased."


def old_button() -> str:
    """Answer a button that no longer leads anywhere."""
    return "This button is out of date. Send /latest or /watch to see how things are now."


def problem() -> str:
    """Apologise for a fault of ours."""
    return "Sorry, something went wrong on my side. Nothing of yours is lost. Please try again in a minute."


def words_only() -> str:
    """Answer a picture, a sticker, a voice message or a file."""
    return "I can only read typed words and buttons. Send /help to see what you can do."


COMMANDS = (
    ("start", "Join, or start the messages again"),
    ("latest", "What is open for me now"),
    ("saved", "What I saved, and its deadlines"),
    ("calendar", "These deadlines as a calendar file"),
    ("watch", "Change my trades, places, words or times"),
    ("why", "Why something came, or did not come"),
    ("quiet", "Hours in which nothing comes"),
    ("pause", "No messages for a while"),
    ("resume", "End the pause"),
    ("muted", "What I have muted"),
    ("ask", "Ask about selling to the Council"),
    ("faq", "All questions and answers"),
    ("threshold", "Quote or tender? Send it with a value"),
    ("glossary", "Words explained"),
    ("cases", "Who has won work, and how"),
    ("person", "Ask a person at the Council"),
    ("blocker", "Tell the Council what is stopping me"),
    ("myreports", "My reports, and how they stand"),
    ("result", "Tell how a bid went"),
    ("yousaid", "What changed because of reports"),
    ("stop", "Stop the messages"),
    ("help", "What can I do here?"),
    ("privacy", "What you keep about me"),
    ("forget", "Erase everything about me"),
    ("cancel", "Leave a form"),
)
"""The menu, in the order people see it."""

DESCRIPTION = (
    "I tell small firms, social enterprises and charities about public contracts that fit their work, "
    "and why each one fits. Free. Press Start: four questions, and you see what I would have sent you."
)
SHORT_DESCRIPTION = "Public contracts that fit your work, and why."
