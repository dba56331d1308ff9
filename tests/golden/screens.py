"""Write what a terminal of 40, 80 and 160 columns shows of each command, in both languages, for a person to look at.

    python tests/golden/screens.py

`tests/test_screens.py` compares. After a change of wording or layout run it again and read the difference.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).with_name("screens")
ROOT = Path(__file__).parents[2]
WIDTHS = (40, 80, 160)
LANGUAGES = ("en", "zh")
SCREENS = {
    "bill": "estimate label=15m 图像鉴黄=95万 --month 2026-11",
    "bills": "estimate examples/forecast.csv",
    "bills-range": "estimate examples/forecast.csv --range 10%",
    "three-accounts-a-year": "estimate tests/golden/three-accounts.csv",
    "by-service": "estimate tests/golden/three-accounts.csv --by service --by account",
    "over-budget": "check examples/forecast.csv --budget 3500",
    "month-so-far": "estimate examples/this-month/november-12.csv --through auto --range 10%",
    "month-so-far-over": "check examples/this-month/november-20.csv --through auto --pace weekday --budget 2800",
    "one-more-call": "check label=999999 --budget 2200 --month 2026-11",
    "many-checks": "check tests/golden/three-accounts.csv --budget 9000",
    "changes": "diff examples/forecasts/forecast-before.csv examples/forecast.csv",
    "needs": "cashflow examples/forecast.csv",
    "year": "cashflow examples/cashflow/year.csv --balance 12000 --frozen 800 --top-up 2026-06-20=800",
    "three-accounts": "cashflow tests/golden/three-accounts.csv --balance 100001=90000 --balance 100002=10 --balance 100003=0",
    "tiers": "tiers label",
    "afford": "afford label --budget 2178",
    "explain": "explain label=999999 --month 2026-11",
    "owned-pack": "estimate car-pro=1500000 --month 2026-12 --prices charged --pack car-pro=1000000",
    "packs": "packs tests/golden/car-pro-year.csv --prices charged",
    "packs-that-cost-more": "packs car-pro=1500000 --month 2026-12 --prices charged",
    "prices": "prices show",
}


def expected(name: str, lang: str, width: int) -> str:
    """Return the stored screen."""
    return (FOLDER / f"{name}.{lang}.{width}.txt").read_text(encoding="utf-8")


def main() -> None:
    """Write every screen anew."""
    names = ("TIIA_COST_", "SPARK_", "NO_COLOR", "FORCE_COLOR", "LANG", "LC_")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(names)}
    for name, command in SCREENS.items():
        for lang in LANGUAGES:
            for width in WIDTHS:
                done = subprocess.run(
                    [Path(sys.executable).with_name("tiia-cost"), *command.split(), "--lang", lang],
                    cwd=ROOT,
                    env={**clean, "COLUMNS": str(width)},
                    stdout=subprocess.PIPE,
                    check=False,
                )
                (FOLDER / f"{name}.{lang}.{width}.txt").write_bytes(done.stdout)


if __name__ == "__main__":
    main()
