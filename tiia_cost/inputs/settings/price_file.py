"""Price files: YAML → PriceList, with the line of each problem."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tiia_cost.core.book import PriceBook
from tiia_cost.core.prices import PriceList
from tiia_cost.errors import PriceFileError, Problems
from tiia_cost.inputs.settings.yaml_model import read_model

if TYPE_CHECKING:
    from os import PathLike


def shipped() -> Path:
    """Return the path of the price file that comes with the program.

    In a wheel it lies inside the package, in a checkout (editable, ``python -m tiia_cost``) at the top level.
    """
    package = Path(__file__).parents[2]
    inside = package / "pricing.yaml"
    return inside if inside.is_file() else package.parent / "pricing.yaml"


def schema() -> dict[str, Any]:
    """Return the JSON Schema of price files, to which the first line of `pricing.yaml` points editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **PriceList.model_json_schema(by_alias=True, mode="validation"),
    }


def load_prices(*files: str | PathLike[str]) -> PriceBook:
    """Return the price lists in YAML files, or the shipped one if none is named.

    Several lists are one book: each month is priced by the newest that is in force on its first day. Raises
    PriceFileError with all problems in any of the files, or between them.
    """
    problems = Problems()
    read = [read_model(str(file), PriceList, problems) for file in files or [shipped()]]
    problems.raise_if_any(PriceFileError)
    lists = [both for both in read if both is not None]
    return PriceBook([prices for prices, _ in lists], [finder for _, finder in lists])


def load_list(path: str, problems: Problems) -> PriceList | None:
    """Return the price list in one file, or None if it has any problem; problems go to `problems`."""
    read = read_model(path, PriceList, problems)
    return read[0] if read else None
