"""What the task pane shows about each function, made from the registry."""

from __future__ import annotations

from functools import cache
from typing import Any

from addin.call import Fault, Rows, call
from addin.example import example, formula
from addin.office.metadata import NAMESPACE
from addin.texts import argument_help, cut
from udfs.registry import Spec, all_specs
from udfs.version import __version__


@cache
def catalogue() -> dict[str, Any]:
    """All functions by name, with the version."""
    return {
        "version": __version__,
        "namespace": NAMESPACE,
        "functions": [_entry(spec) for spec in all_specs()],
    }


def _entry(spec: Spec) -> dict[str, Any]:
    arguments = example(spec)
    return {
        "name": spec.name,
        "category": spec.category,
        "summary": spec.summary,
        "syntax": f"{NAMESPACE}.{spec.syntax}",
        "arguments": [
            {"name": one.name, "required": one.required, "help": argument_help(one, limit=1000)}
            for one in spec.arguments
        ],
        "result": spec.result,
        "is_table": spec.is_table,
        "sign": spec.sign,
        "notes": spec.notes,
        "source": spec.source,
        "native": spec.native,
        "domain": spec.domain,
        "reason": spec.reason,
        "example": formula(f"{NAMESPACE}.{spec.name}", arguments),
        "shows": _shows(call(spec.name, arguments)),
    }


def _shows(rows: Rows) -> str:
    """What the example shows: its value, or the size of its block.

    >>> _shows([[2492.4420685]])
    '2,492.44'
    >>> _shows([["Period", "Rent"], [1.0, 200.0]])
    '2 rows of 2 columns, headed Period, Rent'
    """
    if len(rows) == len(rows[0]) == 1:
        cell = rows[0][0]
        if isinstance(cell, Fault):
            return cell.code
        if isinstance(cell, bool):
            return str(cell).upper()
        return f"{cell:,.6g}" if isinstance(cell, float) and abs(cell) < 1000 else _text(cell)
    head = [cell for cell in rows[0] if isinstance(cell, str)]
    size = f"{len(rows)} rows of {len(rows[0])} columns"
    return f"{size}, headed {cut(', '.join(head), 120)}" if head else size


def _text(cell: Any) -> str:
    return f"{cell:,.2f}" if isinstance(cell, float) else str(cell)
