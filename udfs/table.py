"""The result of a function that spills: named columns of equal length."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np


def column_key(title: str) -> str:
    """The key of a column: its title in lower snake case.

    >>> column_key("ROU Open")
    'rou_open'
    >>> column_key("% of full"), column_key("Non-current"), column_key("P(reach)")
    ('pct_of_full', 'non_current', 'p_reach')
    >>> column_key("$"), column_key("$/MW")
    ('amount', 'amount_mw')
    """
    text = title.replace("%", " pct ").replace("&", " and ").replace("$", " amount ").lower()
    return "_".join("".join(c if c.isalnum() else " " for c in text).split())


class Table:
    """A small frozen table: columns in order, equal-length columns by key.

    Parameters
    ----------
    columns : sequence of str
        Titles in order ("ROU Open").
    data : mapping of str to sequence
        One column per title, under the title or its key ("rou_open").
    headers : bool
        Whether `rows` begins with the titles unless told otherwise.
    """

    __slots__ = ("columns", "data", "headers")
    columns: tuple[str, ...]
    data: dict[str, Any]
    headers: bool

    def __init__(
        self, columns: Sequence[str], data: Mapping[str, Any], headers: bool = True
    ) -> None:
        keys = [column_key(title) for title in columns]
        if len(set(keys)) != len(keys):
            raise ValueError(f"two columns share a key: {keys}")
        found = {column_key(key): column for key, column in data.items()}
        if set(found) != set(keys):
            raise ValueError(f"columns {keys} and data {list(found)} differ")
        if len({len(column) for column in found.values()}) > 1:
            raise ValueError("columns differ in length")
        ordered = {key: found[key] for key in keys}
        for column in ordered.values():
            if isinstance(column, np.ndarray):
                column.setflags(write=False)
        object.__setattr__(self, "columns", tuple(columns))
        object.__setattr__(self, "data", ordered)
        object.__setattr__(self, "headers", headers)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a Table is frozen")

    def __reduce__(self) -> tuple[type[Table], tuple[tuple[str, ...], dict[str, Any], bool]]:
        return Table, (self.columns, self.data, self.headers)

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def __contains__(self, key: object) -> bool:
        return key in self.data

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __len__(self) -> int:
        """Number of rows, the header not counted."""
        return len(next(iter(self.data.values()), ()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and self.rows(True) == other.rows(True)

    __hash__ = None  # type: ignore[assignment]

    def keys(self) -> tuple[str, ...]:
        """The column keys, in order."""
        return tuple(self.data)

    def rows(self, headers: bool | None = None) -> list[list[Any]]:
        """The 2-D block that a spreadsheet shows: Python scalars, header row first.

        Without `headers` there is a header row unless the function was called with headers FALSE.
        """
        columns = [
            column.tolist() if isinstance(column, np.ndarray) else list(column)
            for column in self.data.values()
        ]
        body = [list(row) for row in zip(*columns, strict=True)]
        is_headed = self.headers if headers is None else headers
        return [list(self.columns), *body] if is_headed else body

    def to_pandas(self) -> Any:
        """The table as a pandas DataFrame (pandas is imported only here)."""
        import pandas as pd  # type: ignore[import-untyped]  # kept out of `import udfs`

        return pd.DataFrame(dict(self.data))

    def __repr__(self) -> str:
        shown = self.rows(True)[:8]
        more = [f"... {len(self)} rows"] if len(self) >= 8 else []
        return "\n".join(["  ".join(_cell(cell) for cell in row) for row in shown] + more)


def _cell(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
