"""Turn a code and its parameters into a sentence in English or Chinese.

All sentences are in one table, one row per code, with both languages side by side: `problems` has those of refused
input, `results` the rest. Other packages know codes; only reports and the command line call `say`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tiia_cost.messages.problems import PROBLEMS
from tiia_cost.messages.results import RESULTS

MESSAGES = {**PROBLEMS, **RESULTS}
LANGUAGES = ("en", "zh")


def say(code: str, lang: str = "en", **params: Any) -> str:
    """Return the sentence of a code; `more_rows` or `more_files` adds the number of further rows or files like it.

    Whole numbers are grouped for reading, sequences joined, and a mapping of languages gives the text in `lang`.
    Chinese templates have a space between a figure and Chinese text, which is dropped where the figure ends in a
    Chinese unit: ``1,000 次``, but ``100 万次``. Control characters are escaped, so that no terminal obeys them. Raises
    KeyError for an unknown code: a bug of ours.
    """
    more = [("more-rows", params.pop("more_rows", 0)), ("more-files", params.pop("more_files", 0))]
    shown = {name: _shown(value, lang) for name, value in params.items()}
    template = _template(code, lang, params.get("count", 1))
    if lang == "zh":
        template = _SPACED.sub(
            lambda match: match[0].rstrip() if _ends_in_unit(shown[match[1]]) else match[0], template
        )
    sentence = template.format_map(shown)
    for and_more, count in more:
        sentence = say(and_more, lang, sentence=sentence, count=count) if count else sentence
    return sentence


def _template(code: str, lang: str, count: int) -> str:
    message = MESSAGES[code]
    if lang == "zh":
        return message.zh
    return message.en if message.many is None or count == 1 else message.many


_SPACED = re.compile(r"\{(\w+)\} (?=[\u4e00-\u9fff])")


def _ends_in_unit(text: str) -> bool:
    """Return whether text ends in a figure with a Chinese unit: ``100 万``, ``1.5 元``, ``±50 万次``."""
    return text[-1:] in {"万", "亿", "元", "次"} and text[-2:-1] in {" ", "万", "亿"}


# Control characters, line ends, marks that change the direction of text, lone surrogates, and noncharacters (XML
# refuses the last two).
_OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def is_printable(text: str) -> bool:
    """Return whether text is one line without characters that a terminal would obey."""
    return _OBEYED.search(text) is None


def printable(text: str) -> str:
    """Return text as one line with control characters escaped, so that no terminal obeys them."""
    return _OBEYED.sub(lambda match: match[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)


def number(value: int, lang: str = "en") -> str:
    """Return a whole number as text for a sentence: grouped by three digits; in Chinese with 万 or 亿 if it is round."""
    if lang == "zh" and value:
        for unit, name in ((10**8, "亿"), (10**4, "万")):
            if value % unit == 0:
                return f"{value // unit} {name}"
    return f"{value:,}"


def _shown(value: Any, lang: str) -> str:
    if isinstance(value, int):
        return number(value, lang)
    if isinstance(value, Mapping):
        return _shown(value[lang], lang)
    if isinstance(value, list | tuple):
        return ("、" if lang == "zh" else ", ").join(_shown(item, lang) for item in value)
    return "" if value is None else printable(str(value))
