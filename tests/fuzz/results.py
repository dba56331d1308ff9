"""Checks of a result, in every format."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from itertools import groupby, pairwise, takewhile
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from tests.support.formulas import half_up, holds, worked_out
from tests.support.pages import parsed
from tiia_cost.core.estimate import BILL_COLUMNS, PACK_COLUMNS
from tiia_cost.reports import afford, cashflow, diff, explain, packs, prices, ranges, tiers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.pages import Element

_OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_FORMULA = re.compile(r"[=@\t\r]|[+-](?![0-9]+(?:\.[0-9]+)?$)")
_HEADERS = (
    BILL_COLUMNS,
    (*BILL_COLUMNS, *ranges.CSV_COLUMNS),
    (*BILL_COLUMNS, *PACK_COLUMNS),
    (*BILL_COLUMNS, *PACK_COLUMNS, *ranges.CSV_COLUMNS),
    diff.CSV_COLUMNS,
    prices.CSV_COLUMNS,
    tiers.CSV_COLUMNS,
    afford.CSV_COLUMNS,
    cashflow.CSV_COLUMNS,
    explain.CSV_COLUMNS,
    packs.CSV_COLUMNS,
)
ZIP = b"PK"
"""Start of a workbook."""

_AMOUNTS = ("opening", "topped_up", "released", "deducted", "frozen", "closing", "available")
_ANNOTATION = re.compile(r"::(error|warning|notice) ((file=[^:,]+,line=[0-9]+,)?title=[^:,]+)::.+")


class Fault(NamedTuple):
    """A broken promise: its name, which stays the same while a case is made smaller, and the evidence."""

    name: str
    seen: str


def obeyed(text: str, name: str) -> Iterator[Fault]:
    """Yield a fault of this name if the text has characters that a terminal would obey."""
    if found := _OBEYED.search(text):
        yield Fault(name, repr(text[max(0, found.start() - 40) : found.end()]))


def result(text: str, *, within: bool = True) -> Iterator[Fault]:
    """Yield the faults of a result. Its first characters show its format; `within` says whether it is within budget."""
    read = re.sub(r"(?<=\n)\t+", "", text) if text.startswith("<?xml") else text  # XML is indented with tabs
    yield from obeyed(read, "result is obeyed")
    try:
        if text.startswith("{\n"):
            yield from _json(json.loads(text, parse_float=_no_float, parse_constant=_no_float), within=within)
        elif text.partition("\n")[0].split(",") in map(list, _HEADERS):
            yield from _csv(list(csv.reader(io.StringIO(text, newline=""), strict=True)))
        elif text.startswith("<?xml"):
            yield from _xml(ElementTree.fromstring(text), within=within)  # noqa: S314 - our own
        elif text.startswith("<svg"):
            ElementTree.fromstring(text)  # noqa: S314 - our own
        elif text.startswith("<!DOCTYPE html>"):
            yield from _page(parsed(text))
        elif text.startswith("::"):
            yield from _annotations(text.splitlines())
        elif text.startswith("### "):
            yield from _markdown(text)
    except (ValueError, KeyError, TypeError, AssertionError, csv.Error, ElementTree.ParseError) as error:
        yield Fault(f"invalid result {type(error).__name__}", f"{error}: {text[:500]}")
    if not text.endswith("\n"):
        yield Fault("result does not end", repr(text[-80:]))


def workbook(content: bytes) -> Iterator[Fault]:
    """Yield the faults of a workbook: a part that is no XML, a formula, a link, a sheet that cannot be read."""
    try:
        with ZipFile(io.BytesIO(content)) as file:
            parts = {name: ElementTree.fromstring(file.read(name)) for name in file.namelist()}  # noqa: S314 - our own
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        texts = [
            str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row
        ]
    except (BadZipFile, CalamineError, ElementTree.ParseError) as error:
        yield Fault(f"invalid workbook {type(error).__name__}", str(error))
        return
    yield from obeyed("\n".join(texts), "workbook is obeyed")
    for name, root in parts.items():
        for element in root.iter():
            if element.tag.rpartition("}")[2] in {"f", "hyperlink"}:
                yield Fault("workbook obeys", f"{name}: {ElementTree.tostring(element).decode()}")


def _page(page: Element) -> Iterator[Fault]:
    """Yield a fault if a page has an element that a browser would run or load."""
    for found in page.all("script", "iframe", "img", "base", "form"):
        yield Fault("page obeys", str(found)[:500])


def _no_float(text: str) -> NoReturn:
    raise ValueError(text)


def _json(data: Any, *, within: bool) -> Iterator[Fault]:
    if "$defs" in data:  # the schema of price files has no version of its own
        return
    if data["schema_version"] != "1":
        yield Fault("schema version", repr(data["schema_version"]))
    if "findings" in data:
        yield from _findings(data, within=within)
    if "changes" in data:
        total = sum(Decimal(change["change"]) for change in data["changes"])
        if total != Decimal(data["total"]["change"]):
            yield Fault("changes are no sum", str(total))
    checks = {
        "inversion_zones": _zones,
        "ranges": _ranges,
        "bills": _bills,
        "settlements": _settlements,
        "steps": _steps,
        "services": _purchases,
    }
    for key, faults in checks.items():
        if key in data:
            yield from faults(data)
    yield from _packs(data)


def _bills(data: Any) -> Iterator[Fault]:
    for bill in data["bills"]:
        for row in (*bill["charges"], bill["total"]):
            yield from _adds_up(row)
            if "range" in row:
                yield from _within_range(row)
        yield from _is_sum(bill["total"], bill["charges"])
    yield from _is_sum(data["total"], [bill["total"] for bill in data["bills"]])


def _packs(data: Any) -> Iterator[Fault]:
    """Yield a fault unless every call of a pack is used, left or lapsed, and the bills, if shown, use as many."""
    for key in ("packs", "packs_before", "packs_after"):
        for pack in data.get(key, ()):
            parts = [pack[name] for name in ("used", "left", "lapsed")]
            if sum(parts) != pack["calls"] or min(parts) < 0:
                yield Fault("calls of a pack", repr(pack))
    if "packs" in data and "bills" in data and sum(one["used"] for one in data["packs"]) != data["total"]["pack_calls"]:
        yield Fault("packs are not those of the bills", repr(data["packs"]))


def _settlements(data: Any) -> Iterator[Fault]:
    """Yield a fault unless rows add up and follow each other, and money released or still frozen was frozen before."""
    for account, rows in groupby(data["settlements"], key=lambda row: row["account"]):
        balance, frozen, opening = None, Decimal(0), True
        for row in rows:
            money = {name: Decimal(value) for name, value in row.items() if name in _AMOUNTS}
            if money["opening"] + money["topped_up"] - money["deducted"] != money["closing"]:
                yield Fault("settlement does not add up", repr(row))
            if money["closing"] - money["frozen"] != money["available"]:
                yield Fault("available", repr(row))
            if balance not in (None, money["opening"]) or (not opening and money["released"] != frozen):
                yield Fault("settlements do not follow", repr(row))
            if (row["state"] == "in-arrears") != (money["closing"] < 0) or (row["state"] != "paid" and money["frozen"]):
                yield Fault("state", repr(row))
            balance, frozen, opening = money["closing"], money["frozen"] + Decimal(row["frozen_later"]), False
        if frozen != Decimal(data["still_frozen"][account or ""]):
            yield Fault("still frozen", repr(account))


def _purchases(data: Any) -> Iterator[Fault]:
    """Yield a fault unless purchases add up, and none is better than the best one, by either answer of the vendor."""
    for one in data["services"]:
        every = [one["best"], one["other_best"], *one["alternatives"]]
        for row in every:
            money = {name: Decimal(row[name]) for name in ("purchase", "postpaid", "total", "saving")}
            if money["purchase"] + money["postpaid"] != money["total"]:
                yield Fault("purchase does not add up", repr(row))
            if Decimal(one["without"]) - money["total"] != money["saving"]:
                yield Fault("saving", repr(row))
            calls = sum(pack["calls"] * pack["count"] for pack in row["packs"])
            if calls != row["used_calls"] + row["left_calls"] + row["lapsed_calls"]:
                yield Fault("calls of packs", repr(row))
        for total, best in (("total", one["best"]), ("other_total", one["other_best"])):
            if min(Decimal(row[total]) for row in every) < Decimal(best[total]):
                yield Fault("better purchase", repr(one))
        if Decimal(one["best"]["saving"]) < 0:
            yield Fault("best purchase saves nothing", repr(one))


def _steps(data: Any) -> Iterator[Fault]:
    """Yield a fault unless every formula can be worked out again."""
    for step in data["steps"]:
        formula, result = step["formula"], step["result"]
        if "<" in formula or "≤" in formula:
            right = holds(formula)
        else:
            right = result in {half_up(worked_out(formula)), str(worked_out(formula)), formula}
        if not right:
            yield Fault("formula does not give its result", repr(step))


def _zones(data: Any) -> Iterator[Fault]:
    counts = [count for tier in data["tiers"] for count in (tier["from"], tier["to"])]
    if (
        counts[0] != 0
        or counts[-1] is not None
        or any(a + 1 != b for a, b in zip(counts[1::2], counts[2::2], strict=False))
    ):
        yield Fault("tiers have gaps", repr(counts))
    for zone in data["inversion_zones"]:
        tier = data["tiers"][zone["tier"] - 1]
        highest = Decimal(zone["cost_there"]) + Decimal(zone["max_excess"])
        inside = tier["from"] <= zone["from"] <= zone["to"] == tier["to"] < zone["cheaper_at"]
        if not inside or highest != Decimal(tier["cost_at_to"]) or Decimal(zone["max_excess"]) <= 0:
            yield Fault("zone", repr(zone))


def _ranges(data: Any) -> Iterator[Fault]:
    counts = [count for span in data["ranges"] for count in (span["from"], span["to"])]
    rising = all(a < b - (place % 2) for place, (a, b) in enumerate(pairwise(counts)) if b is not None and a != b)
    costs = [Decimal(cost) for span in data["ranges"] for cost in (span["cost_at_from"], span["cost_at_to"]) if cost]
    if counts[0] != 0 or not rising or max(costs) > Decimal(data["budget"]):
        yield Fault("ranges", repr(data))
    if (data["max_calls"] is None) != data["unbounded"] or data["max_calls"] != counts[-1]:
        yield Fault("most calls", repr(data))


def _within_range(row: dict[str, Any]) -> Iterator[Fault]:
    """Yield a fault unless a cost is between the lowest and the highest of its range, whose counts are in the range."""
    span = row["range"]
    lowest, highest = span["lowest"], span["highest"]
    if not Decimal(lowest["cost"]) <= Decimal(row["cost"]) <= Decimal(highest["cost"]):
        yield Fault("range of costs", repr(row))
    if "calls" in lowest and not all(span["from"] <= point["calls"] <= span["to"] for point in (lowest, highest)):
        yield Fault("range of calls", repr(row))


def _findings(data: Any, *, within: bool) -> Iterator[Fault]:
    if not data["findings"]:
        yield Fault("nothing was checked", repr(data))
    for finding in data["findings"]:
        allowed, actual = finding["allowed"], Decimal(finding["actual"])
        over = allowed is not None and actual > Decimal(allowed)
        advice = {**finding["calls_to_cut"], **finding.get("calls_to_add", {})}
        if (
            over != (finding["state"] == "over")
            or (advice and not over)
            or any(calls <= 0 for calls in advice.values())
        ):
            yield Fault("state", repr(finding))
    verdict = all(finding["state"] != "over" for finding in data["findings"])
    if not within == data["within_budget"] == verdict:
        yield Fault("verdict", repr(data["within_budget"]))


def _annotations(lines: list[str]) -> Iterator[Fault]:
    commands = list(takewhile(lambda line: line.startswith("::"), lines))
    yield from (Fault("annotation", line) for line in commands if not _ANNOTATION.fullmatch(line))
    plain = lines[len(commands) :]
    if len(plain) > 4:  # the verdict, the prices, and on packs what is not on sale and what ranges take of them
        yield Fault("annotation", repr(plain))


def _xml(root: ElementTree.Element, *, within: bool) -> Iterator[Fault]:
    failures = len(root.findall("testsuite/testcase/failure"))
    if failures != int(root.attrib["failures"]) or within != (failures == 0):
        yield Fault("failures", str(failures))


def _adds_up(row: dict[str, Any]) -> Iterator[Fault]:
    cost = Decimal(row["list_cost"]) - Decimal(row["free_deduction"]) - Decimal(row.get("pack_deduction", 0))
    calls = int(row["free_calls"]) + int(row.get("pack_calls", 0)) + int(row["billable_calls"])
    if cost != Decimal(row["cost"]) or calls != int(row["calls"]):
        yield Fault("charge does not add up", repr(row))


def _is_sum(total: dict[str, Any], rows: list[dict[str, Any]]) -> Iterator[Fault]:
    for name, value in total.items():
        if name == "range":
            for end in ("lowest", "highest"):
                if Decimal(value[end]["cost"]) != sum(Decimal(row[name][end]["cost"]) for row in rows):
                    yield Fault("range is no sum", repr(total))
        elif Decimal(value) != sum(Decimal(row[name]) for row in rows):
            yield Fault("total is no sum", f"{name} {total!r}")


def _csv(rows: list[list[str]]) -> Iterator[Fault]:
    for cells in rows[1:]:
        row = dict(zip(rows[0], cells, strict=True))
        if "cost" in row:
            yield from _adds_up(row)
        for cell in cells:
            if _FORMULA.match(cell):
                yield Fault("formula", repr(cell))


def _markdown(text: str) -> Iterator[Fault]:
    lines = text.split("\n")
    for above, below in pairwise(lines):
        bars = [len(re.findall(r"(?<!\\)\|", line)) for line in (above, below) if line.startswith("|")]
        if len(set(bars)) > 1:
            yield Fault("ragged markdown", f"{above}\n{below}")
