"""What officers read of a source that may not be working."""

from bot.text.written import safe

NAME, WHY = 100, 500


def trouble(name: str, why: str, website: str | None) -> str:
    """Say what is wrong with a source, and what an officer can do."""
    where = "with its website" if website is None else f"with its website, {safe(website, WHY)}"
    return (
        f"<b>{safe(name, NAME)} may not be working.</b>\n"
        f"{safe(why, WHY)}\n\n"
        "Until it is mended, suppliers may miss what it publishes. "
        f"Please compare {where}. If there is more on it than suppliers are told, tell the person who looks after "
        "Supplierbot. If there is not, you have nothing to do: after some weeks this counts as usual."
    )
