"""Pieces that the sheets of the developer workbook share: blocks of lines, text of formulas."""

from __future__ import annotations

from collections.abc import Iterable

from workbooks.build.kit import Page
from workbooks.build.look import UNITS

#: name, label, formula, number format, remark
Line = tuple[str, str, str, str, str]


def block(page: Page, row: int, title: str, note: str, lines: Iterable[Line]) -> int:
    """Write a titled block of named lines; return the row after it."""
    page.block(row, title, note)
    row += 2 if note else 1
    for name, label, formula, fmt, remark in lines:
        names = name.split()
        page.line(row, label, formula, fmt, names[0] if names else None, note=remark)
        for more in names[1:]:
            page.define(more, f"D{row}", UNITS.get(fmt, fmt), label)
        row += 1
    return row + 1


def last_printed(page: Page, label: str, ref: str, row: str) -> None:
    """Say which row is the last worth printing; filling ends the print area there."""
    page.put(label, "Last row printed:", size=8, colour="7F7F7F")
    page.put(ref, f"={row}", "0", size=8, colour="7F7F7F", align="left")
    page.define(f"ax_print_{page.name.lower()}", ref, "count", "Last row printed", axis="month")


def known(formula: str, *names: str, otherwise: str = '"n/a"') -> str:
    """A formula of cells that may hold "n/a": then it says so too."""
    test = "*".join(f"COUNT({name})" for name in names)
    return f"=IF({test}=1,{formula},{otherwise})"


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
    pro = (
        f"row_u^(({months})-row_n)*(row_grown_land+({scale})*row_grown_works)"
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
