"""The kinds of input in a deal file: what each allows, its units, its example, its note."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Any, NamedTuple, NoReturn

from pydantic import BeforeValidator, Field
from pydantic.fields import FieldInfo

from udfs.errors import TemplateError

ONE = Decimal(1)
MONEY_UNITS = {"$": ONE, "$k": Decimal(10**3), "$M": Decimal(10**6), "$B": Decimal(10**9)}
GRADES = ("A", "B", "C", "CALC", "MEM", "seed", "assumption")
_PER = (" a year", "/year", " per MW", "/MW", " a month", "/month")
LONG_KEYS = ("value", "unit", "source", "date", "grade", "note")
OLDEST, NEWEST = dt.date(1950, 1, 1), dt.date(2150, 12, 31)
LARGEST = 1e15
SHAPES = ("cosine", "linear", "normal", "beta", "own")
FUNDS = ("prorata", "equity")
STYLES = ("none", "sculpted", "level", "interest_only", "ctl")
CURVES = ("geometric", "table", "regime", "fit")
METHODS = ("SL", "SYD", "DDB", "VDB", "ECON")
POWER_BASES = ("reserved", "used")
CONVENTIONS = ("full", "half")
AMORTS = ("level", "straight", "bullet")
PRICES = ("list", "contract", "index", "resale")

#: kind -> (what it is, a remark, unit in the long form -> factor to the field's own unit)
KINDS: dict[str, tuple[str, str, dict[str, Decimal]]] = {
    "money": ("an amount", "", {}),
    "rate": (
        "a decimal rate",
        "0.05 is 5%",
        {"decimal": ONE, "%": Decimal("0.01"), "bp": Decimal("0.0001")},
    ),
    "share": ("a share", "0.75 is 75%", {"decimal": ONE, "%": Decimal("0.01")}),
    "spread": (
        "basis points",
        "200 is 2%",
        {"bp": ONE, "%": Decimal(100), "decimal": Decimal(10**4)},
    ),
    "years": ("a number of years", "", {"years": ONE, "months": ONE / 12}),
    "count": ("a whole number", "", {"periods": ONE, "payments": ONE, "months": ONE, "years": ONE}),
    "number": ("a number", "", {"x": ONE}),
    "power": ("a capacity in MW", "", {"MW": ONE, "GW": Decimal(1000)}),
    "rent": (
        "a rent per kW and month",
        "",
        {"$/kW-month": ONE, "$/kW-year": ONE / 12},
    ),
    "plain": (
        "an amount in whole currency",
        "31250 is $31,250",
        {"$": ONE, "$k": Decimal(10**3), "$M": Decimal(10**6)},
    ),
    "hourly": ("a price per GPU-hour", "", {"$/GPU-h": ONE}),
    "price": ("a price per kWh", "", {"$/kWh": ONE, "$/MWh": Decimal("0.001")}),
    "date": ("a date", f"from {OLDEST.year} to {NEWEST.year}", {}),
    "text": ("text on one line", "", {}),
    "flag": ("true or false", "", {}),
    "choice": ("one of", "", {}),
    "table": ("a list of rows", "", {}),
}


class Note(NamedTuple):
    """Where an input comes from: the four cells to the right of it in a workbook."""

    source: str = ""
    date: str = ""
    grade: str = ""
    note: str = ""


def joined(notes: Iterable[Note]) -> Note:
    """One note from several, each different text once."""
    texts = []
    for name, column in zip(Note._fields, zip(*notes, strict=True), strict=True):
        different = dict.fromkeys(filter(None, column))
        texts.append(("/" if name == "grade" else "; ").join(different))
    return Note(*texts)


# ------------------------------------------------------------------ declaring fields


def field(
    kind: str,
    example: object,
    default: Any = ...,
    *,
    above: float | None = None,
    low: float | None = None,
    high: float | None = None,
    cell: str = "",
    choices: tuple[object, ...] = (),
    rows: int | None = None,
) -> Any:
    """A field of a deal: its kind, bounds, example and the name of its cell when that differs."""
    extra: dict[str, Any] = {
        "kind": kind,
        "example": toml(example),
        "cell": cell,
        "allowed": _allowed(kind, above, low, high, choices, rows),
    }
    bounds = {"gt": above, "ge": low, "le": high, "max_length": rows}
    given: dict[str, Any] = {key: bound for key, bound in bounds.items() if bound is not None}
    return Field(default, json_schema_extra=extra, **given)


def _allowed(
    kind: str,
    above: float | None,
    low: float | None,
    high: float | None,
    choices: tuple[object, ...],
    rows: int | None,
) -> str:
    """What is allowed, to complete the sentence "x must be ...\""""
    noun, remark, _ = KINDS[kind]
    if kind == "choice":
        return f"{noun} {', '.join(toml(choice) for choice in choices)}"
    if kind == "table":
        return f"{noun}, at most {rows}"
    high = None if high == LARGEST else high
    parts = [noun]
    if above is not None:
        parts.append(f"above {above:g}" + (f" and at most {high:g}" if high is not None else ""))
    elif low is not None:
        parts.append(f"from {low:g} to {high:g}" if high is not None else f"of {low:g} or more")
    return " ".join(parts) + (f" ({remark})" if remark else "")


def extra(info: FieldInfo) -> Mapping[str, str]:
    """What `field` kept about a field."""
    kept = info.json_schema_extra
    return kept if isinstance(kept, dict) else {}  # type: ignore[return-value]


# ------------------------------------------------------------------- typed values


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _date(value: object) -> object:
    if isinstance(value, dt.datetime):
        return value.date()
    return dt.date.fromisoformat(value.strip()) if isinstance(value, str) else value


def _line(value: object) -> object:
    if isinstance(value, str) and not value.isprintable():
        raise ValueError("not printable")
    return value


def one_of(*choices: object, aliases: Mapping[object, object] | None = None) -> Any:
    """Accept one of a few values, or an alias of one; 1 is not True here."""

    def check(value: object) -> object:
        plain = _whole(value)
        if aliases and isinstance(plain, str) and plain in aliases:
            plain = aliases[plain]
        for choice in choices:
            if type(plain) is type(choice) and plain == choice:
                return plain
        raise ValueError("not a choice")

    return BeforeValidator(check)


Whole = Annotated[int, BeforeValidator(_whole)]
Date = Annotated[dt.date, BeforeValidator(_date), Field(ge=OLDEST, le=NEWEST)]
Line = Annotated[str, BeforeValidator(_line), Field(max_length=120)]
Story = Annotated[str, BeforeValidator(_line), Field(max_length=800)]
Unit = Annotated[str, one_of(*MONEY_UNITS)]
PaymentsAYear = Annotated[int, one_of(1, 2, 4, 12)]
Timing = Annotated[int, one_of(0, 1, aliases={"arrears": 0, "advance": 1})]
Compounding = Annotated[str, one_of("nominal", "effective")]
Shape = Annotated[str, one_of(*SHAPES)]
Fund = Annotated[str, one_of(*FUNDS)]
Style = Annotated[str, one_of(*STYLES)]
Curve = Annotated[str, one_of(*CURVES)]
Method = Annotated[str, one_of(*METHODS)]
PowerBasis = Annotated[str, one_of(*POWER_BASES)]
Convention = Annotated[str, one_of(*CONVENTIONS)]
Amort = Annotated[str, one_of(*AMORTS)]
PriceKind = Annotated[str, one_of(*PRICES)]
Discount = Annotated[str, one_of("after_tax_debt", "wacc")]


# -------------------------------------------------------------- plain and long form


def toml(value: object) -> str:
    """A value as it is written in a deal file, cut to a readable length."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        text = f'"{value[:60]}"' + ("..." if len(value) > 60 else "")
        return text.encode("unicode_escape").decode() if not text.isprintable() else text
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, (dict, list, tuple)):
        name = "a block of keys" if isinstance(value, dict) else "a list"
        return f"{name} with {len(value)} entries"
    return str(value)[:40] if isinstance(value, (int, dt.date, dt.time)) else type(value).__name__


def broken(path: str, value: object, allowed: str, example: str) -> NoReturn:
    """Raise for a rule between inputs that a deal breaks."""
    sentence = f"{path} must be {allowed}, got {toml(value)}; for example {example}"
    raise TemplateError(path, value, allowed, message=sentence)


def is_whole(number: float) -> bool:
    """Whether a number is a whole one, rounding aside."""
    return abs(number - round(number)) < 1e-9


def shown(key: object) -> str:
    """A key as it is named in a sentence: in quotes unless it is a plain word."""
    return key if isinstance(key, str) and key.isidentifier() and len(key) < 40 else toml(key)


def plain(path: str, value: object, kind: str, unit: str) -> tuple[object, Note]:
    """The value of an input in the field's own unit, and its note, from either form."""
    if not isinstance(value, dict):
        return value, Note()
    strange = [shown(key) for key in value if key not in LONG_KEYS]
    if strange or "value" not in value:
        fault = f"has the unknown key {strange[0]}" if strange else "has no value"
        sentence = f"{path} {fault}: its long form is {{ value, unit, source, date, grade, note }}"
        raise TemplateError(path, value, "an input", message=sentence)
    texts = {key: _note_text(f"{path}.{key}", value.get(key, "")) for key in Note._fields}
    _check_grade(path, texts["grade"])
    return _in_unit(path, value["value"], value.get("unit"), kind, unit), Note(**texts)


def _note_text(path: str, value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str) and value.isprintable() and len(value) <= 1000:
        return value
    allowed = "text on one line, at most 1000 characters"
    raise TemplateError(path, value, allowed, message=f"{path} must be {allowed}")


def _check_grade(path: str, grade: str) -> None:
    if grade and not set(grade.split("/")) <= set(GRADES):
        allowed = f"one of {', '.join(GRADES)}, or several joined by slashes"
        sentence = f'{path}.grade must be {allowed}, got {toml(grade)}; for example grade = "B"'
        raise TemplateError(f"{path}.grade", grade, allowed, message=sentence)


def _in_unit(path: str, value: object, given: object, kind: str, unit: str) -> object:
    """Bring a number stated in another unit to the field's own."""
    if given is None:
        return value
    factors = KINDS[kind][2]
    name = given
    if kind == "money" and isinstance(given, str):
        factors = {known: factor / MONEY_UNITS[unit] for known, factor in MONEY_UNITS.items()}
        name = given
        for per in _PER:
            name = name.removesuffix(per)
    if not isinstance(name, str) or name not in factors:
        known = ", ".join(toml(known) for known in factors) or "nothing"
        sentence = f"{path}.unit must be one of {known}, got {toml(given)}"
        if not factors:
            sentence = f"{path} takes no unit, got {toml(given)}"
        raise TemplateError(f"{path}.unit", given, known, message=sentence)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value  # of the wrong kind: the field itself says so
    return float(Decimal(repr(value)) * factors[name]) if factors[name] != ONE else value
