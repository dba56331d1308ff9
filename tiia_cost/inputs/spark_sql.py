"""Texts and names as Spark writes them in SQL."""

from __future__ import annotations


def literal(text: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def identifier(name: str) -> str:
    """Return the name of a column as SQL writes it."""
    return "`" + name.replace("`", "``") + "`"
