"""Words for anywhere: stopping, forgetting, problems, and the menu."""


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


def changed_words() -> str:
    """Answer a message that was changed after it was sent."""
    return "I do not see what you change in a message that is sent. Please send it again as a new message."


def too_much() -> str:
    """Answer who sends or presses so much at once that some of it is left out. Short enough for a pop-up."""
    return "That was a lot at once, so I left some of it out. Please wait half a minute, then go on."


def words_only() -> str:
    """Answer a picture, a sticker, a voice message or a file."""
    return "I can only read typed words and buttons. Send /help to see what you can do."


COMMANDS = (
    ("latest", "What is open for me now"),
    ("search", "Look for words, a value or a place"),
    ("saved", "What I saved, and its deadlines"),
    ("watch", "Change my trades, places, words or times"),
    ("ask", "Ask about selling to the Council"),
    ("blocker", "Tell the Council what is stopping me"),
    ("help", "What can I do here?"),
    ("calendar", "What I saved, as a calendar file"),
    ("why", "Why something came, or did not come"),
    ("quiet", "Hours in which nothing comes"),
    ("pause", "No messages for a while"),
    ("resume", "End the pause"),
    ("muted", "What I have muted"),
    ("faq", "All questions and answers"),
    ("threshold", "Quote or tender? Send it with a value"),
    ("glossary", "Words explained"),
    ("cases", "Who has won work, and how"),
    ("person", "Ask a person at the Council"),
    ("myreports", "My reports, and how they stand"),
    ("result", "Tell how a bid went"),
    ("yousaid", "What changed because of reports"),
    ("start", "Join, or start the messages again"),
    ("stop", "Stop the messages"),
    ("privacy", "What you keep, why and how long"),
    ("mydata", "All that you keep about me"),
    ("forget", "Erase everything about me"),
    ("cancel", "Leave a form"),
)
"""The menu of suppliers, in the order people see it: a phone shows the first five to seven."""

DESCRIPTION = (
    "I tell small firms, social enterprises and charities about public contracts that fit their work, "
    "and why each one fits. Free. Press Start: four questions, and you see what I would have sent you."
)
SHORT_DESCRIPTION = "Public contracts that fit your work, and why."
