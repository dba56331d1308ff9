"""Progress bar for long reading, on standard error if that is a terminal."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

from tiia_cost.cli.terminal import is_terminal
from tiia_cost.messages import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PATIENCE = 1.0
"""Seconds before the bar appears: shorter reading needs none."""

_EVERY = 0.2


@contextmanager
def watched(file: str, size: int | None, done: Callable[[], float]) -> Iterator[None]:
    """Show progress while the context lasts: `done` is called now and then and returns how much of `size` is done."""
    if not is_terminal(sys.stderr):
        yield
        return
    over = Event()
    thread = Thread(target=_show, args=(file, size, done, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _show(file: str, size: int | None, done: Callable[[], float], over: Event) -> None:
    if over.wait(_PATIENCE):
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=None),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(printable(file)[-40:], total=size)
        while not over.wait(_EVERY):
            progress.update(task, completed=max(0.0, done()))
