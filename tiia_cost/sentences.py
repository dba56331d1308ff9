r"""The sentences, each under its code. They are written in English; `messages` says them in either language.

The other language is a gettext catalog in `locale`, where a code is the context of its sentence. Babel maintains it:

    pybabel extract -k _:1c,2,2t -k _:1c,2,3,3t --no-location --no-wrap -o messages.pot tiia_cost/sentences.py
    pybabel update -D tiia_cost -i messages.pot -d tiia_cost/locale --no-fuzzy-matching --no-wrap \
        --ignore-obsolete --ignore-pot-creation-date
    pybabel compile -D tiia_cost -d tiia_cost/locale
"""

from __future__ import annotations

from typing import NamedTuple


class Sentence(NamedTuple):
    """A sentence with its named placeholders; with `many`, that for every `count` but 1."""

    one: str
    many: str | None = None


def _(code: str, one: str, many: str | None = None) -> tuple[str, Sentence]:
    return code, Sentence(one, many)


# Babel takes the trailing comma of a formatted call for one more argument.
# fmt: off
SENTENCES = dict([
    # Problems of any input
    _("more-problems", "… and {count} more problem", "… and {count} more problems"),
    _("more-rows", "{sentence} (and {count} more row)", "{sentence} (and {count} more rows)"),
    _("file-missing", "there is no such file"),
    _("file-missing-service", "there is no such file; for calls of a service write {name}=CALLS"),
    _("file-unreadable", "it cannot be read: {reason}"),
    _("file-is-folder", "it is a folder; name a file in it"),
    _("file-empty", "the file is empty"),
    _("file-too-large", "the file is larger than {limit} bytes; that is no price file"),
    # Options and arguments
    _("no-usage", "no usage given: write SERVICE=CALLS, name a CSV file, or - for standard input"),
    _("stdin-twice", "standard input (-) can be read only once"),
    _("unknown-format", "there is no format {name}; there are {formats}"),
    _("format-of-file", "{file} asks for {name}, which this command does not write; there are {formats}"),
    _("output-folder-missing", "the folder of --output does not exist: {folder}"),
    _("output-missing", "--output needs the name of a file"),
    _("output-is-folder", "--output is a folder: {file}"),
    _("not-a-month-option", "--month: {value} is no month; write YYYY-MM"),
    _("month-not-needed", "--month is for usage that names no month, but every input names its months"),
    _("months-mixed", "this names no month, but other usage does; say its month with --month YYYY-MM"),
    _("unknown-encoding", "--encoding: there is no encoding {name}"),
    _("output-failed", "{file} could not be written: {reason}"),
    _("stdout-failed", "standard output could not be written: {reason}"),
    _("stdout-closed", "standard output could not be written: it is closed"),
    _("see-help", "tiia-cost --help and tiia-cost COMMAND --help say more"),
    _("unknown-language", "{source}: there is no language {name}; there are {languages}"),
    _("command-line", "{reason}"),
    _("no-such-option", "there is no option {name}"),
    _("no-such-option-near", "there is no option {name}; the nearest: {nearest}"),
    _("option-without-value", "the option {name} needs a value"),
    _("option-with-value", "the option {name} takes no value"),
    _("no-such-command-near", "there is no command {name}; the nearest: {nearest}"),
    _("no-such-command", "there is no command {name}"),
    _("command-missing", "a command is missing"),
    _("argument-missing", "the argument {name} is missing"),
    _("too-many-arguments", "too many arguments: {names}"),
    # Counts
    _("count-missing", "the count is missing"),
    _("count-negative", "{value} is negative; a count is 0 or more"),
    _("count-not-whole", "{value} is not a whole number of calls"),
    _("count-not-a-number", "{value} is not a count; write 1500000, 1,500,000, 1.5M or 150万"),
    _("count-too-large", "{value} is more than 10^18 calls"),
    _("count-sum-too-large", "the calls of {service} in one month add up to more than 10^18"),
    # Months
    _("month-missing", "the month is missing"),
    _("not-a-month", "{value} is no month; write YYYY-MM"),
    _("not-a-period", "{value} is no month, date or time; write 2026-11, 2026-11-05 or 2026-11-05T13:45:00+08:00"),
    _("period-not-year-first", "{value} does not start with the year; write 2026-11-05"),
    _("no-such-period", "{value} does not exist in the calendar"),
    # Names
    _("service-missing", "the service is missing"),
    _("account-missing", "the account is missing"),
    _("unknown-service", "no service is called {name}; the nearest: {nearest}"),
    _("unknown-service-none-near", "no service is called {name}; there are {nearest}"),
    _("ambiguous-service", "{name} means several services; write one of {services}"),
    _("unpriced-service", "{name} has no price: {reason}"),
    _("unpriced-in-list", "{name} has no price in {prices}, the price list of {month}: {reason}"),
    _("service-not-in-list", "{name} is not in {prices}, the price list in force in {month}"),
    _("service-not-in-newest-list", "{name} is not in {prices}, the newest price list; say the month with --month"),
    _("month-before-every-list", "no price list covers {month}: the earliest, {prices}, is in force from {date}"),
    # Tables of usage
    _("not-decodable", "byte {offset} cannot be read as {encoding}"),
    _("not-decodable-as-either", "it is neither UTF-8 (byte {utf8_offset}) nor GB18030 (byte {offset}); name its encoding with --encoding"),
    _("nul-character", "there is a NUL character: no text, or UTF-16 without a byte order mark (--encoding utf-16-le)"),
    _("no-rows", "the file has a header but no rows"),
    _("no-counts", "the file has rows but no counts"),
    _("no-usable-column", "no column says what was called; found {found}; expected a service and a calls column, or one column per service"),
    _("no-calls-column", "there is no calls column; found {found}; expected one of {expected}"),
    _("column-twice", "a second column for {role}: {name}, after {first}"),
    _("column-misspelled", "there is no column {nearest}, but {name}, which looks like it; rename one"),
    _("unknown-column", "{name} is no service; the nearest: {nearest}"),
    _("unknown-column-none-near", "{name} is no service, period or account; a table with one column per service has no others"),
    _("unnamed-cell", "{value} stands under no heading"),
    _("ragged-row", "the row has {cells} cells, the header {columns}"),
    _("quote-unclosed", 'a quoted cell is not closed: a " is missing'),
    _("quote-misplaced", 'text follows the closing " of a cell'),
    _("cell-too-long", "a cell is longer than {limit} characters"),
    _("not-a-table", "it cannot be read as CSV: {reason}"),
    # Price files
    _("yaml-syntax", "this is no YAML: {reason}"),
    _("yaml-character", "this is no YAML: it has a character that YAML does not allow"),
    _("yaml-not-one-document", "a price file is one YAML document; this has {count}"),
    _("yaml-not-a-mapping", "a price file is a mapping of keys to values"),
    _("yaml-duplicate-key", "the key stands twice; the first is on line {first_line}"),
    _("yaml-key-not-text", "a key must be a plain text"),
    _("yaml-tag", "the tag {tag} is not allowed: every value is read as text"),
    _("yaml-merge-key", "merge keys (<<) are not allowed; write the settings out"),
    _("yaml-unknown-anchor", "there is no anchor {name} above"),
    _("yaml-too-deep", "it is nested deeper than {limit} levels"),
    _("yaml-too-many-nodes", "with its anchors written out it has more than {limit} values"),
    _("missing-key", "the key {name} is missing"),
    _("unknown-key", "there is no such key; the nearest: {nearest}"),
    _("unknown-key-none-near", "there is no such key; there are {nearest}"),
    _("expected-mapping", "expected a mapping of keys to values"),
    _("expected-list", "expected a list"),
    _("expected-text", "expected a text"),
    _("expected-scalar", "expected a single value, not a list or a mapping"),
    _("value-missing", "the value is missing"),
    _("expected-not-empty", "at least one is needed"),
    _("invalid-value", "this value is not allowed: {reason}"),
    _("not-one-of", "{value} is none of {expected}"),
    _("not-a-whole-number", "{value} is not a whole number"),
    _("not-a-price", "{value} is not a decimal number with at most 12 digits on either side of the point"),
    _("negative-number", "{value} is negative"),
    _("not-above-zero", "{value} must be above 0"),
    _("not-a-date", "{value} is no date; write YYYY-MM-DD"),
    _("not-a-currency", "{value} is no currency; write three capitals, such as CNY"),
    _("not-an-id", "{value} is no id: letters, digits, _, . and -, starting with a letter or digit"),
    _("control-character", "{value} holds a control character"),
    _("tiers-need-one-key", "tiers have either from or up_to"),
    _("first-tier-not-from-zero", "the first tier must start from 0"),
    _("bounds-do-not-rise", "the bounds must rise: {upper} follows {lower}"),
    _("price-count", "there are {prices} prices for {tiers} tiers"),
    _("name-clash", "{name} means two services: {one} and {other}"),
    _("unknown-id", "there is no service {name}; the nearest: {nearest}"),
    _("same-date", "{one} and {other} are both in force from {date}; only one list can price a month"),
    _("currencies-differ", "{one} is in {one_currency} and {other} in {other_currency}; lists must share a currency"),
    _("names-disagree", "{name} means {one} in one price list and {other} in another"),
    # Things worth saying while all is well
    _("read-as-gb18030", "read as GB18030"),
    _("rows-are-calls", "no calls column: each row is counted as one call"),
    _("price-file-ok", "{file}: {name}, in force from {date}, {count} service", "{file}: {name}, in force from {date}, {count} services"),
    # Headings
    _("column-service", "service"),
    _("column-calls", "calls"),
    _("column-free-calls", "free calls"),
    _("column-billable-calls", "billable calls"),
    _("column-tier", "tier"),
    _("column-unit-price", "unit price"),
    _("column-list-cost", "list cost"),
    _("column-free-deduction", "free deduction"),
    _("column-cost", "cost"),
    _("column-freeze", "next month's freeze"),
    _("column-account", "account"),
    _("column-month", "month"),
    _("column-group", "group"),
    _("column-name", "name"),
    _("column-id", "id"),
    _("row-total", "total"),
    _("bill-title", "{month} · {prices} · {currency}"),
    _("bill-title-account", "account {account} · {month} · {prices} · {currency}"),
    _("unknown-month", "month unknown"),
    _("unknown-account", "no account"),
    _("no-value", "–"),
    _("unit-price", "{price} / {per}"),
    _("left-out", "Left out, since the terminal is narrow: {columns}"),
    _("tier-from", "from {bound}"),
    _("tier-up-to", "up to {bound}"),
    _("tier-above", "above {bound}"),
    _("months-title", "by month · {currency}"),
    _("accounts-title", "by account · {currency}"),
    # Price lists
    _("prices-title", "{title} · {currency} per call", "{title} · {currency} per {count} calls"),
    _("terms-volume", "Volume tiers: the whole month is charged at the price of the tier it reaches."),
    _("terms-graduated", "Graduated tiers: each slice of the month's calls is charged at its own tier's price."),
    _("terms-from", "A count on a bound belongs to the tier that starts there."),
    _("terms-up-to", "A count on a bound belongs to the tier that ends there."),
    _("terms-total", "All calls of the month count towards the tier, free ones included."),
    _("terms-billable", "Only billable calls count towards the tier: a tier starts a free quota later."),
    _("terms-free-quota", "Free quota: {count} call per service and month.", "Free quota: {count} calls per service and month."),
    _("terms-freeze-list-cost", "Freeze: {rate} of a month's list cost, for the next month."),
    _("terms-freeze-cost", "Freeze: {rate} of a month's cost, for the next month."),
    _("terms-no-freeze", "Nothing is frozen."),
    _("list-in-force", "Price list {prices}, in force from {date}; earlier months are not priced."),
    _("list-in-force-free-before", "Price list {prices}, in force from {date}; earlier months are free."),
    _("list-source", "Source: {source}"),
    _("list-names", "Names: {names}."),
    _("list-unpriced", "Without a price: {name}; {reason}."),
    _("list-ambiguous", "{name} means several services: {services}."),
    # Notes under a result
    _("note-free-beta", "Free of charge: the month lies before charging began. No free quota is used, nothing is frozen."),
    _("note-on-tier-bound", "The count of {counted} is exactly a tier bound. This price list puts it in tier {tier} ({price}); were the bound part of tier {other_tier} ({other_price}), the cost would be {other_cost} instead of {cost}."),
    _("note-on-tier-bound-billable", "The billable count of {counted} is exactly a tier bound. This price list puts it in tier {tier} ({price}); were the bound part of tier {other_tier} ({other_price}), the cost would be {other_cost} instead of {cost}."),
    _("note-tier-basis-window", "This price list chooses the tier by all calls, {calls}: tier {tier} ({price}). By the billable calls alone, {billable}, it would be tier {other_tier} ({other_price}), and the cost {other_cost} instead of {cost}."),
    _("note-tier-basis-window-billable", "This price list chooses the tier by the billable calls alone, {billable}: tier {tier} ({price}). By all calls, {calls}, it would be tier {other_tier} ({other_price}), and the cost {other_cost} instead of {cost}."),
    _("note-cheaper-above", "More calls would cost less: {more_calls} calls cost {less}, which is {saving} less than {cost} for {calls}. The tier a month reaches sets the price of all its calls."),
    _("note-next-tier", "{count} more call reaches tier {next_tier}, from {start} calls: then all billable calls of the month are charged at {next_price} instead of {price}.", "{count} more calls reach tier {next_tier}, from {start} calls: then all billable calls of the month are charged at {next_price} instead of {price}."),
    _("note-next-tier-same", "{count} more call reaches tier {next_tier}, from {start} calls, at the same price.", "{count} more calls reach tier {next_tier}, from {start} calls, at the same price."),
    _("price-per", "{price} per call", "{price} per {count} calls"),
    _("note-no-free-quota", "--no-free-quota: every call is charged, as if there were no free quota."),
    _("note-quota-absent", "This price list has no free quota for {services}: every call is charged."),
    _("note-of", "{services}: {note}"),
])
# fmt: on
