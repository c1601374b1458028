"""A small model that somebody else might write and annotate: ten years of sales and cash."""

from __future__ import annotations

import io

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from workbooks.cache import cached

#: name, label, unit, value
INPUTS = (
    ("in_price", "Price", "currency", 10), ("in_units", "Units sold", "count", 100),
    ("in_growth", "Growth", "rate", 0.05), ("in_cost", "Cost each", "currency", 6),
    ("in_tax", "Tax", "rate", 0.25), ("in_cash", "Opening cash", "currency", 500),
    ("in_tol", "Tolerance", "factor", 1e-6),
)  # fmt: skip
#: name, label, unit, first formula if it is a seed, formula: {c} is the column, {p} the one before
ROWS = (
    ("ax_year", "Year", "count", "1", "={p}3+1"),
    ("row_units", "Units", "count", "=in_units", "={p}4*(1+in_growth)"),
    ("row_revenue", "Revenue", "currency", "", "={c}4*in_price"),
    ("row_cost", "Cost", "currency", "", "={c}4*in_cost"),
    ("row_profit", "Profit", "currency", "", "={c}5-{c}6"),
    ("row_tax", "Tax", "currency", "", "={c}7*in_tax"),
    ("row_net", "Net", "currency", "", "={c}7-{c}8"),
    ("row_open", "Opening", "currency", "=in_cash", "={p}11"),
    ("row_close", "Closing", "currency", "", "={c}10+{c}9"),
)  # fmt: skip
OUTPUTS = (
    ("out_revenue", "Revenue in all", "currency", "=SUM(row_revenue)"),
    ("out_net", "Net in all", "currency", "=SUM(row_net)"),
    ("out_margin", "Margin", "rate", "=out_net/out_revenue"),
    ("out_close", "Cash at the end", "currency", "=INDEX(row_close,1,COLUMNS(row_close))"),
)  # fmt: skip
CHECKS = (
    ("chk_cash", "Cash", "=out_close", "=in_cash+out_net"),
    ("chk_tax", "Tax", "=SUM(row_tax)", "=in_tax*SUM(row_profit)"),
    ("chk_sales", "Sales", "=out_revenue", "=in_price*SUM(row_units)"),
)


def by_hand() -> bytes:
    """The workbook, recalculated."""
    book = openpyxl.Workbook()
    inputs, calc, out, checks, notes = (
        book.active, *(book.create_sheet(title) for title in ("Calc", "Out", "Checks", "Notes"))
    )  # fmt: skip
    inputs.title = "Inputs"
    table = [("Name", "Kind", "Unit", "Sign", "Axis", "Seed", "Meaning")]

    def declare(name: str, place: str, unit: str, axis: str, meaning: str, seed: str = "") -> None:
        book.defined_names[name] = DefinedName(name, attr_text=place)
        table.append((name, name.split("_")[0], unit, "+", axis, seed, meaning))

    for row, (name, label, unit, value) in enumerate(INPUTS, 3):
        for column, held in enumerate((label, unit, value), 1):
            inputs.cell(row, column, held)
        declare(name, f"Inputs!$C${row}", unit, "input", label)
    for row, (name, label, unit, first, formula) in enumerate(ROWS, 3):
        calc.cell(row, 1, label)
        for column in range(3, 13):
            here, before = get_column_letter(column), get_column_letter(column - 1)
            text = first if first and column == 3 else formula.format(c=here, p=before)
            calc.cell(row, column, text if text.startswith("=") else float(text))
        seed = "first column" if first else ""
        declare(name, f"Calc!$C${row}:$L${row}", unit, "year", label, seed)
    for row, (name, label, unit, formula) in enumerate(OUTPUTS, 3):
        out.cell(row, 1, label)
        out.cell(row, 2, formula)
        declare(name, f"Out!$B${row}", unit, "none", label)
    for row, (name, label, one, other) in enumerate(CHECKS, 3):
        difference, tolerance = f"=B{row}-C{row}", f"=in_tol*MAX(1,ABS(B{row}))"
        flag = f"=IF(ABS(D{row})>E{row},1,0)"
        for column, held in enumerate((label, one, other, difference, tolerance, flag), 1):
            checks.cell(row, column, held)
        declare(name, f"Checks!$F${row}", "flag", "check", label)
    checks["F6"] = "=SUM(F3:F5)"
    declare("chk_master", "Checks!$F$6", "flag", "check", "All checks")
    for line in table:
        notes.append(line)
    stream = io.BytesIO()
    book.save(stream)
    return cached(stream.getvalue())
