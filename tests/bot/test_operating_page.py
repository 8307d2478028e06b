"""The operator's page names every setting, every figure and every alarm that sends people there."""

import re
from pathlib import Path

import pytest

from bot import metrics
from bot.settings import Settings
from tests.world import World

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_is_in_the_table(name: str) -> None:
    assert f"\n| `{name.upper()}` |" in PAGE


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_every_figure_is_explained(world: World) -> None:
    world.shared.pulse.polling()
    world.shared.pulse.canary_seconds, world.shared.pulse.canary_arrived_at = 1.0, world.clock[0]

    written = (await metrics.written(world.shared)).decode()

    names = re.findall(r"^# TYPE supplierbot_(\w+) ", written, re.MULTILINE)
    assert len(names) > 15
    assert [name for name in names if f"`{name}" not in PAGE] == []


def test_every_alarm_that_sends_people_here_is_here() -> None:
    sent = {
        name
        for path in (ROOT / "bot").rglob("*.py")
        for name in re.findall(r"docs/operating\.md: (\w+)", path.read_text(encoding="utf-8"))
    }

    assert sent == {"tick_stuck", "token_used_elsewhere", "canary_lost"}
    assert [name for name in sent if f"\n| `{name}`" not in PAGE] == []


def test_every_event_in_the_table_is_logged_somewhere() -> None:
    table = PAGE.split("### Each alarm in the log")[1].split("## Backup")[0]
    events = re.findall(
        r"`(\w+)`", "".join(line.split("|")[1] for line in table.splitlines() if line[:3] == "| `")
    )
    code = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("bot", "alerts")
        for path in (ROOT / folder).rglob("*.py")
    )

    assert len(events) > 10
    assert [event for event in events if f'"{event}"' not in code] == []
