"""Run one target with atheris, which watches which branches an input reaches and makes the next of it."""

import argparse
import importlib
import sys
import tempfile
from pathlib import Path

import atheris

TARGETS = ("feed", "csv_file", "ocds", "buttons", "amounts", "faq_search")
WATCHED = ("alerts", "bot", "faq", "feedparser", "feedparser_sgmllib", "dateutil")
FOUND = Path(".fuzz")
"""Where an input that breaks us is written down."""


def main() -> None:
    """Fuzz one target for a while. Ends with 0 when nothing was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--longest", type=int, default=4096, help="bytes of one input")
    asked, others = parser.parse_known_args()
    with atheris.instrument_imports(include=list(WATCHED), enable_loader_override=False):
        target = importlib.import_module(f"tests.fuzz.{asked.target}")
    FOUND.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(target.SEEDS):
            (Path(corpus) / str(number)).write_bytes(seed)
        atheris.Setup(
            [
                sys.argv[0],
                corpus,
                f"-max_total_time={asked.seconds}",
                f"-max_len={asked.longest}",
                f"-artifact_prefix={FOUND}/{asked.target}-",
                "-timeout=20",  # seconds of one input: what takes longer is a finding
                "-rss_limit_mb=2048",
                "-print_final_stats=1",
                *others,
            ],
            target.once,
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main()
