"""The Sensitivity sheet: three grids; and Cases, the returns behind the first of them."""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from workbooks.build.fleet.econ import STEPS
from workbooks.build.grids import WIDTHS, Grid, place
from workbooks.build.kit import Book, Page
from workbooks.build.lines import known

_HOUR = (
    'IF(OR(row_sold=0,{d}<1,{d}>row_last,{a}<-in_tol,{a}>1+in_tol),"n/a",'
    "(out_capital*(1-{a}*(1+in_wacc)^(-{d}))+row_opex_flat*row_available*(-PV(in_wacc,{d},1)))"
    "/(INDEX(row_lived,{d}+1)*row_available)+row_opex_used)"
)
_POWERED = "row_power*{a}/in_pue"
_POWER = (
    f'IF({{a}}<1-in_tol,"n/a",{_POWERED}/((out_capital-row_server*(1+in_spares)'
    f"+{{d}}/in_per_server*(1+in_spares))*row_crf+row_running-row_power+{_POWERED}))"
)
GRIDS = (
    Grid(
        "irr",
        "Return by decline and share sold",
        "Decline a year down: the market's curve is tilted to it; share of hours sold there across",
        "row_d+{s}*in_grid_decline_step",
        ("Decline", "rate"),
        "in_util+{s}*in_grid_util_step",
        ("Share sold", "rate"),
        "INDEX(row_case_irr,({i}+row_side)*(row_two*row_side+1)+{j}+row_side+1)",
        "rate",
        "out_irr",
        sign="both",
    ),
    Grid(
        "hour",
        "Cost of an hour by life and residual",
        "Years of service down; residual across, from that of the deal up",
        "in_life+{s}",
        ("Years", "0"),
        "in_residual+{s}*in_grid_residual_step",
        ("Residual", "rate"),
        _HOUR,
        "hour",
        "out_cost_hour",
        0,
    ),
    Grid(
        "power",
        "Share of power in the cost by price and PUE",
        "Price of a server down, PUE across",
        "in_server_price*(1+{s}*in_grid_price_step)",
        ("Server", "plain"),
        "in_pue+{s}*in_grid_pue_step",
        ("PUE", "number"),
        _POWER,
        "rate",
        "out_power_share",
    ),
)


def build(book: Book) -> Page:
    """Write the Sensitivity sheet."""
    page = book.page("Sensitivity", "Sensitivity: three grids", "output", WIDTHS)
    row = Page.FIRST
    for grid in GRIDS:
        row = place(page, row, grid) + 1
    page.finish(row, pages=1)
    return page


HEAD, YEARS = 9, 20
_CASH = 8  # column H: cash of the first year
_END = _CASH + YEARS - 1
_USE, _BAD, _OUT = (get_column_letter(_END + step) for step in (1, 2, 3))
_STEP = _END + 4  # the first step of the solution, right of what prints


def cases(book: Book) -> Page:
    """Write the Cases sheet: one row for each cell of the first grid."""
    last = get_column_letter(_STEP + STEPS)
    page = book.page(
        "Cases",
        "Cases: the returns behind the first grid",
        "calculation",
        {"B:G": 9, f"H:{last}": 10},
    )
    page.put(
        f"B{Page.FIRST}",
        "Cash of each year with another decline and another share sold; the return in steps, as on "
        "Econ",
        italic=True,
        colour="595959",
        size=9,
    )
    titles = ["Case", "Step", "Step", "Decline", "Share sold", "Allowed"]
    page.head(HEAD, "B", titles, height=30)
    page.head(HEAD, "H", [f"Year {k}" for k in range(1, YEARS + 1)], height=30, left=False)
    page.head(HEAD, _USE, ["Years of use", "No return"], height=30, left=False)
    page.head(HEAD, _OUT, ["Return"], height=30, left=False)
    steps = [f"Step {k}" for k in range(STEPS + 1)]
    page.head(HEAD, get_column_letter(_STEP), steps, height=30, left=False)
    for number in range(YEARS):
        page.put(f"{get_column_letter(_CASH + number)}{HEAD - 1}", number + 1, "0", align="right")
    first = HEAD + 1
    for case in range(49):
        _case(page, first + case, case)
    row = first + 48
    for r in range(first, row + 1):
        page.put(f"{_OUT}{r}", known(f"EXP({last}{r})-1", f"{last}{r}"), "rate", align="right")
    page.define(
        "row_case_irr",
        f"{_OUT}{first}:{_OUT}{row}",
        "rate",
        "Return of a case",
        sign="both",
        axis="list",
    )
    page.last_column = _END + 3  # the steps are not printed
    page.finish(row, freeze=f"H{HEAD + 1}", titles=f"1:{HEAD}", pages=1)
    return page


def _case(page: Page, row: int, case: int) -> None:
    """Write one case: its two steps, its cash, and its return step by step."""
    page.put(f"B{row}", case + 1, "0")
    page.put(f"C{row}", case // 7 - 3, "0;-0;0")
    page.put(f"D{row}", case % 7 - 3, "0;-0;0")
    page.put(f"E{row}", f"=row_d+C{row}*in_grid_decline_step", "rate")
    page.put(f"F{row}", f"=in_util+D{row}*in_grid_util_step", "rate")
    page.put(f"G{row}", f"=IF(OR(E{row}>=1-in_tol,F{row}<=in_tol,F{row}>1+in_tol),0,1)", "0")
    first, end = get_column_letter(_CASH), get_column_letter(_END)
    for number in range(YEARS):
        letter = get_column_letter(_CASH + number)
        k = f"{letter}${HEAD - 1}"
        page.put(
            f"{letter}{row}",
            f"=IF($G{row}=0,0,IF({k}<=row_contract,INDEX(row_cash,{k}+1),"
            f"(INDEX(row_market,{k}+1)*((1-$E{row})/(1-row_d))^({k}-1)*$F{row}"
            f"-row_opex_flat-row_opex_used*$F{row})*row_available))",
            "plain",
        )
    cash, years = f"${first}{row}:${end}{row}", f"${first}${HEAD - 1}:${end}${HEAD - 1}"
    use = f"${_USE}{row}"
    page.put(
        f"{_USE}{row}",
        f"=IF(in_stop,SUMPRODUCT(MIN(({cash}<0)*({years}-1)+({cash}>=0)*in_life)),in_life)",
        "0",
    )
    total = f"(SUMPRODUCT(({years}<={use})*{cash})+row_residual)"
    page.put(
        f"{_BAD}{row}",
        f"=IF(OR($G{row}=0,{use}=0),1,IF(SUMPRODUCT(({years}<{use})*({cash}<0))>0,1,"
        f"IF(OR(INDEX({cash},1,{use})+row_residual<0,{total}<=0),1,0)))",
        "0",
    )
    mean = f"(SUMPRODUCT(({years}<={use})*{cash}*{years})+row_residual*{use})"
    for step in range(STEPS + 1):
        letter = get_column_letter(_STEP + step)
        formula = f'=IF(${_BAD}{row}=1,"n/a",LN({total}/out_capital)/({mean}/{total}))'
        if step:
            x = f"{get_column_letter(_STEP + step - 1)}{row}"
            worth = (
                f"(SUMPRODUCT(({years}<={use})*{cash}*EXP(-{x}*{years}))"
                f"+row_residual*EXP(-{x}*{use}))"
            )
            late = (
                f"(SUMPRODUCT(({years}<={use})*{cash}*{years}*EXP(-{x}*{years}))"
                f"+row_residual*{use}*EXP(-{x}*{use}))"
            )
            formula = known(f"{x}+LN({worth}/out_capital)*{worth}/{late}", x)
        page.put(f"{letter}{row}", formula, "0.000%", align="right")
