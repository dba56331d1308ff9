"""Price files: YAML → PriceList, with the line of everything that is wrong."""

from __future__ import annotations

import codecs
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from tiia_cost.core.book import PriceBook
from tiia_cost.core.names import nearest
from tiia_cost.core.prices import Freeze, PriceList, Service, Text, Tiers, Unpriced
from tiia_cost.errors import Place, PriceFileError, Problems
from tiia_cost.inputs.yaml_text import path_text, read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike

    from pydantic_core import ErrorDetails

    from tiia_cost.core.book import Finder
    from tiia_cost.inputs.yaml_text import Document

MAX_BYTES = 4_000_000


def shipped() -> Path:
    """Return the path of the price file that comes with the program.

    In a wheel it lies inside the package, in a checkout (editable, ``python -m tiia_cost``) at the top level.
    """
    package = Path(__file__).parents[1]
    inside = package / "pricing.yaml"
    return inside if inside.is_file() else package.parent / "pricing.yaml"


def schema() -> dict[str, Any]:
    """Return the JSON Schema of price files, which editors know from the first line of `pricing.yaml`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **PriceList.model_json_schema(by_alias=True, mode="validation"),
    }


def load_prices(*files: str | PathLike[str]) -> PriceBook:
    """Return the price lists in YAML files, or the shipped one if none is named.

    Several lists are one book: each month is priced by the newest that is in force on its first day. Raises
    PriceFileError with everything that is wrong in any of the files, or between them.
    """
    problems = Problems()
    read = [_load(str(file), problems) for file in files or [shipped()]]
    problems.raise_if_any(PriceFileError)
    found = [both for both in read if both is not None]
    return PriceBook([prices for prices, _ in found], [finder for _, finder in found])


def load_list(path: str, problems: Problems) -> PriceList | None:
    """Return the price list in one file, or None if anything is wrong with it; what, goes to `problems`."""
    read = _load(path, problems)
    return read[0] if read else None


def _load(path: str, problems: Problems) -> tuple[PriceList, Finder] | None:
    text = _read(path, problems)
    document = read_yaml(text, path, problems) if text is not None else None
    if document is None:
        return None
    if not isinstance(document.data, dict):
        problems.add("yaml-not-a-mapping", Place(path, document.line(())))
        return None
    find = partial(_find, path, document)
    try:
        return PriceList.model_validate(document.data), find
    except ValidationError as error:
        for details in error.errors(include_url=False):
            _tell(details, find, problems)
    return None


def _find(file: str, document: Document, path: tuple[str | int, ...]) -> Place:
    """Return where a path of a price list stands in its file."""
    return Place(file, document.line(path), path=path_text(path))


def _read(path: str, problems: Problems) -> str | None:
    try:
        with open(path, "rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        problems.add("file-missing", Place(path))
    except IsADirectoryError:
        problems.add("file-is-folder", Place(path))
    except (OSError, ValueError) as error:
        problems.add("file-unreadable", Place(path), reason=getattr(error, "strerror", None) or str(error))
    else:
        return _decoded(raw, path, problems)
    return None


def _decoded(raw: bytes, path: str, problems: Problems) -> str | None:
    if len(raw) > MAX_BYTES:
        problems.add("file-too-large", Place(path), limit=MAX_BYTES)
        return None
    utf16 = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encoding = "utf-16" if utf16 else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        problems.add("not-decodable", Place(path), offset=error.start, encoding="UTF-16" if utf16 else "UTF-8")
        return None


_CODES = {
    "missing": "missing-key",
    "model_type": "expected-mapping",
    "model_attributes_type": "expected-mapping",
    "dict_type": "expected-mapping",
    "list_type": "expected-list",
    "tuple_type": "expected-list",
    "string_type": "expected-text",
    "string_pattern_mismatch": "not-a-currency",
    "too_short": "expected-not-empty",
    "literal_error": "not-one-of",
}
_OF_SCALARS = {"string_type", "string_pattern_mismatch", "literal_error"}
_FROM_SCALARS = {"not-a-whole-number", "not-a-price", "not-a-date", "expected-text"}


def _tell(details: ErrorDetails, find: Callable[[tuple[str | int, ...]], Place], problems: Problems) -> None:
    """Translate one error of pydantic into a code of ours, at its line."""
    path = tuple(part for part in details["loc"] if part != "[key]")
    kind = details["type"]
    params: dict[str, Any] = dict(details.get("ctx") or {})
    value = details.get("input")
    if kind == "extra_forbidden":
        code, params = _unknown_key(path)
    elif kind == "missing":
        code, params, path = "missing-key", {"name": str(path[-1])}, path[:-1]
    elif isinstance(value, dict | list) and kind in _OF_SCALARS | _FROM_SCALARS:
        code, params = "expected-scalar", {}
    elif kind in _CODES:
        code = _CODES[kind]
        expected = params.get("expected", "").replace("'", "").replace(" or ", ", ").split(", ")
        params = {"value": value, "expected": expected} if kind in _OF_SCALARS else {}
    elif "_" in kind:  # ours have no underscore
        code, params = "invalid-value", {"reason": details["msg"]}
    else:
        code = kind
    problems.add(code, find(path), **params)


_SHAPES: dict[str, type[Any]] = {
    "freeze": Freeze,
    "tiers": Tiers,
    "name": Text,
    "group": Text,
    "reason": Text,
    "title": Text,
}


def _unknown_key(path: tuple[str | int, ...]) -> tuple[str, dict[str, Any]]:
    *parents, key = path
    shape: type[Any] = PriceList
    if len(parents) > 1 and parents[0] in ("services", "unpriced"):
        shape = Service if parents[0] == "services" else Unpriced
        parents = parents[2:]
    if parents:
        shape = _SHAPES.get(str(parents[-1]), shape)
    keys = [field.alias or name for name, field in shape.model_fields.items()]
    close = nearest(str(key), keys)
    return ("unknown-key" if close else "unknown-key-none-near"), {"nearest": close or keys}
