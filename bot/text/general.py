"""Words for anywhere: help, stopping, forgetting, problems."""


def help_me() -> str:
    """Say what can be done, by situation."""
    return (
        "<b>What do you want to do?</b>\n\n"
        "See what I could bid for now: /latest\n"
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
        "Read what you keep, why and how long: /privacy\n"
        "Get all that you keep about me: /mydata\n"
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


def nothing_known() -> str:
    """Answer /mydata and /forget from somebody we do not know."""
    return "I keep nothing about you."


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
    ("privacy", "What you keep, why and how long"),
    ("mydata", "All that you keep about me"),
    ("forget", "Erase everything about me"),
    ("cancel", "Leave a form"),
)
"""The menu, in the order people see it."""

DESCRIPTION = (
    "I tell small firms, social enterprises and charities about public contracts that fit their work, "
    "and why each one fits. Free. Press Start: four questions, and you see what I would have sent you."
)
SHORT_DESCRIPTION = "Public contracts that fit your work, and why."
