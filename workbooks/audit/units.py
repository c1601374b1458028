"""The unit of a formula, worked out from the units that its operands declare.

A unit is a word of the contract, such as money, rate or years. Money keeps through products with
plain numbers; what else a product gives is not known, and what is not known agrees with all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from workbooks.audit.nodes import (
    Binary,
    Call,
    Flag,
    Group,
    Name,
    Node,
    Number,
    Postfix,
    Ref,
    Text,
    Unary,
)


class Unit(NamedTuple):
    """A unit: the word where it is known, and the power of money; None where that is not known."""

    word: str | None
    money: int | None


#: Of which nothing is known; a literal, which takes the unit of its neighbour.
UNKNOWN, PLAIN = Unit(None, None), Unit("", 0)
FLAG, TEXT, DATE, COUNT, RATE = (
    Unit(word, 0) for word in ("flag", "text", "date", "count", "rate")
)
NUMBER = Unit(None, 0)

#: Words that may stand side by side; the number of the group counts, not the word.
_GROUPS: tuple[frozenset[str], ...] = (
    frozenset({"money"}), frozenset({"currency"}), frozenset({"currency per hour"}),
    frozenset({"money entered"}), frozenset({"bp"}), frozenset({"rate", "factor", "x"}),
    frozenset({"count", "flag", "years", "factor"}), frozenset({"date"}),
)  # fmt: skip
_MONEY = frozenset({"money", "money entered", "currency", "currency per hour"})
_KNOWN = frozenset(word for group in _GROUPS for word in group)

#: What a formula says where it has no number.
_NO_NUMBER = frozenset({"", "n/a", "not given"})

#: Functions whose result has the unit of some arguments, which must agree: positions from, step.
_LIKE = {
    "MAX": (0, 1), "MIN": (0, 1), "SUM": (0, 1), "AVERAGE": (0, 1), "IF": (1, 1), "CHOOSE": (1, 1),
    "IFERROR": (0, 1), "IFNA": (0, 1), "MEDIAN": (0, 1),
}  # fmt: skip
#: Functions whose result has the unit of one argument.
_OF = {
    "ABS": 0, "ROUND": 0, "ROUNDUP": 0, "ROUNDDOWN": 0, "INT": 0, "INDEX": 0, "N": 0, "MOD": 0,
    "SUMPRODUCT": 0, "PV": 2, "PMT": 2, "FV": 2, "NPV": 1, "SUMIFS": 0, "SLN": 0, "SYD": 0,
    "DDB": 0, "DB": 0, "VDB": 0, "LARGE": 0, "SMALL": 0, "XNPV": 1,
}  # fmt: skip
_FIXED = {
    **dict.fromkeys(("IRR", "XIRR", "YIELD"), RATE),
    **dict.fromkeys(("AND", "OR", "NOT", "ISERROR", "ISNUMBER", "ISBLANK", "ISTEXT"), FLAG),
    **dict.fromkeys(("COUNT", "COUNTA", "COUNTIF", "COUNTIFS", "MATCH", "ROW", "COLUMN"), COUNT),
    **dict.fromkeys(("DATE", "EDATE", "EOMONTH"), DATE),
    **dict.fromkeys(("TEXT", "SUBSTITUTE", "CONCATENATE", "LEFT", "RIGHT", "MID"), TEXT),
    "YEARFRAC": Unit("years", 0),
}

#: Gives the unit of a reference or name.
Lookup = Callable[[Node], Unit]
#: Told of two operands that do not agree.
Report = Callable[[str, Unit, Unit], None]


def declared(word: str) -> Unit:
    """The unit that a word of the contract stands for."""
    word = word.strip().lower()
    if word == "text":
        return TEXT
    if word not in _KNOWN:
        return UNKNOWN
    return Unit(word, int(word in _MONEY))


def agree(one: Unit, other: Unit) -> bool:
    """Whether two operands may be added or compared.

    >>> agree(declared("rate"), declared("money")), agree(declared("rate"), declared("factor"))
    (False, True)
    """
    if PLAIN in (one, other) or UNKNOWN in (one, other):
        return True
    if one.word is not None and other.word is not None:
        if "text" in (one.word, other.word):
            return one.word == other.word
        return any({one.word, other.word} <= group for group in _GROUPS)
    return None in (one.money, other.money) or one.money == other.money


def join(one: Unit, other: Unit) -> Unit:
    """The unit of either of two: of a sum, of a choice."""
    if one in (PLAIN, other):
        return other
    if other == PLAIN:
        return one
    if UNKNOWN in (one, other):
        return UNKNOWN
    if one.word == "flag" and other.word == "count":
        return other
    return Unit(one.word if one.word == other.word else None,
                one.money if one.money == other.money else None)  # fmt: skip


def times(one: Unit, other: Unit, sign: int = 1) -> Unit:
    """The unit of a product, or of a quotient with `sign` -1."""
    for a, b in ((one, other), (other, one)):
        if a.word == "flag" and (sign == 1 or a is other):
            return b
        if a == PLAIN and b != PLAIN and b.word != "date" and (sign == 1 or a is other):
            return Unit(None, b.money)
    if one.money is None or other.money is None:
        return UNKNOWN
    if one == PLAIN == other:
        return PLAIN
    return Unit(None, one.money + sign * other.money)


def unit_of(tree: Node, lookup: Lookup, report: Report) -> Unit:
    """Work out the unit of a formula, and tell of operands that do not agree.

    Parameters
    ----------
    tree : node
        The formula.
    lookup : callable
        Gives the unit of a reference or a name.
    report : callable
        Told of each sum, choice or comparison of different units.
    """
    match tree:
        case Number():
            return PLAIN
        case Text():
            return PLAIN if tree.value in _NO_NUMBER else TEXT
        case Flag():
            return FLAG
        case Ref() | Name():
            return lookup(tree)
        case Group():
            return unit_of(tree.body, lookup, report)
        case Unary():
            return unit_of(tree.operand, lookup, report)
        case Postfix():
            return times(PLAIN, unit_of(tree.operand, lookup, report))
        case Binary():
            return _binary(tree, lookup, report)
        case Call():
            return _call(tree, lookup, report)
    return UNKNOWN


def _binary(tree: Binary, lookup: Lookup, report: Report) -> Unit:
    left, right = (unit_of(side, lookup, report) for side in (tree.left, tree.right))
    if tree.op in "+-":
        if DATE in (left, right):
            return DATE if tree.op == "+" or left != right else Unit("count", 0)
        if not agree(left, right):
            report(tree.op, left, right)
        return join(left, right)
    if tree.op in ("=", "<>", "<", ">", "<=", ">="):
        if not agree(left, right):
            report(tree.op, left, right)
        return FLAG
    if tree.op == "*":
        return times(left, right)
    if tree.op == "/":
        return times(left, right, -1)
    if tree.op == "^":
        return NUMBER if left.money == 0 else UNKNOWN
    return TEXT if tree.op == "&" else UNKNOWN


def _call(tree: Call, lookup: Lookup, report: Report) -> Unit:
    units = [unit_of(argument, lookup, report) for argument in tree.args]
    if tree.name in _FIXED:
        return _FIXED[tree.name]
    if tree.name == "SUMIF":
        return units[2] if len(units) > 2 else units[0] if units else UNKNOWN
    if tree.name in _OF:
        return units[_OF[tree.name]] if len(units) > _OF[tree.name] else UNKNOWN
    if tree.name not in _LIKE:
        return UNKNOWN
    start, step = _LIKE[tree.name]
    return _alike(tree.name, units[start::step], report)


def _alike(name: str, units: Iterable[Unit], report: Report) -> Unit:
    """The one unit of several arguments."""
    found = PLAIN
    for unit in units:
        if not agree(found, unit):
            report(name, found, unit)
        found = join(found, unit)
    return found
