"""What is said to people: a code and its parameters become a sentence. The only place with sentences.

Below this module there are codes; the layers above call `say`. Sentences are English here; another language is a
second table of the same codes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

MESSAGES: dict[str, str] = {
    # Problems of any input
    "more-problems": "… and {count} more problems",
    "more-rows": "{sentence} (and {count} more rows)",
    "file-missing": "there is no such file",
    "file-missing-service": "there is no such file; for calls of a service write {name}=CALLS",
    "file-unreadable": "it cannot be read: {reason}",
    "file-is-folder": "it is a folder; name a file in it",
    "file-empty": "the file is empty",
    "file-too-large": "the file is larger than {limit} bytes; that is no price file",
    # Options and arguments
    "no-usage": "no usage given: write SERVICE=CALLS, name a CSV file, or - for standard input",
    "stdin-twice": "standard input (-) can be read only once",
    "unknown-format": "there is no format {name}; there are {formats}",
    "format-of-file": "{file} asks for {name}, which this command does not write; there are {formats}",
    "output-folder-missing": "the folder of --output does not exist: {folder}",
    "output-missing": "--output needs the name of a file",
    "output-is-folder": "--output is a folder: {file}",
    "not-a-month-option": "--month: {value} is no month; write YYYY-MM",
    "month-not-needed": "--month is for usage that names no month, but every input names its months",
    "months-mixed": "this names no month, but other usage does; say its month with --month YYYY-MM",
    "unknown-encoding": "--encoding: there is no encoding {name}",
    "output-failed": "{file} could not be written: {reason}",
    "stdout-failed": "standard output could not be written: {reason}",
    "see-help": "tiia-cost --help and tiia-cost COMMAND --help say more",
    # Counts
    "count-missing": "the count is missing",
    "count-negative": "{value} is negative; a count is 0 or more",
    "count-not-whole": "{value} is not a whole number of calls",
    "count-not-a-number": "{value} is not a count; write 1500000, 1,500,000, 1.5M or 150万",
    "count-too-large": "{value} is more than 10^18 calls",
    "count-sum-too-large": "the calls of {service} in one month add up to more than 10^18",
    # Months
    "month-missing": "the month is missing",
    "not-a-period": "{value} is no month, date or time; write 2026-11, 2026-11-05 or 2026-11-05T13:45:00+08:00",
    "period-not-year-first": "{value} does not start with the year; write 2026-11-05",
    "no-such-period": "{value} does not exist in the calendar",
    # Names
    "service-missing": "the service is missing",
    "account-missing": "the account is missing",
    "unknown-service": "no service is called {name}; the nearest: {nearest}",
    "unknown-service-none-near": "no service is called {name}; there are {nearest}",
    "ambiguous-service": "{name} means several services; write one of {services}",
    "unpriced-service": "{name} has no price: {reason}",
    "unpriced-in-list": "{name} has no price in {prices}, the price list of {month}: {reason}",
    "service-not-in-list": "{name} is not in {prices}, the price list in force in {month}",
    "service-not-in-newest-list": "{name} is not in {prices}, the newest price list; say the month with --month",
    "month-before-every-list": "no price list covers {month}: the earliest, {prices}, is in force from {date}",
    # Tables of usage
    "not-decodable": "byte {offset} cannot be read as {encoding}",
    "not-decodable-as-either": (
        "it is neither UTF-8 (byte {utf8_offset}) nor GB18030 (byte {offset}); name its encoding with --encoding"
    ),
    "nul-character": "there is a NUL character: no text, or UTF-16 without a byte order mark (--encoding utf-16-le)",
    "no-rows": "the file has a header but no rows",
    "no-counts": "the file has rows but no counts",
    "no-usable-column": (
        "no column says what was called; found {found}; expected a service and a calls column,"
        " or one column per service"
    ),
    "no-calls-column": "there is no calls column; found {found}; expected one of {expected}",
    "column-twice": "a second column for {role}: {name}, after {first}",
    "column-misspelled": "there is no column {nearest}, but {name}, which looks like it; rename one",
    "unknown-column": "{name} is no service; the nearest: {nearest}",
    "unknown-column-none-near": (
        "{name} is no service, period or account; a table with one column per service has no others"
    ),
    "unnamed-cell": "{value} stands under no heading",
    "ragged-row": "the row has {cells} cells, the header {columns}",
    "quote-unclosed": 'a quoted cell is not closed: a " is missing',
    "quote-misplaced": 'text follows the closing " of a cell',
    "cell-too-long": "a cell is longer than {limit} characters",
    "not-a-table": "it cannot be read as CSV: {reason}",
    # Price files
    "yaml-syntax": "this is no YAML: {reason}",
    "yaml-not-one-document": "a price file is one YAML document; this has {count}",
    "yaml-not-a-mapping": "a price file is a mapping of keys to values",
    "yaml-duplicate-key": "the key stands twice; the first is on line {first_line}",
    "yaml-key-not-text": "a key must be a plain text",
    "yaml-tag": "the tag {tag} is not allowed: every value is read as text",
    "yaml-merge-key": "merge keys (<<) are not allowed; write the settings out",
    "yaml-unknown-anchor": "there is no anchor {name} above",
    "yaml-too-deep": "it is nested deeper than {limit} levels",
    "yaml-too-many-nodes": "with its anchors written out it has more than {limit} values",
    "missing-key": "the key {name} is missing",
    "unknown-key": "there is no such key; the nearest: {nearest}",
    "unknown-key-none-near": "there is no such key; there are {nearest}",
    "expected-mapping": "expected a mapping of keys to values",
    "expected-list": "expected a list",
    "expected-text": "expected a text",
    "expected-scalar": "expected a single value, not a list or a mapping",
    "value-missing": "the value is missing",
    "expected-not-empty": "at least one is needed",
    "invalid-value": "this value is not allowed: {reason}",
    "not-one-of": "{value} is none of {expected}",
    "not-a-whole-number": "{value} is not a whole number",
    "not-a-price": "{value} is not a decimal number with at most 12 digits on either side of the point",
    "negative-number": "{value} is negative",
    "not-above-zero": "{value} must be above 0",
    "not-a-date": "{value} is no date; write YYYY-MM-DD",
    "not-a-currency": "{value} is no currency; write three capitals, such as CNY",
    "not-an-id": "{value} is no id: letters, digits, _, . and -, starting with a letter or digit",
    "control-character": "{value} holds a control character",
    "tiers-need-one-key": "tiers have either from or up_to",
    "first-tier-not-from-zero": "the first tier must start from 0",
    "bounds-do-not-rise": "the bounds must rise: {upper} follows {lower}",
    "price-count": "there are {prices} prices for {tiers} tiers",
    "name-clash": "{name} means two services: {one} and {other}",
    "unknown-id": "there is no service {name}; the nearest: {nearest}",
    "same-date": "{one} and {other} are both in force from {date}; only one list can price a month",
    "currencies-differ": "{one} is in {one_currency} and {other} in {other_currency}; lists must share a currency",
    "names-disagree": "{name} means {one} in one price list and {other} in another",
    # Things worth saying while all is well
    "read-as-gb18030": "read as GB18030",
    "rows-are-calls": "no calls column: each row is counted as one call",
    "price-file-ok": "{file}: {name}, in force from {date}, {count} services",
    # Headings
    "column-service": "service",
    "column-calls": "calls",
    "column-free-calls": "free calls",
    "column-billable-calls": "billable calls",
    "column-tier": "tier",
    "column-unit-price": "unit price",
    "column-list-cost": "list cost",
    "column-free-deduction": "free deduction",
    "column-cost": "cost",
    "column-freeze": "next month's freeze",
    "column-account": "account",
    "column-month": "month",
    "column-group": "group",
    "column-name": "name",
    "row-total": "total",
    "bill-title": "{month} · {prices} · {currency}",
    "bill-title-account": "account {account} · {month} · {prices} · {currency}",
    "unknown-month": "month unknown",
    "unknown-account": "no account",
    "no-value": "–",
    "unit-price": "{price} / {per}",
    "left-out": "Left out, since the terminal is narrow: {columns}",
    "tier-from": "from {bound}",
    "tier-up-to": "up to {bound}",
    "tier-above": "above {bound}",
    "months-title": "by month · {currency}",
    "accounts-title": "by account · {currency}",
    # Price lists
    "prices-title": "{title} · {currency} per {per} calls",
    "terms-volume": "Volume tiers: the whole month is charged at the price of the tier it reaches.",
    "terms-graduated": "Graduated tiers: each slice of the month's calls is charged at its own tier's price.",
    "terms-from": "A count on a bound belongs to the tier that starts there.",
    "terms-up-to": "A count on a bound belongs to the tier that ends there.",
    "terms-total": "All calls of the month count towards the tier, free ones included.",
    "terms-billable": "Only billable calls count towards the tier: a tier starts a free quota later.",
    "terms-free-quota": "Free quota: {calls} calls per service and month.",
    "terms-freeze-list-cost": "Freeze: {rate} % of a month's list cost, for the next month.",
    "terms-freeze-cost": "Freeze: {rate} % of a month's cost, for the next month.",
    "terms-no-freeze": "Nothing is frozen.",
    "list-in-force": "Price list {prices}, in force from {date}; earlier months are not priced.",
    "list-in-force-free-before": "Price list {prices}, in force from {date}; earlier months are free.",
    "list-source": "Source: {source}.",
    "list-names": "Names: {names}.",
    "list-unpriced": "Without a price: {name}; {reason}.",
    "list-ambiguous": "{name} means several services: {services}.",
    # Notes under a result
    "note-free-beta": "free of charge: the month lies before charging began",
    "note-of": "{services}: {note}.",
}


def say(code: str, lang: str = "en", **params: Any) -> str:
    """Return the sentence of a code.

    Whole numbers are grouped by three digits, sequences joined by commas, and a mapping of languages gives the text in
    `lang`. Text is shown without anything a terminal would obey. An unknown code is a KeyError: a mistake of ours.
    """
    more = params.pop("more_rows", 0)
    sentence = MESSAGES[code].format_map({name: _shown(value, lang) for name, value in params.items()})
    return MESSAGES["more-rows"].format(sentence=sentence, count=f"{more:,}") if more else sentence


# Control characters, line ends, what turns the direction of text round, and halves of characters.
_OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def is_printable(text: str) -> bool:
    """Say whether text is one line with nothing in it that a terminal would obey."""
    return _OBEYED.search(text) is None


def printable(text: str) -> str:
    """Return text as one line that no terminal obeys: control characters are spelled out."""
    return _OBEYED.sub(lambda match: match[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)


def _shown(value: Any, lang: str) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Mapping):
        return _shown(value[lang], lang)
    if isinstance(value, list | tuple):
        return ", ".join(_shown(item, lang) for item in value)
    return "" if value is None else printable(str(value))
