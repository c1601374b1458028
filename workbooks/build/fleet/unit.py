"""The Unit and Power sheets: what an hour of a GPU costs, part by part, and its energy."""

from __future__ import annotations

from workbooks.build.kit import Book, Page
from workbooks.build.lines import Line, block, known

_CAPITAL = (
    ("Server", "=in_server_price/in_per_server"),
    ("Network", "=in_network"),
    ("Storage", "=in_storage"),
    ("Install", "=in_install"),
    ("Spares", "=in_spares*row_server"),
)
_RUNNING = (
    ("Colo", "=in_colo*row_months*row_kw", "row_colo"),
    ("Upkeep", "=in_opex_server/in_per_server", "row_operations"),
    ("Power", "=row_draw*IF(row_by_use=1,row_sold,row_hours)", "row_power"),
    (
        "Other",
        "=IF(COUNT(in_opex_hour)=1,in_opex_hour*row_available-row_colo-row_operations-row_power,0)",
        "row_other",
    ),
)
LINES = (
    Line(
        "row_crf out_crf",
        "Charge a year for one of capital",
        "=(1-in_residual*(1+in_wacc)^(-in_life))/(-PV(in_wacc,in_life,1))",
        "rate4",
        "Repays it, and earns the cost of capital, down to the residual",
    ),
    Line(
        "out_warning",
        "What is odd about it",
        '=IF(AND(out_capital>=in_sane_low,out_capital<=in_sane_high),"","A GPU at "&in_currency'
        '&TEXT(out_capital,"#,##0")&" is outside "&in_currency&TEXT(in_sane_low,"#,##0")&" to "'
        '&in_currency&TEXT(in_sane_high,"#,##0")&": is it the price of a whole server, or are the"'
        '&" GPUs in a server miscounted?")',
        "text",
    ),
    Line("out_cost_fleet", "Cost of the fleet", "=out_capital*row_fleet", "money"),
    Line(
        "out_cost_hour",
        "Cost of an hour sold",
        '=IF(row_sold=0,"n/a",row_year_cost/row_sold)',
        "hour",
    ),
    Line(
        "out_cost_useful",
        "Cost of an hour of useful work",
        known("out_cost_hour/in_goodput", "out_cost_hour"),
        "hour",
    ),
    Line("out_power_share", "Share of power in the cost", "=row_power/row_year_cost", "rate"),
    Line(
        "row_running",
        "Running cost a year",
        "=row_colo+row_operations+row_power+row_other",
        "plain",
        "As entered by the hour, where it is: then what its parts leave is in Other",
    ),
    Line(
        "row_opex_flat",
        "Running cost per available hour, in any case",
        "=IF(COUNT(in_opex_hour)=1,in_opex_hour,"
        "(row_colo+row_operations+IF(row_by_use=1,0,row_power))/row_available)",
        "hour",
        "As entered, or the stack's",
    ),
    Line(
        "row_opex_used",
        "And what full use adds",
        "=IF(COUNT(in_opex_hour)=1,0,IF(row_by_use=1,row_draw,0))",
        "hour",
    ),
    Line(
        "row_opex out_opex_hour",
        "Running cost per available hour",
        "=row_opex_flat+row_opex_used*row_levelled",
        "hour",
        "At the share sold, levelled",
    ),
    Line(
        "out_payback",
        "Payback on revenue alone",
        '=IF(row_first_price*row_first_paid=0,"n/a",out_capital/(row_first_price*row_first_paid*row_available))',
        "years",
        "At the price and the hours of the first year",
    ),
    Line(
        "out_queries",
        "Queries an hour that pay its price",
        '=IF(COUNT(in_query_price)=1,row_first_price/in_query_price,"n/a")',
        "count",
        "At what a query earns",
    ),
)
_LOSSES = (0.3, 0.6, 0.8)
_LEVELS = (1.1, 1.2, 1.3, 1.4, 1.5)
_LETTERS = "DEFGH"
_BY_PUE = (
    (
        "out_power_kwh",
        "Energy of a server's year",
        "=in_kw*in_load*row_hours*{pue}",
        "count",
        "kWh",
    ),
    ("out_power_cost", "Its cost", "={kwh}*in_power_price", "plain", ""),
    ("±out_power_saving", "Less than at the site's own", "=1-{pue}/in_pue", "rate", "%"),
)
POWER = (
    Line(
        "out_power_server",
        "Energy of a server's year, at the site",
        "=in_kw*in_load*row_hours*in_pue",
        "count",
        unit="kWh",
    ),
    Line(
        "out_power_gpu_kwh",
        "Of it IT load, per GPU",
        "=row_kw*in_load*row_hours",
        "count",
        "Before the PUE",
        "kWh",
    ),
    Line(
        "out_power_mw",
        "Power of the fleet",
        "=in_gpus*out_power_server/in_per_server/row_hours/row_thousand",
        "number",
        unit="MW",
    ),
)


def build(book: Book) -> Page:
    """Write the Unit sheet."""
    page = book.page(
        "Unit",
        "Unit: what an hour costs",
        "output",
        {"B": 46, "C": 14, "D:G": 15, "H": 30},
    )
    row = Page.FIRST
    page.block(
        row,
        "The stack, per GPU",
        "Capital is charged by the year; what an hour costs is over the hours sold",
    )
    row += 2
    page.head(row, "B", ["Part", "Unit", "Capital", "A year", "Per hour", "Share"], height=16)
    first, last = row + 1, row + len(_CAPITAL) + len(_RUNNING) + 1
    for offset in range(last - first + 1):
        row += 1
        page.put(f"C{row}", "=in_currency", colour="595959")
        if offset < 5:
            label, formula = _CAPITAL[offset]
            page.put(f"D{row}", formula, "plain")
            page.put(f"E{row}", f"=D{row}*row_crf", "plain")
        elif offset < last - first:
            label, formula, name = _RUNNING[offset - 5]
            page.put(f"E{row}", formula, "plain")
            page.define(name, f"E{row}", "currency", f"{label} a year", sign="both")
        else:
            label = "In all"
            for letter in "DE":
                page.put(f"{letter}{row}", f"=SUM({letter}{first}:{letter}{last - 1})", "plain")
        page.put(f"B{row}", label)
        page.put(f"F{row}", f'=IF(row_sold=0,"n/a",E{row}/row_sold)', "hour")
        page.put(f"G{row}", f"=E{row}/E${last}", "rate")
    page.total(row, "B", "G")
    page.define("row_server", f"D{first}", "currency", "Server per GPU")
    page.define("out_capital", f"D{last}", "currency", "Capital per GPU")
    page.define("row_year_cost", f"E{last}", "currency", "Cost a year per GPU")
    page.define("out_stack_capital", f"D{first}:D{first + 4}", "currency", "Capital", axis="list")
    for name, letter, unit, label in (
        ("out_stack_year", "E", "currency", "Cost a year"),
        ("out_stack_hour", "F", "currency per hour", "Cost per hour"),
        ("out_stack_share", "G", "rate", "Share of the cost"),
    ):
        page.define(name, f"{letter}{first}:{letter}{last}", unit, label, sign="both", axis="list")
    page.define("row_stack_label", f"B{first}:B{last - 1}", "text", "Parts", axis="list")
    page.define(
        "row_stack_parts", f"F{first}:F{last - 1}", "currency per hour", "Parts", axis="list"
    )
    row = block(page, row + 2, "What follows", "", LINES)
    row = _same_work(page, row)
    page.finish(row, pages=1)
    return page


def _same_work(page: Page, row: int) -> int:
    """Write what an hour of the same work costs where a chip does less of it."""
    page.block(row, "The same work on another chip", "At the price of the first year")
    row += 2
    page.head(row, "B", ["Performance lost", "Unit", *[""] * len(_LOSSES)], height=16)
    letters = "DEF"
    for letter, loss in zip(letters, _LOSSES, strict=True):
        page.put(f"{letter}{row}", loss, "0%", bold=True, colour="FFFFFF", fill="1F3864")
        page.put(f"{letter}{row + 1}", f"=row_first_price/(1-{letter}{row})", "hour")
    page.put(f"B{row + 1}", "An hour of the same work")
    page.put(f"C{row + 1}", '=in_currency&"/GPU-h"', colour="595959")
    page.define("row_losses", f"D{row}:F{row}", "rate", "Performance lost", axis="list")
    page.define(
        "out_same_work",
        f"D{row + 1}:F{row + 1}",
        "currency per hour",
        "An hour of the same work",
        axis="list",
    )
    return row + 3


def power(book: Book) -> Page:
    """Write the Power sheet."""
    page = book.page(
        "Power", "Power: energy and its cost", "output", {"B": 46, "C": 14, "D:H": 13, "I": 20}
    )
    row = Page.FIRST
    page.block(row, "A server by the PUE of its site", "PUE is total over IT energy: never below 1")
    row += 2
    page.head(row, "B", ["PUE", "Unit", *[""] * 5], height=16)
    for letter, level in zip(_LETTERS, _LEVELS, strict=True):
        page.put(f"{letter}{row}", level, "0.0", bold=True, colour="FFFFFF", fill="1F3864")
    head = row
    page.define("row_levels", f"D{row}:H{row}", "number", "PUE", axis="list")
    for name, label, formula, fmt, unit in _BY_PUE:
        row += 1
        page.put(f"B{row}", label)
        page.put(f"C{row}", unit or "=in_currency", colour="595959")
        for letter in _LETTERS:
            text = formula.format(pue=f"{letter}${head}", kwh=f"{letter}{head + 1}")
            page.put(f"{letter}{row}", text, fmt)
        page.define(name, f"D{row}:H{row}", fmt, label, axis="list")
    row = block(page, row + 2, "The site", "", POWER)
    page.finish(row, pages=1)
    return page
