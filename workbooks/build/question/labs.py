"""The Labs sheet: a year of each laboratory, and what the price of compute does to it."""

from __future__ import annotations

from workbooks.build.charts import cells
from workbooks.build.kit import Book, Page
from workbooks.build.question import parts
from workbooks.build.table import Cell

LABS = 6
_STEPS = range(-3, 4)
_LETTERS = "DEFGHI"


def _money(letter: str, key: str, title: str) -> Cell:
    return Cell(letter, key, title, "money", parts.money(f"lab_{key}"), None, f"row_lab_{key}")


def _of(letter: str, key: str, title: str, fmt: str, formula: str, *, both: bool = False) -> Cell:
    """A measure of a laboratory; nothing in an empty row."""
    sign = "both" if both else "+"
    pattern = parts.where(formula, "[revenue]")
    return Cell(letter, key, title, fmt, pattern, None, f"out_lab_{key}", sign)


NAME = (
    Cell("B", "name", "Laboratory", "text", parts.words("lab_name"), None, "row_lab_name"),
    Cell("C", "k", "No", "0", parts.NUMBER, 1, "row_lab_k"),
)
YEAR = (
    *NAME,
    _money("D", "revenue", "Revenue"),
    _money("E", "inference", "Inference"),
    _money("F", "training", "Training"),
    _money("G", "staff", "Staff"),
    _money("H", "other", "Other"),
    _of("I", "cost", "Cost", "money", "[inference]+[training]+[staff]+[other]"),
    _of("J", "result", "Result", "money", "[revenue]-[cost]", both=True),
    _of("K", "gross", "Revenue less inference", "money", "[revenue]-[inference]", both=True),
)
COMPUTE = (
    Cell("B", "name", "Laboratory", "text", parts.words("lab_name")),
    Cell("C", "k", "No", "0", parts.NUMBER, 1),
    Cell("D", "revenue", "Revenue", "money", parts.money("lab_revenue")),
    _of(
        "E",
        "gross_margin",
        "Gross margin",
        "rate",
        'IF([revenue]=0,"n/a",INDEX(out_lab_gross,[k])/[revenue])',
        both=True,
    ),
    _of(
        "F",
        "inference",
        "Inference of revenue",
        "rate",
        'IF([revenue]=0,"n/a",INDEX(row_lab_inference,[k])/[revenue])',
    ),
    _of(
        "G",
        "runway",
        "Months of cash",
        "number",
        f'IF(COUNT({parts.entry("lab_cash")})=0,"n/a",IF(INDEX(out_lab_result,[k])>=0,"n/a",'
        f"row_months*{parts.entry('lab_cash')}*row_scale/-INDEX(out_lab_result,[k])))",
    ),
    _of(
        "H",
        "hours_inference",
        "GPU-hours, inference",
        "#,##0",
        f'IF(COUNT({parts.entry("lab_gpu_hour")})=0,"n/a",'
        f"INDEX(row_lab_inference,[k])*row_plain/{parts.entry('lab_gpu_hour')})",
    ),
    _of(
        "I",
        "hours_training",
        "GPU-hours, training",
        "#,##0",
        f'IF(COUNT({parts.entry("lab_gpu_hour")})=0,"n/a",'
        f"INDEX(row_lab_training,[k])*row_plain/{parts.entry('lab_gpu_hour')})",
    ),
    Cell(
        "J",
        "compute",
        "Compute",
        "money",
        parts.where("INDEX(row_lab_inference,[k])+INDEX(row_lab_training,[k])", "[revenue]"),
    ),
    _of(
        "K",
        "even_price",
        "GPU-hour that leaves no loss",
        "number",
        f'IF(COUNT({parts.entry("lab_gpu_hour")})=0,"n/a",IF([compute]=0,"n/a",'
        f"{parts.entry('lab_gpu_hour')}*([revenue]-INDEX(row_lab_staff,[k])"
        "-INDEX(row_lab_other,[k]))/[compute]))",
        both=True,
    ),
)


def build(book: Book) -> Page:
    """Write the Labs sheet."""
    page = book.page(
        "Labs",
        "Laboratories: what is earned and spent",
        "calculation",
        {"B": 34, "C": 12, "D:K": 15, "L": 44},
    )
    row = Page.FIRST
    page.block(row, "A year")
    parts.remarks(page, row + 1, "L", "lab_name", LABS)
    row = parts.table(page, row + 1, YEAR, LABS) + 2
    page.block(row, "What compute does to it")
    row = parts.table(page, row + 1, COMPUTE, LABS, height=42) + 2
    row = _prices(page, row)
    page.finish(row, pages=1)
    return page


def _prices(page: Page, row: int) -> int:
    """Write gross margin by the price of compute: change down, laboratories across."""
    page.block(row, "Gross margin when compute costs more or less", "The same hours of inference")
    row += 2
    page.head(row, "B", ["Change of the price", "Step", *[""] * LABS], height=16)
    top = int(cells(page.book, "row_lab_name").split("$")[2].rstrip(":"))
    for k, letter in enumerate(_LETTERS):
        page.put(
            f"{letter}{row}",
            f"=$B${top + k}",
            bold=True,
            colour="FFFFFF",
            fill="1F3864",
            align="right",
        )
    first = row + 1
    for step in _STEPS:
        row += 1
        page.put(f"C{row}", step, "0;-0;0", colour="7F7F7F", align="right")
        page.put(f"B{row}", f"=C{row}*in_grid_price_step", '0%;-0%;"as it is"', align="left")
        for k, letter in enumerate(_LETTERS):
            sold = f"$D${top + k}"
            cost = f"$E${top + k}*(1+$B{row})"
            formula = f'=IF(COUNT({sold})=0,"",IF({sold}=0,"n/a",({sold}-{cost})/{sold}))'
            page.put(f"{letter}{row}", formula, "rate", align="right")
    for name, area, label in (
        ("out_grid_price", f"D{first}:I{row}", "Gross margin by price of compute"),
        ("row_price_change", f"B{first}:B{row}", "Change of the price"),
        ("row_price_mid", f"D{first + 3}:I{first + 3}", "Gross margin as it is"),
    ):
        page.define(name, area, "rate", label, sign="both", axis="grid")
    return row + 2
