"""What tests of the operator's side share: a place where nothing is set."""

import os
from pathlib import Path

import pytest

from bot.settings import PREFIX


@pytest.fixture
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder to be in, with no setting in the environment and no `.env`."""
    for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path
