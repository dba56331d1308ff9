"""Scalars of a price file: the text of a YAML scalar → a checked value, or an error with a code of ``messages``.

Every scalar arrives as text, exactly as it stands in the file, and is converted here; YAML's own types are a trap
(``010`` would be 8, ``2.50`` a float).
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from tiia_cost.core.money import in_fen, is_amount, of_fen
from tiia_cost.core.usage import MAX_CALLS
from tiia_cost.messages import is_printable

_WHOLE = r"[0-9]{1,3}(?:_[0-9]{3})+|[0-9]{1,19}"
# Up to twelve digits on either side: no real price has more, and the limit keeps all arithmetic small.
_DECIMAL = r"[0-9]{1,12}(?:\.[0-9]{1,12})?"
# As in the core schema of YAML 1.2, in which `yes` and `off` are texts.
_BOOLEANS = {**dict.fromkeys(("true", "True", "TRUE"), True), **dict.fromkeys(("false", "False", "FALSE"), False)}
_NULL = ("null", "Null", "NULL", "~")

MAX_MONTHS = 120
"""Most months for which a pack may be valid: ten years. Vendors' packs are valid for one."""


def refuse(code: str, **params: object) -> PydanticCustomError:
    """Return the error of pydantic that has a code of ``messages`` and its parameters."""
    return PydanticCustomError(code, code, params)


def _number(pattern: str, code: str, value: object) -> str:
    """Return the digits of a number that matches `pattern`; otherwise raise an error.

    The error has the code `code`, or a more precise one if the value is empty or negative.
    """
    text = str(value).strip() if isinstance(value, str | int | Decimal) and not isinstance(value, bool) else ""
    if not text and isinstance(value, str):
        raise refuse("value-missing")
    if re.fullmatch(r"-[0-9_.]+", text):
        raise refuse("negative-number", value=text)
    if not re.fullmatch(pattern, text):
        raise refuse(code, value=text or str(value))
    return text


def _whole(value: object) -> int:
    number = int(_number(_WHOLE, "not-a-whole-number", value))
    if number > MAX_CALLS:
        raise refuse("count-too-large", value=str(value))
    return number


def _positive(value: object) -> int:
    number = _whole(value)
    if number == 0:
        raise refuse("not-above-zero", value=str(value))
    return number


def _decimal(value: object) -> Decimal:
    return Decimal(_number(_DECIMAL, "not-a-price", value))


def _amount(value: object) -> Decimal:
    amount = _decimal(value)
    if not is_amount(amount):
        raise refuse("amount-decimals", value=str(value))
    return of_fen(in_fen(amount))


def _months(value: object) -> int:
    months = _positive(value)
    if months > MAX_MONTHS:
        raise refuse("too-many-months", value=str(value), limit=MAX_MONTHS)
    return months


def _true_or_false(value: object) -> bool:
    if str(value) not in _BOOLEANS:
        raise refuse("not-true-or-false", value=str(value))
    return _BOOLEANS[str(value)]


def or_none(value: object) -> object:
    """Return None for the null of YAML, and any other value unchanged."""
    return None if isinstance(value, str) and value in _NULL else value


def _date(value: object) -> datetime.date:
    if isinstance(value, datetime.date):
        return value
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", str(value)):
            return datetime.date.fromisoformat(str(value))
    except ValueError:
        pass
    raise refuse("not-a-date", value=str(value))


def _label(value: object) -> str:
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not text:
        raise refuse("expected-text")
    if not is_printable(text):
        raise refuse("control-character", value=text)
    return text


def _identifier(value: object) -> str:
    text = _label(value)
    # Spreadsheets take a cell that starts with =, +, - or @ for a formula; `=` also ends a name in arguments.
    if not re.fullmatch(r"[^\W_][\w.-]*", text):
        raise refuse("not-an-id", value=text)
    return text


def _schema(*types: str, **rules: object) -> WithJsonSchema:
    return WithJsonSchema({"type": list(types) if len(types) > 1 else types[0], **rules})


_WHOLE_SCHEMA = _schema("integer", "string", minimum=0, maximum=MAX_CALLS, pattern=f"^(?:{_WHOLE})$")

Calls = Annotated[int, BeforeValidator(_whole), _WHOLE_SCHEMA]
PerCalls = Annotated[
    int,
    BeforeValidator(_positive),
    _schema("integer", "string", minimum=1, maximum=MAX_CALLS, pattern=f"^(?:{_WHOLE})$"),
]
PackMonths = Annotated[
    int,
    BeforeValidator(_months),
    _schema("integer", "string", minimum=1, maximum=MAX_MONTHS, pattern=f"^(?:{_WHOLE})$"),
]
Price = Annotated[Decimal, BeforeValidator(_decimal), _schema("number", "string", minimum=0, pattern=f"^{_DECIMAL}$")]
Amount = Annotated[
    Decimal,
    BeforeValidator(_amount),
    _schema("number", "string", minimum=0, pattern=r"^[0-9]{1,12}(?:\.[0-9]{1,2})?$"),
]
TrueOrFalse = Annotated[
    bool, BeforeValidator(_true_or_false), _schema("boolean", "string", pattern="^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$")
]
Day = Annotated[
    datetime.date, BeforeValidator(_date), _schema("string", format="date", pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
]
Label = Annotated[str, BeforeValidator(_label), _schema("string", minLength=1)]
Identifier = Annotated[str, BeforeValidator(_identifier), _schema("string", pattern=r"^[^\W_][\w.-]*$")]
