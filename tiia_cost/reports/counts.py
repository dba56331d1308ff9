"""Monthly counts as a long CSV, which every command reads just like the log that they come from."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from tiia_cost.core.estimate import COUNT_RANGE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiia_cost.core.ranges import Margin
    from tiia_cost.core.usage import Usage


def render(usage: Usage, services: Sequence[str], margin: Margin | None = None) -> str:
    """Return CSV text with a row for each account, month and service; services are in the order given.

    With a margin each row also has the lowest and the highest count that its calls may come to.
    Usage that names no accounts, or no months, has no such column. Names are written as they are: an apostrophe before
    a name that a spreadsheet might take for a formula would make it another account.
    """
    months = list(usage.months())
    with_account = any(account is not None for account, _, _ in months)
    with_month = any(month is not None for _, month, _ in months)
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    columns = [*(["account"] if with_account else []), *(["month"] if with_month else []), "service", "calls"]
    rows.writerow([*columns, *(() if margin is None else COUNT_RANGE_COLUMNS)])
    order = {service: i for i, service in enumerate(services)}
    for account, month, counts in months:
        owner = [*([account] if with_account else []), *([month] if with_month else [])]
        for service in sorted(counts, key=lambda name: order[name]):
            count = counts[service]
            rows.writerow((*owner, service, count.calls, *(() if margin is None else margin.around_count(count))))
    return text.getvalue()
