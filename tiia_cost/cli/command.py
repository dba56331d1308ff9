"""Commands whose options are dataclasses, so that an option that several commands share is defined once."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING, Any, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import DataclassInstance

    from tiia_cost.cli.output import Result


def command(function: Callable[..., Result]) -> Callable[..., Result]:
    """Return a command in the form that Typer reads: each parameter that is a dataclass is replaced by its fields.

    Do not use `functools.wraps` here: Typer would follow `__wrapped__` and find the dataclasses.
    """
    parameters: list[Parameter] = []
    groups: dict[str, type[DataclassInstance]] = {}
    for name, parameter in signature(function, eval_str=True).parameters.items():
        group = parameter.annotation
        if isinstance(group, type) and is_dataclass(group):
            groups[name] = group
            parameters += _parameters(group)
        else:
            parameters.append(parameter.replace(kind=Parameter.KEYWORD_ONLY))

    def run(**given: Any) -> Result:
        options = {
            name: group(**{field.name: given.pop(field.name) for field in fields(group)})
            for name, group in groups.items()
        }
        return function(**given, **options)

    run.__name__, run.__doc__, run.__annotations__ = function.__name__, function.__doc__, {}
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    return run


def _parameters(group: type[DataclassInstance]) -> list[Parameter]:
    hints = get_type_hints(group, include_extras=True)
    return [
        Parameter(field.name, Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name])
        for field in fields(group)
    ]
