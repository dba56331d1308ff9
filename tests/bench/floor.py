"""The smallest program on these libraries: read a small YAML into a model, print a table, through Typer."""

from __future__ import annotations

import pydantic
import rich
import rich.table
import typer
import yaml

ITEMS = """
title: Prices
items: {label: "2.5", product: "2.5", car: "3"}
"""


class Listed(pydantic.BaseModel):
    title: str
    items: dict[str, str]


def show(calls: list[str]) -> None:
    listed = Listed.model_validate(yaml.load(ITEMS, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))  # noqa: S506
    table = rich.table.Table(title=f"{listed.title}: {', '.join(calls)}")
    table.add_column("service")
    table.add_column("price", justify="right")
    for name, price in listed.items.items():
        table.add_row(name, price)
    rich.print(table)


typer.run(show)
