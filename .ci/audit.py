"""Ask whether a known fault is in what we install: `make audit`.

Exit codes: 0 none is known; 1 some are, each printed with the release that mends it; 2 nobody could be asked.
pip-audit itself ends with 0 when the index knows no package at all, which an index inside a firm's own
network may not; so what it could not look up is counted here.

Source of the advisories: the Python Packaging Advisory Database, by PyPI's JSON API or osv.dev.
"""

import json
import subprocess
import sys
from typing import Any

LOCK = "requirements-dev.lock"  # what we run on is in it, too
TIMEOUT_SECONDS = 240


def main() -> int:
    """Ask both services in turn, and say what came of it."""
    pip_audit = sys.argv[1]
    for service in ("pypi", "osv"):
        found = _asked(pip_audit, service)
        if found is None:
            continue
        audited = [each for each in found if "skip_reason" not in each]
        if len(audited) < len(found) / 2:
            continue  # an index that does not carry the advisories says "not found" to each
        return _told(audited, missing=[each["name"] for each in found if "skip_reason" in each])
    print(
        "Not audited: neither pypi.org nor osv.dev gave an answer from here, so nothing is known either way.\n"
        "Run `make audit` where one of them can be reached.",
        file=sys.stderr,
    )
    return 2


def _asked(pip_audit: str, service: str) -> list[dict[str, Any]] | None:
    """Return each package with its known faults, or None when the service did not answer."""
    words = [pip_audit, "--requirement", LOCK, "--disable-pip", "--no-deps", "--format", "json"]
    words += ["--vulnerability-service", service, "--progress-spinner", "off", "--timeout", "10"]
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            words, capture_output=True, check=False, text=True, timeout=TIMEOUT_SECONDS
        )
        return list(json.loads(done.stdout)["dependencies"])
    except (subprocess.TimeoutExpired, json.JSONDecodeError, KeyError):
        return None


def _told(audited: list[dict[str, Any]], missing: list[str]) -> int:
    faults = [(each, fault) for each in audited for fault in each["vulns"]]
    for each, fault in faults:
        mended = " or ".join(fault["fix_versions"]) or "no release yet"
        print(f"{each['name']} {each['version']}: {fault['id']}, mended by {mended}")
    print(f"{len(audited)} packages audited, {len(faults)} known faults.")
    if missing:
        print(f"Not known there: {', '.join(missing)}.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
