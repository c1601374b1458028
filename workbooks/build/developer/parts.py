"""Formulas that the sheets of the developer workbook share."""

from __future__ import annotations


def effective(quoted: str, freq: str) -> str:
    """The annual effective rate of a quoted one."""
    return f"((1+({quoted})/{freq})^{freq}-1)"


def quoted(rate: str, freq: str) -> str:
    """The quoted rate of an annual effective one."""
    return f"({freq}*((1+{rate})^(1/{freq})-1))"


def annuity(rate: str, count: str) -> str:
    """The present value of one a month."""
    return f"(-PV({rate},{count},1))"


def total_cost(months: str, scale: str = "1", base: str = "row_base") -> str:
    """Whole cost by the closed commitment: other months of construction, the works scaled."""
    u_sum = f"IF(row_u=1,{months},(row_u^({months})-1)/(row_u-1))"
    later = "" if months == "row_n" else f"row_u^(({months})-row_n)*"
    pro = (
        f"{later}(row_grown_land+({scale})*row_grown_works)"
        f"/(1-in_ltc*(in_fee*row_u^(({months})-1)+row_a*{u_sum}))"
    )
    left = f"(({months})-ax_build)"
    unit = f"(row_w^{left}-row_a*(row_w_flat*{left}+row_w_slope*(1-row_w^{left})))"
    first = (
        f"SUMPRODUCT(MAX((ax_build>=1)*(ax_build<={months})"
        f"*(row_land+({scale})*row_curve_spend*(row_curve+row_later))"
        f"/((1-in_ltc)/in_ltc-in_fee-row_a*ax_build+{unit})))/in_ltc"
    )
    return f"IF(in_ltc=0,{base},IF(row_equity_first=1,{first},{pro}))"
