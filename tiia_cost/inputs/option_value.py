"""The value of an option, or what is wrong with it under the option's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from tiia_cost.errors import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from tiia_cost.errors import Problems

Value = TypeVar("Value")


def option_value(option: str, text: str, parse: Callable[[str], Value | Problem], problems: Problems) -> Value | None:
    """Return what the text of an option means; None, and why it means nothing goes to `problems`."""
    value = parse(text)
    if isinstance(value, Problem):
        problems.add(value.code, Place(option), **value.params)
        return None
    return value
