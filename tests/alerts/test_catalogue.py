"""The catalogue of sources: ours, and an operator's own on top."""

from datetime import timedelta
from pathlib import Path

import pytest

from alerts.errors import CatalogueError
from alerts.sources import SourceKind, catalogue

NEW = """
[our-feed]
kind = "feed"
name = "Our feed"
publisher = "Durham County Council"
licence = "Open Government Licence v3.0"
attribution = "Contains public sector information licensed under the Open Government Licence v3.0."
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_ours_has_the_slugs_that_commands_use_and_feeds_that_are_off() -> None:
    ours = catalogue()

    assert list(ours)[:6] == [
        "find-a-tender",
        "contracts-finder",
        "contracts-finder-csv",
        "public-contracts-scotland",
        "sell2wales",
        "opportunities-csv",
    ]
    feeds = [source for source in ours.values() if source.kind is SourceKind.FEED]
    assert len(feeds) == 2
    assert not any(feed.on for feed in feeds)
    assert all(slug == source.slug for slug, source in ours.items())


def test_a_file_of_ones_own_adds_a_source_and_leaves_ours(tmp_path: Path) -> None:
    own = written(tmp_path, NEW + 'url = "https://feeds.example.org/a?b=c"\npoll_every_minutes = 15\n')

    known = catalogue(own)

    assert known.keys() == catalogue().keys() | {"our-feed"}
    assert known["our-feed"].poll_every == timedelta(minutes=15)
    assert known["our-feed"].on


def test_a_file_of_ones_own_changes_single_keys_of_ours(tmp_path: Path) -> None:
    own = written(tmp_path, '[find-a-tender]\non = false\nregions = ["UKC14"]\npause_seconds = 0\n')

    changed = catalogue(own)["find-a-tender"]

    assert (changed.on, changed.regions, changed.pause_seconds) == (False, ("UKC14",), 0)
    assert changed.url == catalogue()["find-a-tender"].url


def test_a_file_saved_by_a_windows_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(b"\xef\xbb\xbf[sell2wales]\r\non = true\r\n")

    assert catalogue(path)["sell2wales"].on


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[find-a-tender", "this is not TOML"),
        ("on = false", "“on” stands outside a table"),
        ("[Find_A_Tender]", "[Find_A_Tender]: a slug has small letters"),
        (
            "[find-a-tender]\nurll = 'x'",
            "[find-a-tender]: “urll” is not a key of a source. Keys: attribution,",
        ),
        ("[find-a-tender]\nslug = 'x'", "[find-a-tender]: “slug” is not a key of a source."),
        ("[find-a-tender]\non = 'yes'", "“on” is 'yes'. It must be true or false, without quotation marks."),
        ("[find-a-tender]\nkind = 'xml'", "“kind” is 'xml'. It must be “ocds”, “feed” or “csv”."),
        ("[find-a-tender]\nname = 7", "“name” is 7. It must be text in quotation marks."),
        ("[find-a-tender]\nname = ' '", "“name” is ' '. It must be text in quotation marks."),
        (
            "[find-a-tender]\nurl = 'ftp://a.org/b'",
            "It must be an address that starts with http:// or https://",
        ),
        ("[find-a-tender]\nurl = 'https://me:word@a.org/b'", "without a password"),
        ("[find-a-tender]\nurl = 'https://[a'", "It must be an address"),
        ("[find-a-tender]\nwindow = ['from']", "It must be a list of two names of parameters"),
        ("[find-a-tender]\npoll_every_minutes = 0", "It must be a whole number from 1 to 10080"),
        ("[find-a-tender]\npoll_every_minutes = 10081", "It must be a whole number from 1 to 10080"),
        ("[find-a-tender]\npoll_every_minutes = 1.5", "It must be a whole number from 1 to 10080"),
        ("[find-a-tender]\npause_seconds = nan", "It must be a number from 0 to 60"),
        ("[find-a-tender]\nregions = 'UKC14'", "It must be a list of codes"),
        ("[find-a-tender]\ntimezone = 'Durham'", "the name of a time zone, such as"),
        ("[new]\nkind = 'feed'", "[new]: “attribution” is missing."),
        (NEW.replace("feed", "csv"), "[our-csv]: “columns” is missing."),
    ],
)
def test_a_mistake_is_refused_by_file_slug_and_key(tmp_path: Path, text: str, says: str) -> None:
    own = written(tmp_path, text)

    with pytest.raises(CatalogueError) as refused:
        catalogue(own)

    assert str(refused.value).startswith(str(own))
    assert says in str(refused.value)


@pytest.mark.parametrize("interval", [1, 10080])
def test_an_interval_may_be_a_minute_or_a_week(tmp_path: Path, interval: int) -> None:
    own = written(tmp_path, f"[find-a-tender]\npoll_every_minutes = {interval}")

    assert catalogue(own)["find-a-tender"].poll_every == timedelta(minutes=interval)


def test_a_file_that_is_not_there_is_said_to_be_unreadable(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="cannot be read"):
        catalogue(tmp_path / "nowhere.toml")
