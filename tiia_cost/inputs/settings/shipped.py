"""Files that are shipped with the program, found however it is installed: in a checkout, a wheel or a zip file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_CHECKOUT = Path(__file__).parents[3]


def shipped(path: str, *, in_checkout: str = "") -> Traversable:
    """Return a file or folder of the package, `path`; files that a checkout has elsewhere also have that path.

    pyproject.toml puts the latter into the package of a wheel (`force-include`).
    """
    inside = _package() / path
    return _CHECKOUT / in_checkout if in_checkout and not inside.is_file() else inside


def _package() -> Traversable:
    folder = _CHECKOUT / __name__.partition(".")[0]
    if folder.is_dir():
        return folder
    from importlib.resources import files  # noqa: PLC0415 - only a package inside a zip file needs it

    return files(__name__.partition(".")[0])
