"""A progress bar on standard error, if that is a terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from headless.cli.shared.output import shown
from headless.messages import Message

if TYPE_CHECKING:
    from headless.services.importing.files.progress import Progress as Tell


STEPS = {"reading": Message("reading"), "importing": Message("importing"), "events": Message("events")}
"""What the steps are called."""


@contextmanager
def shown_progress() -> "Iterator[Tell]":
    """Open what an import reports its progress to: one bar for each step."""
    if not sys.stderr.isatty():
        yield _nothing
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description:12}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, TaskID] = {}

        def tell(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(shown(STEPS.get(step, step)), total=total or None)
            bars.update(tasks[step], completed=done, total=total or None)

        yield tell


def _nothing(step: str, done: int, total: int) -> None:
    pass
