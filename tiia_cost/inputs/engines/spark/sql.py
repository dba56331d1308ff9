"""Texts and names as Spark writes them in SQL."""

from __future__ import annotations

BETWEEN = "\x1f"
"""Stands between texts that are joined to one: no key and no cell that means something has it."""


def literal(text: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def identifier(name: str) -> str:
    """Return the name of a column as SQL writes it."""
    return "`" + name.replace("`", "``") + "`"
