"""Files that this program wrote itself, recognised by their header: in a folder of usage they are not usage."""

from __future__ import annotations

import codecs
import re
from typing import IO, TYPE_CHECKING

from tiia_cost.core.estimate import BILL_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable

BAD_ROW_COLUMNS = ("file", "line", "problem", "row")


def is_bill(header: Iterable[str]) -> bool:
    """Return whether a header is that of bills, to which columns may have been added."""
    return set(BILL_COLUMNS) <= set(header)


def is_own_workbook(content: IO[bytes]) -> bool:
    """Return whether a file is a workbook that this program wrote."""
    from zipfile import ZipFile  # noqa: PLC0415 - few runs need it

    from tiia_cost.inputs.tables.package import DAMAGED, ZIP, own_bill_sheet  # noqa: PLC0415 - same

    if content.read(len(ZIP)) != ZIP:
        return False
    try:
        return own_bill_sheet(ZipFile(content)) is not None
    except DAMAGED:
        return False  # reading it notes the problem


def is_own(start: bytes) -> bool:
    """Return whether a table that begins with these bytes is one of bills or of bad rows."""
    encoding = "utf-16" if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    header = next(iter(start.decode(encoding, "replace").splitlines()), "")
    # A spreadsheet may have saved it again: with other delimiters, or with quotes.
    headings = {heading.strip().strip('"') for heading in re.split("[,;\t]", header)}
    return is_bill(headings) or headings == set(BAD_ROW_COLUMNS)
