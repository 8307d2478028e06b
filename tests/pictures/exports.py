"""Make the pictures of docs/exports.md: `make pictures`. Needs LibreOffice (`soffice`) and `pdftoppm`.

    python -m tests.pictures.exports docs/images

The reports are made up, and the same ones each time.
"""

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from alerts.db import open_engine, sessions_for
from bot import chart, drawing, export, migrations, statistics
from bot.export import Format
from bot.report_filters import Filters
from tests.synthetic_reports import LATEST, fill

REPORTS = 640
DOTS_AN_INCH = 90
GREYS = 16
MOST_WIDE = 1100


async def make(folder: Path) -> bytes:
    """Write two workbooks into a folder, and return the chart."""
    engine = open_engine(f"sqlite+aiosqlite:///{folder}/pictures.sqlite3")
    await migrations.upgrade(engine)
    sessions = sessions_for(engine)
    await fill(sessions, REPORTS, 900)
    for name, public in (("officers", False), ("public", True)):
        to = folder / f"{name}.xlsx"
        await export.write(
            sessions, Filters(), Format.XLSX, to, who="Jo Officer", now=LATEST, for_publication=public
        )
    async with sessions.begin() as session:
        figures = await statistics.gather(session, LATEST)
    await engine.dispose()
    return drawing.png(chart.chart(figures))


def pages(folder: Path, book: str) -> list[Path]:
    """Print a workbook, and return a picture of each page."""
    office = ["soffice", "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    subprocess.run(
        [*office, "--convert-to", "pdf", "--outdir", folder, folder / f"{book}.xlsx"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    subprocess.run(
        ["pdftoppm", "-gray", "-png", "-r", str(DOTS_AN_INCH), folder / f"{book}.pdf", folder / book],
        check=True,
    )
    return sorted(folder.glob(f"{book}-*.png"))


def keep(picture: Path, to: Path) -> None:
    """Keep a picture in few greys, without the white paper below what is on it."""
    with Image.open(picture) as opened:
        grey = opened.convert("L")
    grey.thumbnail((MOST_WIDE, 10_000))
    grey.quantize(GREYS).save(to, optimize=True)
    print(f"{to}: {to.stat().st_size / 1000:.0f} kB")


def main() -> None:
    """Make every picture."""
    to = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "chart.png").write_bytes(asyncio.run(make(folder)))
        keep(folder / "chart.png", to / "chart.png")
        officers, public = pages(folder, "officers"), pages(folder, "public")
        # A sheet that is four pages wide is printed down first: its second column of pages comes after a quarter.
        summary = len(officers) - len(public)
        keep(officers[summary // 4], to / "workbook-words.png")
        keep(public[0], to / "workbook-summary.png")
        keep(public[2], to / "workbook-stages.png")


if __name__ == "__main__":
    main()
