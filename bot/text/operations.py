"""Words for the officers' chat when the bot itself is in trouble."""

CANARY_BUYER = "Nobody. This is a test of Supplierbot by itself: there is nothing to do"
"""Stands in the message that a canary brings."""


def stuck(tick: str, minutes: int) -> str:
    """Say that a job did not move any more and was broken off."""
    return (
        f"I had trouble: my job “{tick}” did not move for {minutes} minutes, so I broke it off. "
        "It begins again by itself, and nothing is lost.\n\n"
        "If this comes again, please tell whoever runs me: docs/operating.md says what to look at."
    )


def used_elsewhere() -> str:
    """Say that another program asks Telegram for our updates."""
    return (
        "Another program talks to Telegram with my token, and takes some of what people write to me.\n\n"
        "Please tell whoever runs me at once. If that program is not ours, the token was copied: "
        "@BotFather makes a new one with /revoke. docs/operating.md says how to go on."
    )
