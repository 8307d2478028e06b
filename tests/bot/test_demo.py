"""The demo: a clock that moves forward, a replayed publisher, and a story that plays to its end."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from urllib.parse import urlencode

import httpx
import pytest

from alerts.frequency import LONDON
from bot.demo import story
from bot.demo.clock import START, ClockError, target
from bot.demo.replay import Replay

HOST = "publisher.invalid"
COLUMNS = 80


@pytest.mark.parametrize(
    ("typed", "there"),
    [
        ("+1d 8:00", "2026-08-11 08:00"),
        ("+2d", "2026-08-12 13:00"),
        ("+3h", "2026-08-10 16:00"),
        ("+90m", "2026-08-10 14:30"),
        ("8:00", "2026-08-11 08:00"),
        ("5pm", "2026-08-10 17:00"),
        ("12am", "2026-08-11 00:00"),
    ],
)
def test_the_clock_goes_where_it_is_told(typed: str, there: str) -> None:
    expected = datetime.fromisoformat(there).replace(tzinfo=LONDON)

    assert target(START, typed) == expected.astimezone(UTC)


@pytest.mark.parametrize("typed", ["", "+0d", "yesterday", "25:00", "+61d", "8:00 tomorrow"])
def test_a_clock_that_cannot_go_there_says_how_it_can(typed: str) -> None:
    with pytest.raises(ClockError, match="/clock"):
        target(START, typed)


async def test_the_publisher_gives_only_what_is_published_by_now() -> None:
    asked = {"updatedFrom": "2026-08-10T00:00:00", "updatedTo": "2026-08-11T00:00:00"}
    url = f"https://{HOST}/releases?{urlencode(asked)}"

    async with httpx.AsyncClient(transport=Replay(HOST, lambda: START)) as http:
        pages = [await http.get(url)]
        while "links" in (package := json.loads(pages[-1].content)):
            pages.append(await http.get(package["links"]["next"]))
        elsewhere = await http.get("https://somewhere.invalid/")

    releases = [its for page in pages for its in json.loads(page.content)["releases"]]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert len(releases) == len({its["id"] for its in releases}) == 211
    assert all(datetime.fromisoformat(its["date"]) <= START for its in releases)
    assert elsewhere.status_code == 404


def test_without_a_terminal_the_story_is_told_and_ends_well() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "bot", "demo"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )

    lines = told.stdout.splitlines()
    assert told.stderr == ""
    assert [line.removeprefix("You: ") for line in lines if line.startswith("You: ")] == list(story.LINES)
    assert "Supplierbot, Tuesday 11 August, 08:00" in lines
    assert "Roofing repairs & renewal at RSH" in told.stdout
    assert max(len(line) for line in lines) <= COLUMNS
