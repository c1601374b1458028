"""The GPU fleet workbook with its Parity sheet: our functions beside the model."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from workbooks.build.fleet import YEARS
from workbooks.build.fleet import build as build_model
from workbooks.build.fleet.parity_rows import REASONS, ROWS
from workbooks.build.fleet.rental import QUOTES
from workbooks.build.kit import Page
from workbooks.build.parity import Parity, keys, sheet_of

_SCALES = {"money": "row_money_scale", "plain": "row_check_scale"}
_VINTAGES = 12
_TCO = (
    ("server_price", "in_server_price"),
    ("gpus_per_server", "in_per_server"),
    ("kw", "in_kw"),
    ("life", "in_life"),
    ("wacc", "in_wacc"),
    ("network", "in_network"),
    ("storage", "in_storage"),
    ("install", "in_install"),
    ("spares_pct", "in_spares"),
    ("salvage", "row_residual"),
    ("colo_kw_mo", "in_colo"),
    ("pue", "in_pue"),
    ("power_price", "in_power_price*in_load"),
    ("opex_server", "(row_operations+row_other)*in_per_server"),
    ("availability", "in_availability"),
    ("util", "row_levelled"),
    ("goodput", "in_goodput"),
    ("power_basis", "in_power_basis"),
)
_TESTS = (
    ("rate", "in_loan_rate"),
    ("max_ltv", 'IF(COUNT(in_ltv_max)=1,in_ltv_max,"")'),
    ("min_dscr", 'IF(COUNT(in_dscr_min)=1,in_dscr_min,"")'),
)
_IN_TABLE = 'IF({k}<=row_prices,{k},"")'
_AT_SWITCH = 'IF(AND({k}=1,in_curve="regime"),in_switch_year+1,"")'
#: Column, name (with the columns it spans), heading, rows, formula, format; in the formula {k} is
#: the number, {r} its row and {b} the row before.
_COLUMNS = (
    ("D", "", "Steps of the curve: year", YEARS,
     f'IF(in_curve="table",{_IN_TABLE},{_AT_SWITCH})', "0"),
    ("E", "", "Price from then on", YEARS,
     'IF(D{r}="","",IF(in_curve="table",INDEX(in_curve_price,{k}),'
     "in_p0*(1-row_d)^(in_switch_year-1)*(1+in_reset)))", "hour"),
    ("F", "resets:D:F", "Decline from then on", YEARS,
     'IF(D{r}="","",IF(in_curve="table",row_d,in_decline2))', "rate"),
    ("G", "prices", "Price by year planned", YEARS,
     'IF({k}<=in_life,INDEX(row_price,{k}+1)*INDEX(row_paid,{k}+1)/row_levelled,"")', "hour"),
    ("H", "flows", "Cash after the test", YEARS,
     "IF(in_impair_age+{k}>row_last,0,INDEX(row_impair_flow,MIN(row_last,in_impair_age+{k})+1)"
     "*row_fleet)", "money"),
    ("I", "repaid", "Repaid", YEARS,
     "MAX(0,INDEX(out_loan_balance,{k})-INDEX(out_loan_balance,{k}+1))", "money"),
    ("J", "worth", "Worth over the price new, from new", YEARS + 1,
     "INDEX(out_resale,{k})/out_capital", "rate"),
)  # fmt: skip
_LISTS = (
    ("D", "", "Vintage: year", _VINTAGES,
     'IF(INDEX(row_vintage_given,{k})=1,INDEX(row_vintage_year,{k}),"")', "0"),
    ("E", "vintages:D:E", "Cost", _VINTAGES,
     'IF(INDEX(row_vintage_given,{k})=1,INDEX(row_vintage_cost,{k}),"")', "money"),
    ("F", "same", "Vintages of that year", _VINTAGES,
     "SUMPRODUCT((row_vintage_given=1)*(row_vintage_year=INDEX(row_vintage_year,{k})))", "0"),
    ("G", "order", "Quotes in use so far", QUOTES, "N(G{b})+INDEX(row_quote_use,{k})", "0"),
    ("H", "dates", "Quote in use: years", QUOTES,
     'IF({k}>out_fit_count,"",INDEX(row_quote_x,MATCH({k},row_parity_order,0)))', "years"),
    ("I", "quotes", "Price", QUOTES,
     'IF({k}>out_fit_count,"",INDEX(row_quote_price,MATCH({k},row_parity_order,0)))', "number"),
)  # fmt: skip


def build() -> Workbook:
    """Build the empty template with this sheet: every formula, no deal."""
    return build_model(sheet_of(Parity(ROWS, REASONS, _below, _SCALES)))


def _below(page: Page, row: int) -> None:
    """Write the ranges that the arguments name: keys and values, years, vintages, quotes."""
    page.block(row, "Keys and values of GPU_TCO", "The load is in the price of power")
    row = keys(page, row + 2, "tco", _TCO)
    page.block(row, "Years of use")
    row = _table(page, row + 1, _COLUMNS) + 2
    page.block(row, "Vintages and quotes")
    row = _table(page, row + 1, _LISTS)
    page.finish(row)
    page.block(row + 2, "Keys and values of GPU_LTV", "Not printed: cash runs to the right")
    _tests(page, row + 4)


def _table(page: Page, row: int, columns: tuple[tuple[str, str, str, int, str, str], ...]) -> int:
    """Write numbered columns that functions read, and name them; return the last row."""
    most = max(count for _, _, _, count, _, _ in columns)
    page.head(row, "B", ["Number", "", *(title for _, _, title, *_ in columns)], height=42)
    first = row + 1
    for number in range(1, most + 1):
        page.put(f"B{row + number}", number, "0", align="left")
    for letter, name, title, count, formula, fmt in columns:
        for at in range(first, first + count):
            text = formula.replace("{k}", f"$B{at}").replace("{r}", str(at))
            page.put(f"{letter}{at}", f"={text.replace('{b}', str(at - 1))}", fmt, align="right")
        key, start, end = name.split(":") if ":" in name else (name, letter, letter)
        if key:
            page.define(
                f"row_parity_{key}", f"{start}{first}:{end}{first + count - 1}", "number",
                f"As a function reads it: {title.lower()}", sign="both", axis="list",
            )  # fmt: skip
    return row + most


def _tests(page: Page, row: int) -> None:
    """Write the keys of the loan; its cash runs along the row, year by year."""
    first = row
    row = keys(page, row, "", _TESTS) - 1
    page.put(f"D{row}", "cash")
    for year in range(1, YEARS + 1):
        letter = get_column_letter(year + 4)
        page.put(f"{letter}{row + 1}", year, "0", colour="595959", align="right")
        page.put(f"{letter}{row}", f"=INDEX(out_loan_cfads,{letter}{row + 1}+1)", "money")
    page.define("row_parity_tests", f"D{first}:{get_column_letter(YEARS + 4)}{row}", "number",
                "Keys of GPU_LTV", sign="both", axis="list")  # fmt: skip
