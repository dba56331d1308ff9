"""YAML files that a pydantic model validates (price files and budget files), with the line of each problem."""

from __future__ import annotations

import codecs
import os
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from tiia_cost.core.names import nearest
from tiia_cost.errors import Place, Problem, Problems
from tiia_cost.inputs.near_paths import near_paths
from tiia_cost.inputs.settings.yaml_text import path_text, read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from importlib.resources.abc import Traversable

    from pydantic_core import ErrorDetails

    from tiia_cost.core.book import Finder
    from tiia_cost.inputs.settings.yaml_text import Document

MAX_BYTES = 4_000_000

Model = TypeVar("Model", bound=BaseModel)


def read_model(
    file: str | Traversable, model: type[Model], problems: Problems, context: Mapping[str, object] | None = None
) -> tuple[Model, Finder] | None:
    """Return the model of a file and the finder of its places; None if there is any problem, which goes to `problems`.

    `context` holds the values that validators of the model need beside the file.
    """
    path = str(file)
    text = _read(file, problems)
    document = read_yaml(text, path, problems) if text is not None else None
    if document is None:
        return None
    if not document.data or not isinstance(document.data, dict):
        problems.append(_without_keys(document, model, path))
        return None
    find = partial(_find, path, document)
    try:
        return model.model_validate(document.data, context=context), find
    except ValidationError as error:
        for details in error.errors(include_url=False):
            _tell(details, model, find, problems)
    return None


def _without_keys(document: Document, model: type[BaseModel], path: str) -> Problem:
    """Return the problem that a file has no keys, with those that it needs, or else those that it may have."""
    needed = [name for name, field in model.model_fields.items() if field.is_required()]
    known = needed or list(model.model_fields)
    if document.data:
        return Problem("yaml-not-a-mapping", {"known": known}, Place(path, document.line(())))
    return Problem("settings-empty-needed" if needed else "settings-empty", {"known": known}, Place(path))


def _find(file: str, document: Document, path: tuple[str | int, ...]) -> Place:
    """Return the place of a path of a document in its file."""
    return Place(file, document.line(path), path=path_text(path))


def _read(file: str | Traversable, problems: Problems) -> str | None:
    path = str(file)
    try:
        with open(file, "rb") if isinstance(file, str) else file.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        close = near_paths(path, is_settings)
        if close:
            problems.add("file-missing-near", Place(path), nearest=close)
        else:
            problems.add("file-missing", Place(path))
    except IsADirectoryError:
        problems.add("file-is-folder", Place(path))
    except (OSError, ValueError) as error:
        problems.add("file-unreadable", Place(path), reason=getattr(error, "strerror", None) or str(error))
    else:
        return _decoded(raw, path, problems)
    return None


def is_settings(path: str) -> bool:
    """Return whether a path is that of a YAML file, by its name."""
    return path.lower().endswith((".yaml", ".yml")) and os.path.isfile(path)


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


def _tell(
    details: ErrorDetails,
    model: type[BaseModel],
    find: Callable[[tuple[str | int, ...]], Place],
    problems: Problems,
) -> None:
    """Note one error of pydantic as a problem with a code of ours, at its line."""
    path = tuple(part for part in details["loc"] if part != "[key]")
    kind = details["type"]
    params: dict[str, Any] = dict(details.get("ctx") or {})
    value = details.get("input")
    if kind == "extra_forbidden":
        code, params = _unknown_key(model, path)
    elif kind == "missing":
        code, params, path = "missing-key", {"name": str(path[-1])}, path[:-1]
    elif isinstance(value, dict | list) and kind in _OF_SCALARS | _FROM_SCALARS:
        code, params = "expected-scalar", {}
    elif kind in _CODES:
        code = _CODES[kind]
        expected = params.get("expected", "").replace("'", "").replace(" or ", ", ").split(", ")
        params = {"value": value, "expected": expected} if kind in _OF_SCALARS else {}
    elif "_" in kind:  # a type of pydantic: our codes have no underscore
        code, params = "invalid-value", {"reason": details["msg"]}
    else:
        code = kind
    problems.add(code, find(path), **params)


def _unknown_key(model: type[BaseModel], path: tuple[str | int, ...]) -> tuple[str, dict[str, Any]]:
    *parents, key = path
    shape = _shape(model, parents) or model
    keys = [field.alias or name for name, field in shape.model_fields.items()]
    close = nearest(str(key), keys)
    return ("unknown-key" if close else "unknown-key-none-near"), {"nearest": close or keys}


def _shape(kind: Any, path: Sequence[str | int]) -> type[BaseModel] | None:
    """Return the model at a path inside a type; None if there is no model."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if not path:
            return kind
        fields = {field.alias or name: field for name, field in kind.model_fields.items()}
        return _shape(fields[str(path[0])].annotation, path[1:]) if path[0] in fields else None
    if get_origin(kind) is dict:
        return _shape(get_args(kind)[1], path[1:])
    if get_origin(kind) is tuple and path:
        return _shape(get_args(kind)[0], path[1:])
    return next(filter(None, (_shape(argument, path) for argument in get_args(kind))), None)
