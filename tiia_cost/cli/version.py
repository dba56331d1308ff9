"""``tiia-cost --version --verbose``: what a report of a bug should say. It names no path: reports are public."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from tiia_cost import __version__
from tiia_cost.inputs.engines.choice import has_duckdb, has_java, has_spark
from tiia_cost.inputs.settings.price_file import shipped_book, shipped_sets
from tiia_cost.messages import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LIBRARIES = ("junitparser", "pydantic", "PyYAML", "rich", "typer")
"""Libraries that every installation has, by the names of their distributions."""

EXTRAS = {
    "plot": ("plotext", "jinja2", "vl-convert-python"),
    # From Python 3.14 on the standard library has Zstandard.
    "bulk": ("duckdb", "backports.zstd") if sys.version_info < (3, 14) else ("duckdb",),
    "excel": ("python-calamine", "xlsxwriter"),
    # grpcio stands for all that pyspark[connect] adds.
    "spark": ("pyspark", "grpcio"),
}
"""Libraries of each extra."""

Row = tuple[str, ...]


def describe(lang: str) -> str:
    """Return the version of the program and all that decides how it works here, in aligned lines.

    Libraries are looked up by their metadata, not imported, and nothing is started.
    """
    sections: dict[str, list[Row]] = {
        "version-libraries": [(name, _version(name) or "-") for name in LIBRARIES],
        "version-extras": [(extra, _extra(extra, lang)) for extra in EXTRAS],
        "version-engines": [*_engines(lang)],
        "version-price-lists": [*_price_lists(lang)],
    }
    python = f"{platform.python_implementation()} {platform.python_version()}"
    lines = [f"tiia-cost {__version__}", f"{python}, {platform.platform()}"]
    for title, rows in sections.items():
        lines += ["", say(title, lang), *_aligned(rows)]
    return "".join(f"{line}\n" for line in lines)


def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def _extra(extra: str, lang: str) -> str:
    versions = {name: _version(name) for name in EXTRAS[extra]}
    installed = [f"{name} {found}" for name, found in versions.items() if found is not None]
    missing = [name for name, found in versions.items() if found is None]
    if not installed:
        return say("extra-not-installed", lang, extra=extra)
    if missing:
        return say("extra-incomplete", lang, installed=installed, missing=missing, extra=extra)
    return ", ".join(installed)


def _engines(lang: str) -> Iterator[Row]:
    ready = say("engine-ready", lang)
    yield "python", ready
    yield "duckdb", ready if has_duckdb() else say("engine-not-installed", lang, extra="bulk")
    if not has_spark():
        yield "spark", say("engine-not-installed", lang, extra="spark")
    else:
        yield "spark", say("spark-with-java" if has_java() else "spark-without-java", lang)


def _price_lists(lang: str) -> Iterator[Row]:
    for set_ in shipped_sets():
        for prices in shipped_book(set_).lists:
            dates = {"date": str(prices.effective_from), "checked": prices.checked and str(prices.checked)}
            yield set_, prices.name, say("list-dates", lang, **dates)


def _aligned(rows: Sequence[Row]) -> Iterable[str]:
    """Yield indented rows in columns; all but the last hold names, in which each character is one cell wide."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
    for *names, text in rows:
        yield "  ".join(["", *(f"{name:<{width}}" for name, width in zip(names, widths, strict=True)), text])
