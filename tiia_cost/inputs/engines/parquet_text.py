"""Numbers of Parquet as the text of cells, in the SQL that DuckDB and Spark share.

Such a number is exact as it is, and has one text, whichever engine writes it: an account ``100001.0`` is the account
100001, and a count of ``250.000`` is 250, which no cell of a CSV may be.
"""

from __future__ import annotations

_EXACT = {"float": "16777216e0", "double": "9007199254740992e0"}
"""Limits of floating-point types, 2^24 and 2^53, from which on one value stands for several whole numbers."""

_BIGINT = "9.2e18"
"""Limit below which a number is a bigint; a larger one is not a count."""

_LARGEST = "1.7976931348623157e308"


def of_number(name: str, type_: str) -> str | None:
    """Return the SQL for the text of a numeric column; None if its type casts to the same text everywhere.

    `type_` is the name of the type in lower case.
    """
    if type_ in _EXACT:
        return _of_float(name, _EXACT[type_])
    if type_.startswith("decimal"):
        width, scale = map(int, type_[len("decimal(") : -1].split(","))
        return _of_decimal(name, width, scale)
    return None


def _of_float(name: str, exact: str) -> str:
    """Return the SQL for the text of a float.

    A whole number gives its digits, or a text with ``e+`` if some are lost; what is not a number gives an empty text. A
    fraction is cut to seven places, but stays one.
    """
    size = f"abs(cast({name} as double))"
    digits = _digits(size)
    rest = _digits(f"least(greatest(floor(({size} - floor({size})) * 1e7 + 5e-1), 1), 9999999)")
    fraction = _shortest(f"{_digits(f'floor({size})')} || '.' || lpad({rest}, 7, '0')")
    scientific = f"substr({digits}, 1, 1) || '.' || substr({digits}, 2) || 'e+' || cast(length({digits}) - 1 as string)"
    return f"""case
        when abs({name}) < {exact} and {name} = floor({name}) then {_digits(name)}
        when {name} is null or isnan({name}) then ''
        else case when {name} < 0 then '-' else '' end || case
            when {size} < {exact} then {fraction}
            when {size} < {_BIGINT} then {scientific}
            when {size} <= {_LARGEST} then printf('%.6e', {size})
            else 'inf'
        end
    end"""


def _of_decimal(name: str, width: int, scale: int) -> str:
    text = f"cast({name} as string)"
    if width == scale:  # DuckDB writes no digit before the point
        text = f"substr(replace(replace('=' || {text}, '=.', '=0.'), '=-.', '=-0.'), 2)"
    return _shortest(text) if scale else text


def _digits(number: str) -> str:
    return f"cast(try_cast({number} as bigint) as string)"


def _shortest(text: str) -> str:
    """Return the SQL for a decimal without zeros at its end, but with one if its point might separate thousands."""
    short = f"regexp_replace(regexp_replace({text}, '0+$', ''), '[.]$', '')"
    thousands = f"regexp_extract({short}, '[.]([0-9][0-9][0-9])+$', 0) <> ''"
    return f"{short} || case when {thousands} then '0' else '' end"
