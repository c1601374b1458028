"""What is known of spreadsheet functions: which exist, what a file must call them, what they take.

The functions of Excel 2007 are openpyxl's list; those that came later are named here with the
prefix that a file needs, for without it Excel shows `#NAME?`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from openpyxl.utils import FORMULAE

from workbooks.audit.nodes import Binary, Call, Node, Number, Ref, Structured, Unary, bare


def _words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


#: Written with `_xlfn.` before them.
_XLFN = _words("""
ACOT ACOTH AGGREGATE ANCHORARRAY ARABIC ARRAYTOTEXT BASE BETA.DIST BETA.INV BINOM.DIST
BINOM.DIST.RANGE BINOM.INV BITAND BITLSHIFT BITOR BITRSHIFT BITXOR BYCOL BYROW CEILING.MATH
CEILING.PRECISE CHISQ.DIST CHISQ.DIST.RT CHISQ.INV CHISQ.INV.RT CHISQ.TEST CHOOSECOLS CHOOSEROWS
COMBINA CONCAT CONFIDENCE.NORM CONFIDENCE.T COPILOT COT COTH COVARIANCE.P COVARIANCE.S CSC CSCH
DAYS DECIMAL DETECTLANGUAGE DROP ENCODEURL ERF.PRECISE ERFC.PRECISE EXPAND EXPON.DIST F.DIST
F.DIST.RT F.INV F.INV.RT F.TEST FIELDVALUE FILTERXML FLOOR.MATH FLOOR.PRECISE FORECAST.ETS
FORECAST.ETS.CONFINT FORECAST.ETS.SEASONALITY FORECAST.ETS.STAT FORECAST.LINEAR FORMULATEXT GAMMA
GAMMA.DIST GAMMA.INV GAMMALN.PRECISE GAUSS GROUPBY HSTACK HYPGEOM.DIST IFNA IFS IMAGE IMCOSH IMCOT
IMCSC IMCSCH IMSEC IMSECH IMSINH IMTAN ISFORMULA ISOMITTED ISOWEEKNUM LAMBDA LET LOGNORM.DIST
LOGNORM.INV MAKEARRAY MAP MAXIFS MINIFS MODE.MULT MODE.SNGL MUNIT NEGBINOM.DIST NORM.DIST NORM.INV
NORM.S.DIST NORM.S.INV NUMBERVALUE PDURATION PERCENTILE.EXC PERCENTILE.INC PERCENTOF
PERCENTRANK.EXC PERCENTRANK.INC PERMUTATIONA PHI PIVOTBY POISSON.DIST QUARTILE.EXC QUARTILE.INC
QUERYSTRING RANDARRAY RANK.AVG RANK.EQ REDUCE REGEXEXTRACT REGEXREPLACE REGEXTEST RRI SCAN SEC
SECH SEQUENCE SHEET SHEETS SINGLE SKEW.P SORTBY STDEV.P STDEV.S STOCKHISTORY SWITCH T.DIST
T.DIST.2T T.DIST.RT T.INV T.INV.2T T.TEST TAKE TEXTAFTER TEXTBEFORE TEXTJOIN TEXTSPLIT TOCOL TOROW
TRANSLATE TRIMRANGE UNICHAR UNICODE UNIQUE VALUETOTEXT VAR.P VAR.S VSTACK WEBSERVICE WEIBULL.DIST
WRAPCOLS WRAPROWS XLOOKUP XMATCH XOR Z.TEST
""")
_PREFIXES = dict.fromkeys(_XLFN, "_xlfn.") | {
    "FILTER": "_xlfn._xlws.", "SORT": "_xlfn._xlws.", "PY": "_xlfn._xlws.",
}  # fmt: skip
#: Written without a prefix, and missing in openpyxl's list.
_OTHERS = _words("CALL DBCS EUROCONVERT IFERROR REGISTER.ID SQL.REQUEST TABLE USDOLLAR YEN")

#: The version of LibreOffice that knows the function; "" where none does.
LATER_IN_LIBREOFFICE = {
    **dict.fromkeys(
        _words("FILTER LET RANDARRAY SEQUENCE SORT SORTBY UNIQUE XLOOKUP XMATCH"), "24.8"
    ),
    **dict.fromkeys(
        _words(
            "CHOOSECOLS CHOOSEROWS DROP EXPAND HSTACK TAKE TEXTAFTER TEXTBEFORE TEXTSPLIT TOCOL"
        " TOROW VSTACK WRAPCOLS WRAPROWS"
        ), "25.8"
    ),
    **dict.fromkeys(
        _words(
        "ANCHORARRAY ARRAYTOTEXT BYCOL BYROW CALL CUBEKPIMEMBER CUBEMEMBER CUBEMEMBERPROPERTY"
        " CUBERANKEDMEMBER CUBESET CUBESETCOUNT CUBEVALUE DETECTLANGUAGE FIELDVALUE GROUPBY IMAGE"
        " ISOMITTED LAMBDA MAKEARRAY MAP PERCENTOF PIVOTBY PY REDUCE REGEXEXTRACT REGEXREPLACE"
        " REGEXTEST REGISTER.ID RTD SCAN SQL.REQUEST STOCKHISTORY TRANSLATE TRIMRANGE"
        " VALUETOTEXT COPILOT"
        ), ""
    ),
}  # fmt: skip

VOLATILE = _words("NOW TODAY RAND RANDBETWEEN RANDARRAY OFFSET INDIRECT CELL INFO")  # fmt: skip
#: One number from many cells.
AGGREGATES = _words("""
SUM AVERAGE AVERAGEA MIN MINA MAX MAXA MEDIAN PRODUCT COUNT COUNTA SUBTOTAL AGGREGATE SUMSQ STDEV
STDEV.S STDEV.P STDEVP VAR VAR.S VAR.P VARP GEOMEAN HARMEAN MODE MODE.SNGL SUMPRODUCT SUMIF SUMIFS
AVERAGEIF AVERAGEIFS COUNTIF COUNTIFS MAXIFS MINIFS NPV IRR XNPV XIRR MIRR
""")
#: Sums: what double counting would spoil.
SUMS = _words("SUM SUBTOTAL AGGREGATE AVERAGE SUMSQ")
#: Functions that lose a number silently when it stands outside their range.
COVERING = _words(
    "SUM AVERAGE MIN MAX NPV IRR XNPV XIRR MIRR SUMPRODUCT MEDIAN PRODUCT STDEV STDEV.S STDEV.P VAR"
    " SUBTOTAL AGGREGATE COUNT COUNTA"
)

#: Functions that look at where a reference is, or at one of its cells, and how many of their
#: arguments they treat so.
LAZY = {
    "INDEX": 1, "OFFSET": 1, "ROW": 9, "ROWS": 9, "COLUMN": 9, "COLUMNS": 9, "CELL": 9, "AREAS": 9,
    "ISFORMULA": 9, "FORMULATEXT": 9, "SHEET": 9, "SHEETS": 9, "ADDRESS": 9, "ISREF": 9,
}  # fmt: skip
#: Functions of single values: an area in them means its cell in the formula's own row or column.
SCALAR = _words(
    "IF IFERROR IFNA IFS ABS ROUND ROUNDUP ROUNDDOWN INT TRUNC SIGN SQRT EXP LN LOG LOG10 N MOD"
    " POWER EDATE EOMONTH DATE YEAR MONTH DAY"
)

#: Groups of arguments, from 1, that must have one length; "step" repeats by pairs.
_PAIRED: dict[str, tuple[tuple[int, ...], ...]] = {
    **dict.fromkeys(("XNPV",), ((2, 3),)),
    **dict.fromkeys(
        ("XIRR", "CORREL", "PEARSON", "RSQ", "SLOPE", "INTERCEPT", "COVAR", "COVARIANCE.P",
         "COVARIANCE.S", "STEYX", "SUMX2MY2", "SUMX2PY2", "SUMXMY2", "LINEST", "LOGEST",
         "CHISQ.TEST", "CHITEST", "LOOKUP"),
        ((1, 2),),
    ),
    **dict.fromkeys(("FORECAST", "FORECAST.LINEAR", "XLOOKUP"), ((2, 3),)),
    **dict.fromkeys(("SUMIF", "AVERAGEIF"), ((1, 3),)),
}  # fmt: skip

#: Arguments, from 1, in which a whole number is part of what the call means; 0 is "from there on".
_MEANT: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(
        _words(
        "ROUND ROUNDUP ROUNDDOWN MROUND TRUNC CEILING FLOOR CEILING.MATH FLOOR.MATH FIXED EDATE"
        " EOMONTH LARGE SMALL LOG LEFT RIGHT REPT WEEKDAY WEEKNUM YEARFRAC DOLLARDE DOLLARFR"
        " PERCENTILE QUARTILE POWER MOD TAKE DROP CHOOSECOLS CHOOSEROWS EFFECT NOMINAL WORKDAY"
        " WRAPROWS WRAPCOLS TEXTBEFORE TEXTAFTER BASE DECIMAL IRR WORKDAY.INTL"
        ), (2,)
    ),
    **dict.fromkeys(("MID", "SUBSTITUTE", "REPLACE", "FIND", "SEARCH"), (2, 3, 4)),
    **dict.fromkeys(
        _words("MATCH RANK RANK.EQ RANK.AVG DAYS360 XIRR PROB"), (3,)),
    **dict.fromkeys(
        _words("VLOOKUP HLOOKUP INDEX ADDRESS"), (2, 3, 4)),
    **dict.fromkeys(
        _words("XLOOKUP XMATCH"), (3, 5, 6)),
    "OFFSET": (2, 3, 4, 5), "CHOOSE": (1,), "DATE": (1, 2, 3), "TIME": (1, 2, 3),
    "SUBTOTAL": (1,), "AGGREGATE": (1, 2), "INDIRECT": (2,), "SEQUENCE": (1, 2, 3, 4),
    "PMT": (4, 5), "PV": (4, 5), "FV": (4, 5), "NPER": (4, 5), "RATE": (4, 5, 6),
    "IPMT": (5, 6), "PPMT": (5, 6), "CUMIPMT": (4, 5, 6), "CUMPRINC": (4, 5, 6),
    "DB": (5,), "DDB": (5,), "VDB": (6, 7), "TYPE": (1,), "SORT": (2, 3), "SORTBY": (3, 5, 7),
    "PRICE": (6, 7), "YIELD": (6, 7), "DURATION": (5, 6), "MDURATION": (5, 6), "ACCRINT": (6, 7),
    "COUPNUM": (3, 4), "COUPPCD": (3, 4), "COUPNCD": (3, 4), "COUPDAYS": (3, 4),
    "COUPDAYBS": (3, 4), "COUPDAYSNC": (3, 4), "CHAR": (1,), "UNICHAR": (1,), "LINEST": (3, 4),
    "NORM.DIST": (4,), "NORM.S.DIST": (2,), "TEXT": (2,), "RANDBETWEEN": (1, 2),
    "NETWORKDAYS.INTL": (3,), "EXPAND": (2, 3), "FREQUENCY": (2,), "SWITCH": (0,),
}  # fmt: skip


def plain(name: str) -> str:
    """The name of a function as a person writes it, without the prefixes of a file.

    >>> plain("_xlfn._xlws.SORT"), plain("sum")
    ('SORT', 'SUM')
    """
    bare_name = name.upper()
    for prefix in ("_XLFN.", "_XLWS.", "_XLUDF."):
        bare_name = bare_name.removeprefix(prefix)
    return bare_name


def needed_prefix(name: str) -> str:
    """The prefix that a file must write before a function, "" for none.

    >>> needed_prefix("XLOOKUP"), needed_prefix("SORT"), needed_prefix("SUM")
    ('_xlfn.', '_xlfn._xlws.', '')
    """
    return _PREFIXES.get(plain(name), "")


def lacks_prefix(text: str) -> bool:
    """Whether a function as written in a file lacks the prefix without which Excel shows #NAME?."""
    needed = needed_prefix(text)
    return needed != "" and not text.lower().startswith(needed.lower())


@lru_cache(1)
def _ours() -> frozenset[str]:
    """The names of our own functions."""
    from udfs import registry

    return frozenset(registry.names())


@lru_cache(4096)
def is_known(name: str) -> bool:
    """Whether a function is Excel's or one of ours."""
    bare_name = plain(name)
    if name.upper().startswith("_XLUDF."):
        return False
    known = bare_name in FORMULAE or bare_name in _PREFIXES or bare_name in _OTHERS
    return known or is_ours(bare_name)


@lru_cache(4096)
def is_ours(name: str) -> bool:
    """Whether a function is one of ours."""
    return "_" in name and name.lower() in {one.lower() for one in _ours()}


def is_meant(name: str, position: int) -> bool:
    """Whether a whole number as that argument, from 1, is part of what the call means.

    >>> is_meant("ROUND", 2), is_meant("ROUND", 1)
    (True, False)
    """
    places = _MEANT.get(plain(name), ())
    return position in places or 0 in places


def meant_numbers(node: Node) -> Iterator[Number]:
    """The numbers that are arguments of one call by its meaning, such as the digits of ROUND."""
    if not isinstance(node, Call):
        return
    for position, given in enumerate(node.args, 1):
        one = bare(given)
        if isinstance(one, Unary):
            one = bare(one.operand)
        if isinstance(one, Number) and one.value.is_integer() and is_meant(node.name, position):
            yield one


def pairs(call: Call) -> Iterator[tuple[int, int]]:
    """The positions, from 0, of two arguments that must be ranges of one shape."""
    name, count = plain(call.name), len(call.args)
    if name == "SUMPRODUCT":
        yield from ((0, other) for other in range(1, count))
    elif name in ("SUMIFS", "AVERAGEIFS", "MAXIFS", "MINIFS"):
        yield from ((0, other) for other in range(1, count, 2))
    elif name == "COUNTIFS":
        yield from ((0, other) for other in range(2, count, 2))
    else:
        for one, other in _PAIRED.get(name, ()):
            if max(one, other) <= count:
                yield one - 1, other - 1


def is_range(node: Node) -> bool:
    """Whether an argument is plainly cells, not computed from them."""
    return isinstance(bare(node), Ref | Structured)


def is_arithmetic(node: Node) -> bool:
    """Whether a node adds, subtracts, multiplies, divides or raises."""
    return isinstance(node, Binary) and node.op in "+-*/^"


def unknown(calls: Iterable[Call]) -> list[str]:
    """The names of calls that nobody knows, as written."""
    return [call.text for call in calls if not is_known(call.name)]
