"""Book and tax depreciation of GPUs and of what houses them, one charge at a time.

Amounts are positive, in the caller's currency; lives and periods are in one unit, mostly years.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs.errors import InputTypeError
from udfs.finance import depreciation, macrs
from udfs.kernels import single
from udfs.kinds import Count, Flag, Money, Number, Share, Text, Years
from udfs.registry import udf


def _depr_rows(
    cost: Any, salvage: Any, life: Any, period: Any, method: str, factor: Any, month: Any,
    no_switch: Any, start: Any, used: Any,
) -> Any:  # fmt: skip
    try:
        name = depreciation.method_name(method)
    except InputTypeError:
        return np.nan  # the body says so in every row
    return depreciation.charges(
        cost, salvage, life, period, name, factor, month, no_switch, start, used
    )


@udf(
    source="Excel SLN, SYD, DB, DDB and VDB; ASC 360-10-35-4 (systematic and rational)",
    native=(
        '=IF({method}="SL",SLN({cost},{salvage},{life}),'
        'IF({method}="SYD",SYD({cost},{salvage},{life},{period}),'
        'IF({method}="DB",DB({cost},{salvage},{life},{period},{month}),'
        'IF({method}="DDB",DDB({cost},{salvage},{life},{period},{factor}),'
        "VDB({cost},{salvage},{life},{period}-1,{period},{factor},{no_switch})))))"
    ),
    domain="whole lives and periods; methods SL, SYD, DB, DDB and VDB, start left blank",
    vector=_depr_rows,
)
def gpu_depr(
    cost: Money,
    salvage: Money,
    life: Years,
    period: Count,
    method: Text = "SL",
    factor: Number = 2,
    month: Number = 12,
    no_switch: Flag = False,
    start: Years | None = None,
    used: Share | None = None,
) -> Money:
    """Book depreciation of one period, by straight line or an accelerated method, as in Excel.

    Parameters
    ----------
    cost : currency
        Cost, positive or 0.
    salvage : currency
        Value at the end of the life, from 0 to cost.
    life : periods
        Useful life, above 0; fractions such as 5.5 are allowed.
    period : count
        Which period, 1 for the first; with SL and VDB the charge runs from period - 1 to period,
        or to the end of the life if that comes first.
    method : text
        "SL" straight line, "SYD" sum of the years' digits, "DB" fixed rate, "DDB" declining
        balance, "VDB" declining balance that switches to straight line, "UNITS" by use.
    factor : number
        Rate of DDB and VDB as a multiple of 1 / life: 2 is double declining. VDB takes 0 too.
    month : count
        Months in service in the first year, 1 to 12; for DB.
    no_switch : TRUE or FALSE
        TRUE keeps VDB from switching to straight line.
    start : periods
        With SL and VDB, where the charge begins instead of at period - 1; fractions allowed, and
        period is then where it ends, at most the life. Left blank with the other methods.
    used : share of one
        With UNITS, the part of all units ever to be made that was made in this period.

    Returns
    -------
    currency
        The charge, positive.

    Raises
    ------
    DomainError
        `#NUM!` for a salvage outside 0 to cost, a period outside the life, a start after its end.
    ZeroDenominatorError
        `#DIV/0!` for a life of 0.
    InputTypeError
        `#VALUE!` for an unknown method, a start it does not know, or units that are not given.

    Notes
    -----
    SL (cost - salvage) x part of the period / life. SYD (cost - salvage) (life - period + 1) 2 /
    (life (life + 1)). DB rate 1 - (salvage / cost) ^ (1 / life) rounded to three decimals. DDB
    min(rate x book, book - salvage), rate = factor / life. VDB as DDB until straight line over the
    rest of the life is more. Fractional VDB periods follow Excel: with the switch, periods are laid
    from the fraction of start on; without it, a part of a period takes its part of the charge.

    Examples
    --------
    >>> round(gpu_depr(250000, 25000, 6, 1), 2), round(gpu_depr(250000, 25000, 6, 6, "VDB"), 2)
    (37500.0, 7921.81)
    >>> [round(gpu_depr(250000, 25000, 6, year, "SYD"), 2) for year in (1, 6)]
    [64285.71, 10714.29]
    """
    name = depreciation.method_name(method)
    depreciation.check(cost, salvage, life, period, name, factor, month, start, used)
    numbers = (cost, salvage, life, period, name, factor, month, no_switch, start, used)
    return single(depreciation.charges, *numbers)


def _tax_rows(
    cost: Any, year: Any, recovery: Any, convention: str, quarter: Any, bonus: Any
) -> Any:
    try:
        return macrs.charges(cost, year, recovery, convention, quarter, bonus)
    except InputTypeError:
        return np.nan  # the body says so in every row


_FIRST = (
    'IF({recovery}=39,(12.5-{quarter})/12,IF({convention}="mid-quarter",(4.5-{quarter})/4,0.5))'
)
_RATE = "(IF({recovery}=39,1,IF({recovery}<15,2,1.5))/{recovery})"
_LEVEL = f"ROUNDUP({{recovery}}-{_FIRST}+2-1/{_RATE},0)"  # year in which straight line begins
_LATER = (
    f"(1-{_FIRST}*{_RATE})*(1-{_RATE})^(MIN({{year}},{_LEVEL})-2)*IF({{year}}<{_LEVEL},{_RATE},"
    f"IF({{year}}>{{recovery}},1-{_FIRST},1)/({{recovery}}-{_FIRST}-{_LEVEL}+2))"
)


@udf(
    source="IRC 168(b), (c), (d), (k); IRS Publication 946, chapter 4 and Appendix A",
    native=(
        f"=IF({{year}}>{{recovery}}+1,0,{{cost}}*(IF({{year}}=1,{{bonus}},0)"
        f"+(1-{{bonus}})*IF({{year}}=1,{_FIRST}*{_RATE},{_LATER})))"
    ),
    domain="with the convention spelled as listed",
    vector=_tax_rows,
)
def gpu_tax_depr(
    cost: Money,
    year: Count,
    recovery: Years = 5,
    convention: Text = "half-year",
    quarter: Count = 1,
    bonus: Share = 0,
) -> Money:
    """US tax depreciation (MACRS) of one year, with bonus depreciation.

    Parameters
    ----------
    cost : currency
        Unadjusted basis, positive or 0.
    year : count
        Tax year, whole, 1 for the year placed in service.
    recovery : years
        3, 5 (computers, GPUs), 7, 10, 15 (land improvements), 20, or 39 (the building, straight
        line).
    convention : text
        "half-year", or "mid-quarter" when over 40% of the year's additions come in its last
        quarter. 39-year property is always "mid-month".
    quarter : count
        Quarter placed in service, 1 to 4, for "mid-quarter"; the month, 1 to 12, for 39 years.
    bonus : share of one
        Bonus depreciation in year 1: 1 for property acquired after 19 January 2025, and from
        September 2017 to 2022; else 0.8 in 2023, 0.6 in 2024, 0.4 in 2025, 0.2 in 2026, then 0.
        The rest is depreciated. 0 for 39 years.

    Returns
    -------
    currency
        Deduction of that year, positive; 0 after the recovery period.

    Raises
    ------
    DomainError
        `#NUM!` for a negative cost, a year or quarter out of range, another recovery period, a
        bonus outside 0 to 1, or a bonus on 39-year property.
    InputTypeError
        `#VALUE!` for an unknown convention, or one that the recovery period does not have.

    Notes
    -----
    200% declining balance (150% for 15 and 20 years) of what is left, straight line over the rest
    of the recovery period once that is more; the first year takes half, or 0.875, 0.625, 0.375,
    0.125 by quarter. Exact, where the printed tables are rounded by up to 0.01 points.

    Examples
    --------
    >>> [round(gpu_tax_depr(100, year), 4) for year in range(1, 7)]
    [20.0, 32.0, 19.2, 11.52, 11.52, 5.76]
    >>> gpu_tax_depr(100, 1, bonus=0.4), round(gpu_tax_depr(100, 1, 39, "mid-month", 1), 3)
    (52.0, 2.457)
    """
    macrs.check(cost, year, recovery, convention, quarter, bonus)
    return single(macrs.charges, cost, year, recovery, convention, quarter, bonus)
