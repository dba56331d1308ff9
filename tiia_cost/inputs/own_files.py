"""Files that this program wrote itself, known by their header: in a folder of usage they are no usage."""

from __future__ import annotations

import codecs
import re

from tiia_cost.core.estimate import BILL_COLUMNS

BAD_ROW_COLUMNS = ("file", "line", "problem", "row")


def is_own(start: bytes) -> bool:
    """Say whether a table that begins so is one of bills, to which columns may have been added, or of bad rows."""
    encoding = "utf-16" if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    header = next(iter(start.decode(encoding, "replace").splitlines()), "")
    # As a spreadsheet may save it again: with other delimiters, or with quotes.
    headings = {heading.strip().strip('"') for heading in re.split("[,;\t]", header)}
    return headings >= set(BILL_COLUMNS) or headings == set(BAD_ROW_COLUMNS)
