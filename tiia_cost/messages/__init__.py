r"""What is said to people: a code and its parameters become a sentence in either language.

Below this package there are codes; the layers above call `say`. The sentences are written in English, in `problems` and
`results`. The other language is a gettext catalog in `locale`, where a code is the context of its sentence. Babel
maintains it:

    pybabel extract -k _:1c,2,2t -k _:1c,2,3,3t --no-location --no-wrap -o messages.pot tiia_cost/messages
    pybabel update -D tiia_cost -i messages.pot -d tiia_cost/messages/locale --no-fuzzy-matching --no-wrap \
        --ignore-obsolete --ignore-pot-creation-date
    pybabel compile -D tiia_cost -d tiia_cost/messages/locale
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tiia_cost.messages.problems import PROBLEMS
from tiia_cost.messages.results import RESULTS

if TYPE_CHECKING:
    from gettext import NullTranslations

SENTENCES = {**PROBLEMS, **RESULTS}
LANGUAGES = ("en", "zh")


def say(code: str, lang: str = "en", **params: Any) -> str:
    """Return the sentence of a code, with `more_rows` or `more_files` also of how many more it is true.

    Whole numbers are worded as people read them, sequences joined, and a mapping of languages gives the text in
    `lang`. Text is shown without anything a terminal would obey. An unknown code is a KeyError: a mistake of ours.
    """
    more = [("more-rows", params.pop("more_rows", 0)), ("more-files", params.pop("more_files", 0))]
    shown = {name: _shown(value, lang) for name, value in params.items()}
    sentence = _template(code, lang, params.get("count", 1)).format_map(shown)
    for and_more, count in more:
        sentence = say(and_more, lang, sentence=sentence, count=count) if count else sentence
    return sentence


def _template(code: str, lang: str, count: int) -> str:
    one, many = SENTENCES[code]
    if lang == "en":
        return one if many is None or count == 1 else many
    return _catalog(lang).pgettext(code, one) if many is None else _catalog(lang).npgettext(code, one, many, count)


@cache
def _catalog(lang: str) -> NullTranslations:
    import gettext  # noqa: PLC0415 - English needs none

    return gettext.translation("tiia_cost", Path(__file__).with_name("locale"), [lang])


# Control characters, line ends, what turns the direction of text round, halves of characters, and what is none (XML
# refuses those).
_OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def is_printable(text: str) -> bool:
    """Say whether text is one line with nothing in it that a terminal would obey."""
    return _OBEYED.search(text) is None


def printable(text: str) -> str:
    """Return text as one line that no terminal obeys: control characters are spelled out."""
    return _OBEYED.sub(lambda match: match[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)


def number(value: int, lang: str = "en") -> str:
    """Return a whole number as sentences word it: grouped by three digits; in Chinese by 万 and 亿 if it is round."""
    if lang == "zh" and value:
        for unit, name in ((10**8, "亿"), (10**4, "万")):
            if value % unit == 0:
                return f"{value // unit}{name}"
    return f"{value:,}"


def _shown(value: Any, lang: str) -> str:
    if isinstance(value, int):
        return number(value, lang)
    if isinstance(value, Mapping):
        return _shown(value[lang], lang)
    if isinstance(value, list | tuple):
        return ("、" if lang == "zh" else ", ").join(_shown(item, lang) for item in value)
    return "" if value is None else printable(str(value))
