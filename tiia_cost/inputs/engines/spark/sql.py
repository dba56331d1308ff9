"""Texts and names as Spark writes them in SQL."""

from __future__ import annotations

BETWEEN = "\x1f"
"""Separator of texts that are joined to one. No key, and no cell with a meaning, contains it."""


def literal(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def identifier(name: str) -> str:
    """Return the name of a column as an SQL identifier."""
    return "`" + name.replace("`", "``") + "`"
