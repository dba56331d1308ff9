"""The language of all output: that of ``--lang``, else of TIIA_COST_LANG, else of the locale."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from tiia_cost.cli.arguments import last_value
from tiia_cost.messages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiia_cost.errors import Problems


def language(option: str | None, problems: Problems | None = None) -> str:
    """Return the language to use, `en` or `zh`. An unknown language is added to `problems`."""
    for source, asked in (("--lang", option), ("TIIA_COST_LANG", os.environ.get("TIIA_COST_LANG") or None)):
        if asked is None:
            continue
        spoken = _spoken(asked)
        if spoken is not None:
            return spoken
        if problems is not None:
            problems.add("unknown-language", source=source, name=asked, languages=LANGUAGES)
        break
    locale = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return _spoken(locale) or "en"


def _spoken(tag: str) -> str | None:
    """Return the language of a tag or locale (``zh``, ``zh-Hans-CN``, ``zh_CN.UTF-8``), or None if it is unknown."""
    match = re.fullmatch(r"([a-z]+)([-_][a-z0-9]+)*([.@][-.@=\w]+)?", tag.strip().lower())
    return match[1] if match and match[1] in LANGUAGES else None


def language_of_errors(arguments: Sequence[str]) -> str:
    """Return the language for errors in the arguments, which can occur before Typer has parsed ``--lang``."""
    return language(last_value(arguments, "--lang"))
