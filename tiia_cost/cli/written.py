"""The files that a run will write: none may be one that it reads, and no two options may write the same."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tiia_cost.cli.target import check_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiia_cost.errors import Problems

_SHIPPED = {"en": "a shipped price list", "zh": "自带价格表"}


class Written:
    """The files that the options of a run name to be written; what is wrong with them goes to its problems."""

    def __init__(self, files: Sequence[tuple[str, str]], problems: Problems) -> None:
        """Take each option with its file, and note a problem for each that cannot be written or is written twice."""
        self.options = {file: option for option, file in files}
        """The option of each file."""
        self._problems = problems
        seen: dict[str, str] = {}
        for option, file in files:
            if option != "--output":  # `targets` has looked at those
                check_file(option, file, problems)
            path = os.path.realpath(file)
            if path in seen and (os.path.isfile(file) or not os.path.exists(file)):  # all may write to one device
                code = "same-file" if seen[path] != option else "file-written-twice"
                problems.add(code, option=option, other=seen[path], file=file)
            seen.setdefault(path, option)

    def refuse(self, read: Sequence[str], called: object) -> None:
        """Note a problem for each file that would overwrite one of the files `read`.

        `called` names the source of these files in the message: an option, or a text by language.
        """
        if self.options:
            from tiia_cost.inputs.tables.same_file import refuse_written

            refuse_written(self.options, read, called, self._problems)

    def refuse_shipped(self) -> None:
        """Note a problem for each file in the place of a shipped price list: it would spoil every later run."""
        if self.options:
            from tiia_cost.inputs.settings.price_file import shipped_sets

            self.refuse([str(file) for lists in shipped_sets().values() for file in lists.values()], _SHIPPED)
