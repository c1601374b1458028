"""Workbooks that take no deal: they are whole as they come, and are only computed afresh."""

from __future__ import annotations

from typing import NamedTuple

from workbooks import model
from workbooks.cache import build_file
from workbooks.designs import Figure
from workbooks.package import read_file


class Finished(NamedTuple):
    """A workbook without a deal: its title, and what is told of it."""

    title: str
    headline: tuple[Figure, ...]


FINISHED = {
    "tour": Finished(
        "Tour of the articles",
        (
            Figure("passing", "Mechanisms of the articles that pass", "out_passes", "count"),
            Figure("failing", "that fail", "out_failing", "count"),
            Figure("illustrated", "illustrated", "out_shown", "count"),
            Figure("open", "not yet covered", "out_open", "count"),
            Figure("context", "context", "out_context", "count"),
        ),
    ),
}


def build_finished(name: str, mode: model.Mode = "native") -> bytes:
    """The workbook of that name: every formula with its value."""
    return compute(read_file(model.template_file(name, mode)), name, mode)


def compute(data: bytes, name: str, mode: model.Mode = "native") -> bytes:
    """The same from its bytes."""
    title = FINISHED[name].title
    return build_file(
        data,
        {},
        title=title,
        description=f"OnBalance, mode {mode}: {title}",
        values_only=mode == "values",
    )
