"""Relations of the parts of a package: which file is the workbook, a sheet or the styles is written in others."""

from __future__ import annotations

import posixpath
from typing import IO, TYPE_CHECKING

from tiia_cost.inputs.tables.package import parse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zipfile import ZipFile


def opened(package: ZipFile, part: str) -> IO[bytes]:
    """Open a part of a package; letter case does not matter, nor which slash a program writes. Raises KeyError."""
    names = {name.replace("\\", "/").lower(): name for name in package.namelist()}
    return package.open(names[part.lower()])


def targets(package: ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Return the type and the target of each relation of a part, by its id; those of the package for the part ""."""
    folder, name = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}

    def start(element: str, attributes: Mapping[str, str]) -> None:
        if element == "Relationship":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
            found[attributes.get("Id", "")] = attributes.get("Type", ""), target

    try:
        xml = opened(package, posixpath.join(folder, "_rels", f"{name}.rels"))
    except KeyError:
        return {}
    with xml:
        parse(xml, start)
    return found


def target_of(related: Mapping[str, tuple[str, str]], kind: str) -> str | None:
    """Return the target of the first relation of a kind, the last part of its type; None if there is none."""
    return next((target for type_, target in related.values() if type_.endswith(f"/{kind}")), None)
