"""The registry: `@udf` and the `Spec` it makes. One definition feeds every host, page and test.

    @udf(source="ASC 842-20-30-1", native="=-PV({rate},{nper},{pmt})")
    def lease_pv(rate: Rate, nper: Count, pmt: Money) -> Money:
        '''numpydoc docstring'''

The decorated function takes single cells and ranges alike (see `udfs.cells`). Nothing but a
lookup table is made at import; a `Spec` is read from the docstring when it is first asked for.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, NamedTuple

import numpy as np

import udfs
from udfs import readers
from udfs.cells import REQUIRED, checked, evaluate, too_large
from udfs.errors import MissingDataError, OnBalanceError
from udfs.kinds import Kind, kind_of
from udfs.table import Table

HELP_LIMIT = 255  # characters that a spreadsheet's function wizard shows
_LARGEST = 1e300  # numbers beyond it take the careful path

_CATEGORIES = {
    "LEASE": "Leases",
    "VIE": "Leases",
    "YIELD": "Yields",
    "BOND": "Bonds",
    "DEV": "Development",
    "GPU": "GPUs",
    "AI": "AI revenue",
    "CAPEX": "Capital spending",
    "CREDIT": "Credit",
    "UDF": "Reference",
}


class Argument(NamedTuple):
    """One argument of a function."""

    name: str
    kind: Kind
    unit: str
    default: Any
    help: str
    required: bool


class Spec(NamedTuple):
    """Everything known about a function: see `udf` for where it comes from."""

    name: str
    python_name: str
    function: Callable[..., Any]
    arguments: tuple[Argument, ...]
    returns: str
    result: str
    summary: str
    notes: str
    sign: str
    source: str
    native: str | None
    domain: str
    reason: str
    example: str
    is_table: bool
    category: str

    @property
    def syntax(self) -> str:
        """The call as it is written, optional arguments in brackets."""
        shown = [one.name if one.required else f"[{one.name}]" for one in self.arguments]
        return f"{self.name}({', '.join(shown)})"


class Function:
    """A registered function: its scalar body, how its arguments are read, its kernel."""

    __slots__ = (
        "_kinds", "annotations", "body", "defaults", "meta", "names", "returns", "rows", "vector",
    )  # fmt: skip

    def __init__(
        self,
        body: Callable[..., Any],
        vector: Callable[..., Any] | None,
        rows: tuple[str, ...],
        meta: dict[str, Any],
    ) -> None:
        self.body: Any = body
        code = self.body.__code__
        self.names: tuple[str, ...] = code.co_varnames[: code.co_argcount]
        given = self.body.__defaults__ or ()
        self.defaults = (REQUIRED,) * (len(self.names) - len(given)) + given
        self.annotations: dict[str, str] = self.body.__annotations__
        self.returns = self.annotations["return"]
        self.vector = vector
        self.rows = rows
        self.meta = meta
        self._kinds: tuple[Kind, ...] | None = None

    @property
    def is_table(self) -> bool:
        return self.returns == "Table"

    @property
    def kinds(self) -> tuple[Kind, ...]:
        if self._kinds is None:
            self._kinds = tuple(kind_of(self.annotations[name]) for name in self.names)
        return self._kinds


_FUNCTIONS: dict[str, Function] = {}
_WRAPPERS: dict[str, Callable[..., Any]] = {}
_SPECS: dict[str, Spec] = {}


def udf(
    *,
    source: str,
    native: str | None = None,
    domain: str = "",
    reason: str = "",
    vector: Callable[..., Any] | None = None,
    rows: tuple[str, ...] = (),
    category: str = "",
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function that a cell can call.

    Parameters
    ----------
    source : str
        Paragraph, book or program that the formula comes from.
    native : str, optional
        The same value in the spreadsheet's own functions, arguments in braces.
    domain : str
        Which arguments the native formula covers.
    reason : str
        Why there is no native formula, when there is none.
    vector : callable, optional
        Kernel: takes the arguments in order as float arrays or plain scalars, not expanded but
        ready to broadcast, and returns a float array in which NaN marks a row left to the body.
    rows : tuple of str
        Series arguments of which a block of several rows and columns holds one series per row;
        the kernel then takes 2-D arrays (1-D for a series that all rows share).
    category : str
        Heading in the function wizard; made from the prefix when left out.
    """

    meta = {"source": source, "native": native, "domain": domain, "reason": reason}
    meta["category"] = category

    def decorate(body: Callable[..., Any]) -> Callable[..., Any]:
        function = Function(body, vector, rows, meta)
        call = _wrap(function)
        name = body.__name__.upper()
        if name in _FUNCTIONS:
            raise ValueError(f"{name} is defined twice")
        _FUNCTIONS[name] = function
        _WRAPPERS[name] = call
        return call

    return decorate


_OTHER, _PLAIN, _TEXT = 0, 1, 2


def _mode(annotation: str) -> int:
    kind = kind_of(annotation)
    return _PLAIN if kind.plain else _TEXT if kind.name == "Text" else _OTHER


def _wrap(function: Function) -> Callable[..., Any]:
    """The callable: a quick path for plain numbers, the careful one for everything else."""
    body = function.body
    modes = tuple(
        _OTHER if function.is_table else _mode(function.annotations[name])
        for name in function.names
    )
    mode_of = dict(zip(function.names, modes, strict=True))

    def is_quick(kwargs: dict[str, Any]) -> bool:
        for name, value in kwargs.items():
            kind, mode = type(value), mode_of.get(name, _OTHER)
            if kind is float or kind is int:
                if mode != _PLAIN or not -_LARGEST < value < _LARGEST:
                    return False
            elif kind is not str or mode != _TEXT or value[:1] in ("", "#"):
                return False
        return True

    def call(*args: Any, **kwargs: Any) -> Any:
        for value, mode in zip(args, modes, strict=False):
            kind = type(value)
            if kind is float or kind is int:
                if mode != _PLAIN or not -_LARGEST < value < _LARGEST:
                    break
            elif kind is not str or mode != _TEXT or value[:1] in ("", "#"):
                break
        else:
            if not kwargs or is_quick(kwargs):
                try:
                    result = body(*args, **kwargs)
                except ArithmeticError as error:
                    if isinstance(error, OnBalanceError):
                        raise
                    raise too_large() from None
                if type(result) is float and result - result == 0.0:
                    return result + 0.0
                return checked(result)
        values = _bind(function, args, kwargs)
        result = evaluate(function, values)
        return _headed(result, values[-1]) if function.names[-1] == "headers" else result

    for attribute in ("__name__", "__qualname__", "__doc__", "__module__", "__annotations__"):
        setattr(call, attribute, getattr(body, attribute))
    call.__wrapped__ = body  # type: ignore[attr-defined]
    return call


def _headed(table: Table, headers: Any) -> Table:
    """The table, without a header row when the cell `headers`, known to be good, holds FALSE."""
    while readers.is_block(headers):
        headers = np.asarray(headers, dtype=object).reshape(-1)[0]
    if readers.is_blank(headers) or headers:
        return table
    return Table(table.columns, table.data, headers=False)


def _bind(function: Function, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
    """The arguments in order; a call that does not fit the signature raises as in Python."""
    names = function.names
    values = list(args) + list(function.defaults[len(args) :])
    fits = len(args) <= len(names)
    for name, value in kwargs.items():
        if name not in names[len(args) :]:
            fits = False
            break
        values[names.index(name)] = value
    if not fits or any(value is REQUIRED for value in values):
        function.body(*args, **kwargs)
        raise TypeError(f"{function.body.__name__}: the arguments do not fit")
    return values


def spec(name: str) -> Spec:
    """The Spec of a function by its Excel or Python name."""
    key = name.upper()
    if key not in _FUNCTIONS:
        _load()
    if key not in _FUNCTIONS:
        raise MissingDataError("name", name, "the name of a function")
    if key not in _SPECS:
        _SPECS[key] = _read_spec(key)
    return _SPECS[key]


def _load() -> None:
    """Import every module of `udfs`, and so define every function."""
    for module in iter_modules(udfs.__path__):
        import_module(f"udfs.{module.name}")


def names() -> list[str]:
    """The Python name of every function, in order."""
    _load()
    return sorted(name.lower() for name in _FUNCTIONS)


def all_specs() -> list[Spec]:
    """Every Spec, by name."""
    return [spec(name) for name in names()]


def _read_spec(key: str) -> Spec:
    function, call = _FUNCTIONS[key], _WRAPPERS[key]
    doc = inspect.cleandoc(call.__doc__ or "")
    parts = _sections(doc)
    helps = _entries(parts.get("Parameters", ""))
    results = _entries(parts.get("Returns", ""))
    arguments = []
    for name, kind, default in zip(function.names, function.kinds, function.defaults, strict=True):
        unit, text = helps.get(name, ("", ""))
        required = default is REQUIRED
        arguments.append(Argument(name, kind, unit, None if required else default, text, required))
    result, (_, text) = next(iter(results.items()), ("", ("", "")))
    return Spec(
        name=key,
        python_name=key.lower(),
        function=call,
        arguments=tuple(arguments),
        returns=function.returns,
        result=". ".join(filter(None, (result, text))),
        summary=" ".join(parts[""].split("\n\n")[0].split()),
        notes=parts.get("Notes", ""),
        sign=_sign(parts),
        source=function.meta["source"],
        native=function.meta["native"],
        domain=function.meta["domain"],
        reason=function.meta["reason"],
        example=parts.get("Examples", ""),
        is_table=function.is_table,
        category=function.meta["category"] or _CATEGORIES[key.split("_")[0]],
    )


def _sections(doc: str) -> dict[str, str]:
    """A numpydoc text by section; the text before the first section has the key ""."""
    pieces = re.split(r"^(\w[\w ]*)\n-{3,}$", doc, flags=re.MULTILINE)
    found = {"": pieces[0].strip()}
    for title, text in zip(pieces[1::2], pieces[2::2], strict=True):
        found[title] = text.strip("\n")
    return found


def _entries(section: str) -> dict[str, tuple[str, str]]:
    """The entries `name : unit` of a section, each with its help on one line."""
    found: dict[str, tuple[str, str]] = {}
    name, unit, lines = "", "", []
    for line in [*section.splitlines(), "end"]:
        if line.startswith(" ") or not line:
            lines.append(line.strip())
            continue
        if name:
            found[name] = (unit, " ".join(filter(None, lines)))
        name, _, unit = (piece.strip() for piece in line.partition(" :"))
        lines = []
    return found


def _sign(parts: dict[str, str]) -> str:
    """The first sentence that says which way a sign goes, after the name of its argument."""
    entries = {**_entries(parts.get("Parameters", "")), **_entries(parts.get("Returns", ""))}
    texts = [(f"{name}: ", text) for name, (_, text) in entries.items()]
    for start, text in [*texts, ("", parts.get("Notes", ""))]:
        for sentence in re.split(r"(?<=[.;]) ", " ".join(text.split())):
            if re.search(r"\b(positive|negative|signed)\b", sentence, re.IGNORECASE):
                return start + sentence
    return ""
