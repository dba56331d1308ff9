"""Headings of a usage table: each means a role, a service, a period or a total, and may have a unit."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from tiia_cost.core.names import compatible, key, nearest, visible
from tiia_cost.errors import Problem
from tiia_cost.inputs.values.numbers import SUFFIXES, parse_count
from tiia_cost.inputs.values.periods import Period, parse_period

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from tiia_cost.core.book import PriceBook
    from tiia_cost.errors import Problems

Role = Literal["period", "service", "calls", "account"]

ROLES: dict[Role, tuple[str, ...]] = {
    "period": (
        *("month", "date", "day", "time", "datetime", "timestamp", "ts", "eventTime", "event_time", "request_time"),
        *("created_at", "billMonth", "bill_month", "billing_month", "月份", "月", "年月", "账期", "账单月份"),
        *("统计月份", "日期", "统计日期", "时间", "时间戳", "调用时间", "请求时间"),
    ),
    "service": ("service", "action", "eventName", "服务", "服务类型", "服务名称", "接口", "接口名称"),
    "calls": (
        *("calls", "count", "callCount", "num_calls", "requests", "requestCount", "usage", "quantity", "qty"),
        *("invocations", "调用量", "调用次数", "次数", "请求量", "请求次数", "请求数", "用量", "使用量", "数量"),
    ),
    "account": (
        *("account", "accountId", "uin", "ownerUin", "payer", "账号", "账户", "帐号", "帐户", "主账号", "账号ID"),
    ),
}

TOTALS = frozenset(("合计", "总计", "total", "totals", "grandtotal", "sum", "共计", "总和", "汇总"))
SUBTOTALS = frozenset(("小计", "subtotal", "subtotals"))
_AT_THE_END = tuple(word if not word.isascii() else f" {word}" for word in (*TOTALS, *SUBTOTALS))

# Texts, which `re` compiles on first use: few tables need them, and every command would pay for them.
_UNIT = (
    r"(?is)(?P<base>.*\S)\s*[(\[【〔{<]\s*(?:(?:单位|unit)\s*[:：]?\s*)?"
    r"(?P<unit>百万|千万|[千万亿km])?\s*(?P<calls>次|calls)?\s*[)\]】〕}>]"
)
_TOTAL_LIKE = (
    r"(?i)(?:total|sum)\b.*|总(?:调用|请求|使用|用)?(?:量|次数|数)|全年|年度|累计|[上下]半年|第?[一二三四1-4]季度"
    r"|(?:full )?year|ytd|[qh][1-4]|[1-4][qh]"
)
_UNIT_LIKE = r"(?i)[千万亿]|(?<![a-z])(?:k|m|mn|mio|thousands?|millions?)(?![a-z])"
_UNIT_SAID = r"(?i)(?:单位|units?)\s*[:：]?\s*\(?\s*(?P<unit>百万|千万|[千万亿]|[km](?![a-z]))(?!元)"

_NO_MONTHS = {"period-in-words", "period-without-year", "month-without-end"}
"""Codes of problems of a text that is meant as a month but is not written as one."""

_LONGEST_MONTH = 40
"""Maximum length of a text that is tried as a month: a long one is a sentence with the name of a month in it."""


class Heading(NamedTuple):
    """A heading and its meaning: a role, a service, a period, or a total; at most one, and with it perhaps a unit.

    `no_month` is the problem of a heading without a meaning that is meant as a month, such as ``1月`` without a year.
    """

    name: str
    role: Role | None = None
    service: str = ""
    period: str = ""
    total: str = ""
    power: int = 0
    no_month: Problem | None = None

    @property
    def is_known(self) -> bool:
        """Return whether the heading has a meaning."""
        return bool(self.role or self.service or self.period or self.total)

    @property
    def as_option(self) -> str:
        """The name as ``--ignore-columns`` takes it in a shell."""
        return as_option([self.name])


class Headings:
    """The headings of a table, as far as they are understood."""

    def __init__(self, header: Sequence[str], book: PriceBook, ignored: Iterable[str] = ()) -> None:
        """Interpret a row of a table as its header; `ignored` are headings that have no meaning here."""
        keys = set(map(heading_key, ignored))
        self.ignored = frozenset(at for at, text in enumerate(header) if keys and heading_key(text) in keys)
        self.every = [
            Heading(shown_name(text)) if at in self.ignored else _meaning(text, book) for at, text in enumerate(header)
        ]
        self.roles = {one.role for one in self.every if one.role}

    @property
    def known(self) -> int:
        """Number of headings that are understood. Months are understood only beside a column of services.

        There even those that are miswritten show that the row is a header.
        """
        across = "service" in self.roles
        months = (across and (one.period or one.no_month) for one in self.every)
        return sum(bool(one.role or one.service or month) for one, month in zip(self.every, months, strict=True))

    @property
    def likeness(self) -> int:
        """Number of headings that rows of data seldom have: roles, and months or totals if there are several."""
        named = sum(one.role is not None for one in self.every)
        several = sum(bool(one.period or one.no_month or one.total) for one in self.every)
        return named + several if named or several > 1 else 0

    @property
    def first(self) -> int:
        """Index of the first heading that is not empty: the place of problems of the whole header."""
        return next((at for at, one in enumerate(self.every) if one.name), 0)

    @property
    def is_data(self) -> bool:
        """Return whether the row is one of data: no role is named, and a count or a period stands beside a service."""
        if self.roles or not any(one.service for one in self.every):
            return False
        others = [one.name for at, one in enumerate(self.every) if not one.service and at not in self.ignored]
        return any(isinstance(parse_count(text), int) or isinstance(parse_period(text), Period) for text in others)

    @property
    def is_header(self) -> bool:
        """Return whether the row can only be a header: it shows where the calls are, and no heading is out of place."""
        if "service" in self.roles:
            across = any(one.period for one in self.every)
            return across or bool(self.roles & {"calls", "period"})
        named = [one for at, one in enumerate(self.every) if one.name and at not in self.ignored]
        return any(one.service for one in named) and all(one.role or one.service or one.total for one in named)


@lru_cache(maxsize=4096)  # those of roles are compared with each heading
def heading_key(text: str) -> str:
    """Return the key of a heading: letter case, width, spaces, ``_``, ``-`` and invisible characters do not count."""
    return re.sub(r"[\s_\-]+", "", key(text))


def as_option(names: Iterable[str]) -> str:
    """Return names quoted for a shell; one with a comma or a quote is first quoted as ``--ignore-columns`` reads it."""
    every = ",".join('"' + name.replace('"', '""') + '"' if re.search('[,"]', name) else name for name in names)
    return '"' + re.sub(r'([\\"$`])', r"\\\1", every) + '"'


def refuse_unknown(ignored: Iterable[str], seen: Collection[str], problems: Problems) -> None:
    """Note a problem for each name of ``--ignore-columns`` that is not one of the headings that were `seen`."""
    keys = set(map(heading_key, seen))
    for asked, name in {heading_key(name): name for name in ignored}.items():
        if asked not in keys:
            close = nearest(name, seen)
            code = "unknown-ignored" if close else "unknown-ignored-none-near"
            problems.add(code, name=name, nearest=close or list(seen)[:20])


_EXAMPLES = 4


def examples(role: Role) -> dict[str, list[str]]:
    """Return the first names of a role in each language, for messages; the guide has all of them."""
    names = ROLES[role]
    return {
        "en": [name for name in names if name.isascii()][:_EXAMPLES],
        "zh": [name for name in names if not name.isascii()][:_EXAMPLES],
    }


_ROLE_OF: dict[str, Role] = {heading_key(name): role for role, names in ROLES.items() for name in names}


def role_of(name: str) -> Role | None:
    """Return the role of a column by its heading; None for the heading of a service and for any other."""
    return _ROLE_OF.get(heading_key(name))


@lru_cache(4096)
def total_word(text: str) -> Literal["total", "subtotal"] | None:
    """Return the kind of total that a cell names, of its row or column; None if it is a name or anything else."""
    word = heading_key(text).rstrip(":")
    if word in TOTALS:
        return "total"
    return "subtotal" if word in SUBTOTALS else None


def ends_in_total(name: str) -> bool:
    """Return whether a name ends in a word for totals, as spreadsheets write the total of a group: ``100001 合计``."""
    return compatible(name).casefold().rstrip(" :").endswith(_AT_THE_END)


def looks_like_total(name: str) -> bool:
    """Return whether a heading without a meaning may be that of a column of totals: ``季度合计``, ``全年``, ``Q1``."""
    match = re.fullmatch(_UNIT, unicodedata.normalize("NFKC", name))
    plain = match["base"] if match is not None and (match["unit"] or match["calls"]) else name
    return ends_in_total(plain) or re.fullmatch(_TOTAL_LIKE, compatible(plain)) is not None


def _meaning(text: str, book: PriceBook) -> Heading:
    """Return the meaning of a heading: that of the whole text, else that without the unit at its end."""
    name = shown_name(text)
    whole = _named(name, text, book)
    match = None if whole.is_known else re.fullmatch(_UNIT, unicodedata.normalize("NFKC", name))
    if match is None or not (match["unit"] or match["calls"]):
        return whole
    base = _named(name, match["base"], book)
    if base.no_month is not None:
        params = {**base.no_month.params, "value": name, "unit": match.string[match.end("base") :].strip()}
        return whole._replace(no_month=base.no_month._replace(params=params))
    # A unit multiplies counts; there is no period, account or service in thousands.
    if not base.is_known or base.role not in {None, "calls"}:
        return whole
    return base._replace(power=SUFFIXES[(match["unit"] or "").lower()] if match["unit"] else 0)


def _named(name: str, text: str, book: PriceBook) -> Heading:
    role = role_of(text)
    if role is not None:
        return Heading(name, role=role)
    if book.knows(text):
        return Heading(name, service=book.resolve(text))
    total = total_word(text)
    if total is not None:
        return Heading(name, total=total)
    period = parse_period(text) if len(text) <= _LONGEST_MONTH else None
    if isinstance(period, Problem):
        return Heading(name, no_month=period if period.code in _NO_MONTHS else None)
    return Heading(name, period=text if period is not None and not period.is_time else "")


def writes_unit(heading: str) -> bool:
    """Return whether a heading seems to have a unit, however that is written."""
    return re.search(_UNIT_LIKE, heading) is not None


def unit_above(text: str) -> int:
    """Return the power of ten of a unit in a text above the header, such as ``单位：万次``; 0 if there is none."""
    plain = unicodedata.normalize("NFKC", visible(text)).strip()
    match = re.search(_UNIT_SAID, plain) or re.fullmatch(_UNIT, plain)
    return SUFFIXES[match["unit"].lower()] if match and match["unit"] else 0


def meant(heading: str, role: Role) -> list[str]:
    """Return the names of a role that a heading resembles, or else contains."""
    return nearest(heading, ROLES[role], cutoff=0.85) or _containing(heading, role)


def _containing(heading: str, role: Role) -> list[str]:
    """Return the names of a role in a longer heading: ``total calls``, ``子账号``; Latin names as whole words."""
    words = _words(heading)
    runs = {"".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, min(len(words), i + 3) + 1)}
    folded = heading_key(heading)
    names = ((name, heading_key(name)) for name in ROLES[role])
    return [name for name, plain in names if (plain in runs if plain.isascii() else plain in folded)]


def _words(heading: str) -> list[str]:
    """Return the words of a heading, split at capitals, too: ``subUin`` contains ``uin``."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", compatible(heading)[:200])
    return [word for word in re.split(r"[^a-z0-9]+", split.lower()) if word]


def shown_name(text: str) -> str:
    """Return a heading as messages show it: on one line, though in a cell of a spreadsheet it may have several."""
    return " ".join(visible(text).split())


def shown_names(names: Iterable[str]) -> list[str]:
    """Return the first 20 headings of a list as messages show them, without empty ones."""
    every = [name.strip() for name in names if name.strip()]
    return [*every[:20], "…"] if len(every) > 20 else every  # noqa: PLR2004 - as many as there are problems at most
