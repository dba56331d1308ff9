"""Print two times of Spark for a log, in seconds: to start, and to count. ``python tests/bench/on_spark.py FILE``.

It runs on `local[2]`, with the settings of spark-defaults.
"""

from __future__ import annotations

import sys
import time

from tiia_cost.errors import UsageError
from tiia_cost.inputs.engines.choice import Reading
from tiia_cost.inputs.engines.spark.session import opened
from tiia_cost.inputs.settings.price_file import load_prices
from tiia_cost.inputs.usage import UsageReader


def main(file: str) -> None:
    book = load_prices()
    start = time.perf_counter()
    with opened("local[2]"):
        begun = time.perf_counter()
        with UsageReader(Reading(engine="spark")) as reader:  # it uses the open session
            reader.read([file], book)
        counted = time.perf_counter()
    reader.problems.raise_if_any(UsageError)
    sys.stdout.write(f"{begun - start:.2f} {counted - begun:.2f}\n")


main(*sys.argv[1:])
