"""The Inputs sheet: every blue cell of the lease model, its validation and its provenance."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation

from workbooks.build.kit import INPUT_BLUE, PALE_YELLOW, Book, Page

_EDGE = Side(style="hair", color="BFBFBF")


@dataclass(frozen=True)
class Field:
    """One input cell: the name after ``in_``, its label, number format and rule."""

    key: str
    label: str
    fmt: str
    unit: str = ""
    rule: tuple[str, ...] = ()
    hint: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Grid:
    """A table of inputs: one name per column."""

    title: str
    note: str
    rows: tuple[str, ...]
    columns: tuple[Field, ...]


MONEY_RULE = ("decimal", "0", "1E+15")
RATE_RULE = ("decimal", "-0.99", "10")
SHARE_RULE = ("decimal", "0", "1")
YEARS_RULE = ("decimal", "0", "40")
YESNO = ("list", "TRUE,FALSE")

GROUPS: tuple[tuple[str, str, tuple[Field, ...]], ...] = (
    (
        "The deal",
        "Who, what and when. Money below is entered in the unit of entry; the model shows it in "
        "the unit of display.",
        (
            Field("name", "Deal", "text"),
            Field("lessee", "Lessee (tenant)", "text"),
            Field("lessor", "Lessor (developer)", "text"),
            Field("asset", "Asset", "text"),
            Field("story", "What is stylised in this deal", "text"),
            Field("currency", "Currency label", "text", hint="Any text, for example $ or EUR "),
            Field(
                "unit", "Unit of entry", "text", rule=("list", '"$,$k,$M,$B"'),
                hint="Unit of the money on this sheet: $, $k, $M or $B",
            ),
            Field(
                "show_unit", "Unit of display", "text", rule=("list", '"$,$k,$M,$B"'),
                hint="Unit of the money on every other sheet: $, $k, $M or $B",
            ),
            Field(
                "asof", "As-of date", "date", rule=("date", "1", "100000"),
                comment="Reporting date. Before commencement nothing is recorded.",
            ),
            Field(
                "commencement", "Commencement date", "date", rule=("date", "1", "100000"),
                comment="Date the asset is made available to the lessee; measurement date.",
            ),
            Field(
                "fy_end", "Fiscal year ends in month", "count", unit="month",
                rule=("whole", "1", "12"), hint="Whole number from 1 to 12",
            ),
        ),
    ),
    (
        "The lease",
        "Rent is per year, for the whole campus, in the first lease year; each payment is rent "
        "divided by payments a year.",
        (
            Field("cost", "Cost to the lessor", "money", rule=MONEY_RULE),
            Field("fair_value", "Fair value at commencement", "money", rule=MONEY_RULE),
            Field("rent", "Rent a year, first lease year", "money", rule=MONEY_RULE),
            Field(
                "freq", "Payments a year", "count", rule=("list", '"1,2,4,12"'),
                hint="1, 2, 4 or 12",
            ),
            Field(
                "timing", "Timing of payments", "flag", rule=("list", '"0,1"'),
                hint="0 in arrears (end of period), 1 in advance (start of period)",
            ),
            Field(
                "term", "Base term (non-cancellable)", "years", rule=YEARS_RULE,
                hint="Years, a whole number of payments, at most 40 with renewals",
            ),
            Field("life", "Economic life of the asset", "years", rule=("decimal", "0", "200")),
            Field(
                "remaining_life", "Remaining life at commencement", "years",
                rule=("decimal", "0", "200"),
            ),
            Field("escalator", "Escalator, on each anniversary", "rate", rule=RATE_RULE),
            Field(
                "free", "Rent-free payments at the start", "count",
                rule=("whole", "0", "480"), hint="Whole number of payment periods",
            ),
            Field("rate", "Discount rate of the lessee, annual", "rate", rule=RATE_RULE),
            Field(
                "comp", "Compounding of that rate", "text",
                rule=("list", '"nominal,effective"'),
                hint="nominal: rate / payments a year per period; effective: annual effective",
            ),
            Field("direct", "Initial direct costs", "money", rule=MONEY_RULE),
            Field("prepaid", "Rent prepaid before commencement", "money", rule=MONEY_RULE),
            Field(
                "allowance", "Improvement allowance and incentives", "money", rule=MONEY_RULE,
                hint="Received from the lessor at commencement",
            ),
            Field("restoration", "Restoration cost (IFRS asset only)", "money", rule=MONEY_RULE),
        ),
    ),
    (
        "Options and classification",
        "Probabilities of renewal stand in the table of renewals below.",
        (
            Field(
                "opt_threshold", "Probability that counts as reasonably certain", "rate",
                rule=SHARE_RULE,
            ),
            Field(
                "termination_year", "Early termination possible after", "years",
                rule=YEARS_RULE, hint="Years from commencement, on a payment date; blank if none",
            ),
            Field("termination_penalty", "Penalty on termination", "money", rule=MONEY_RULE),
            Field("termination_certain", "Termination reasonably certain", "text", rule=YESNO),
            Field("purchase_price", "Price of the purchase option", "money", rule=MONEY_RULE),
            Field("purchase_certain", "Purchase reasonably certain", "text", rule=YESNO),
            Field("title", "Title passes at the end", "text", rule=YESNO),
            Field("specialised", "Specialised, no alternative use", "text", rule=YESNO),
            Field("short_term", "Short-term election", "text", rule=YESNO),
            Field(
                "relocation", "Cost of leaving (relocation, lost improvements)", "money",
                rule=MONEY_RULE,
            ),
            Field("pct_life", "Major part of the remaining life", "rate", rule=SHARE_RULE),
            Field("pct_pv", "Substantially all of the fair value", "rate", rule=SHARE_RULE),
            Field(
                "late_life", "Last part of the life in which test c is not applied", "rate",
                rule=SHARE_RULE,
            ),
        ),
    ),
    (
        "Guarantee and finance of the lessor",
        "",
        (
            Field(
                "rvg_p", "Probability that the guarantee is called", "rate", rule=SHARE_RULE,
                hint="Between 0 and 1; blank books the shortfall in full",
            ),
            Field(
                "rvg_threshold", "Probability from which it is probable (US)", "rate",
                rule=SHARE_RULE,
            ),
            Field("spv_debt", "Debt of the financing vehicle", "money", rule=MONEY_RULE),
            Field("spv_share", "Share with recourse to the lessee", "rate", rule=SHARE_RULE),
        ),
    ),
    (
        "Tax and lease versus buy",
        "",
        (
            Field("tax", "Tax rate of the lessee", "rate", rule=SHARE_RULE),
            Field(
                "depr_life", "Tax life, straight line", "years", rule=("decimal", "0.01", "200")
            ),
            Field(
                "buy_residual", "Value of the asset at the end of the full term", "money",
                rule=MONEY_RULE,
            ),
            Field("maintenance", "Yearly cost borne only by an owner", "money", rule=MONEY_RULE),
            Field(
                "discount", "Discount rate of the comparison", "text",
                rule=("list", '"after_tax_debt,wacc"'),
            ),
            Field("wacc", "Weighted average cost of capital", "rate", rule=RATE_RULE),
        ),
    ),
    (
        "Market",
        "A bond yield is quoted with its own compounding; the model converts to annual effective.",
        (
            Field("tenant_yield", "Tenant's bond yield", "rate", rule=RATE_RULE),
            Field(
                "yield_freq", "Compounding of that yield, times a year", "count",
                rule=("list", '"1,2,4,12"'),
            ),
            Field("spread", "Spread the developer asks", "bp", rule=("decimal", "-5000", "100000")),
            Field("residual", "Lessor's residual at the end of the full term", "money",
                  rule=MONEY_RULE),
        ),
    ),
    (
        "Model",
        "",
        (
            Field("journal_period", "Period shown on Journal", "count",
                  rule=("whole", "0", "480")),
            Field("grid_rate_step", "Step of the discount rate in the grid", "rate",
                  rule=("decimal", "0", "0.3")),
            Field("grid_term_step", "Step of the term in the grid", "years", rule=YEARS_RULE),
            Field("grid_rvg_step", "Step of the guarantee in the grid", "rate", rule=SHARE_RULE),
            Field("tol", "Tolerance of the checks, share of the scale", "check",
                  rule=("decimal", "0", "0.01")),
        ),
    ),
)

GRIDS: tuple[Grid, ...] = (
    Grid(
        "Stepped rents",
        "From the lease year given, rent a year is the amount given; the escalator then stops. "
        "Lease years ascend.",
        tuple(f"Step {k}" for k in range(1, 13)),
        (
            Field("step_year", "Lease year", "count", rule=("whole", "1", "40")),
            Field("step_rent", "Rent a year", "money", rule=MONEY_RULE),
        ),
    ),
    Grid(
        "Phases of delivery",
        "A phase joins at the first payment date on or after its delivery; shares add to 100%. "
        "Leave empty for one delivery at commencement.",
        tuple(f"Phase {k}" for k in range(1, 7)),
        (
            Field("phase_date", "Delivered", "date", rule=("date", "1", "100000")),
            Field("phase_share", "Share of rent", "rate", rule=SHARE_RULE),
        ),
    ),
    Grid(
        "Renewals",
        "Each in turn; reasonably certain while its probability is at least the threshold above.",
        tuple(f"Renewal {k}" for k in range(1, 10)),
        (
            Field("opt_years", "Years", "years", rule=YEARS_RULE),
            Field("opt_p", "Probability", "rate", rule=SHARE_RULE),
        ),
    ),
    Grid(
        "Residual value guarantee by exit",
        "What the lessee guarantees if it leaves at that exit; a cap limits what it can owe.",
        ("End of base term", *(f"End of renewal {k}" for k in range(1, 10))),
        (
            Field("exit_guaranteed", "Guaranteed value", "money", rule=MONEY_RULE),
            Field("exit_cap", "Cap (blank: none)", "money", rule=MONEY_RULE),
            Field("exit_expected", "Expected value", "money", rule=MONEY_RULE),
        ),
    ),
)

#: Every scalar input key, in the order of the sheet.
SCALARS = tuple(f for _, _, fields in GROUPS for f in fields)
_COLUMNS = "DEF"
_MONEY_UNIT = "=row_entry_unit"


def build(book: Book) -> Page:
    """Write the Inputs sheet."""
    page = book.page(
        "Inputs",
        "Inputs",
        "input",
        {"B": 46, "C": 11, "D:F": 16, "G": 56, "H": 12, "I": 12, "J": 66},
    )
    row = Page.FIRST
    for title, note, fields in GROUPS:
        row = _group(page, row, title, note, fields)
    for grid in GRIDS:
        row = _grid(page, row, grid)
    page.finish(row, freeze="D6", pages=3)
    return page


def _group(page: Page, row: int, title: str, note: str, fields: tuple[Field, ...]) -> int:
    page.block(row, title, note)
    row += 2
    page.head(
        row,
        "B",
        ["Input", "Unit", "Value", "", "", "Source", "Date", "Grade", "Note"],
        height=16,
    )
    for field in fields:
        row += 1
        page.put(f"B{row}", field.label)
        page.put(f"C{row}", _unit(field), colour="595959")
        _input(page, f"D{row}", field)
        page.define(f"in_{field.key}", f"D{row}", _unit_name(field), field.label, axis="input")
        _provenance(page, row)
        page.define(f"in_{field.key}_note", f"G{row}:J{row}", "text", f"{field.label}: provenance",
                    axis="input", listed=False)
    return row + 2


def _grid(page: Page, row: int, grid: Grid) -> int:
    page.block(row, grid.title, grid.note)
    row += 2
    titles = [f.label for f in grid.columns] + [""] * (3 - len(grid.columns))
    page.head(
        row, "B", ["Row", "Unit", *titles, "Source", "Date", "Grade", "Note"], height=28
    )
    first = row + 1
    for label in grid.rows:
        row += 1
        page.put(f"B{row}", label)
        page.put(f"C{row}", _unit(grid.columns[-1]), colour="595959")
        if "exit" in grid.columns[0].key or "opt" in grid.columns[0].key:
            lines = len(grid.columns)  # their notes run over two lines or three
            page.ws.row_dimensions[row].height = 12.5 * lines
        for column, field in zip(_COLUMNS, grid.columns, strict=False):
            _input(page, f"{column}{row}", field)
        _provenance(page, row)
    for column, field in zip(_COLUMNS, grid.columns, strict=False):
        page.define(
            f"in_{field.key}", f"{column}{first}:{column}{row}", _unit_name(field),
            f"{grid.title}: {field.label}", axis="input",
        )
    page.define(
        f"in_{grid.columns[0].key}_note", f"G{first}:J{row}", "text",
        f"{grid.title}: provenance", axis="input", listed=False,
    )
    return row + 2


def _unit(field: Field) -> str:
    if field.unit:
        return field.unit
    return {
        "money": _MONEY_UNIT,
        "rate": "%",
        "years": "years",
        "count": "number",
        "flag": "0 or 1",
        "bp": "bp",
        "date": "date",
        "check": "share",
        "text": "text",
    }[field.fmt]


def _unit_name(field: Field) -> str:
    return {"check": "number"}.get(field.fmt, field.fmt)


def _input(page: Page, ref: str, field: Field) -> None:
    fmt = {"money": '#,##0.0##_);(#,##0.0##);0_)', "count": "0", "rate": "0.00##%",
           "years": "0.00##", "check": "0.0E+00", "text": "General"}.get(field.fmt, field.fmt)
    if field.rule == YESNO:
        fmt = '"TRUE";"TRUE";"FALSE"'
    words = field.fmt == "text" and not field.rule
    cell = page.put(ref, None, fmt, colour=INPUT_BLUE, fill=PALE_YELLOW,
                    align="left" if words else "right", wrap=words)
    if words:
        row = ref[1:]
        page.ws.merge_cells(f"D{row}:F{row}")
        if field.key == "story":
            page.ws.row_dimensions[int(row)].height = 100
    cell.border = Border(top=_EDGE, bottom=_EDGE, left=_EDGE, right=_EDGE)
    cell.protection = Protection(locked=False)
    if field.comment:
        cell.comment = Comment(field.comment, "OnBalance", height=60, width=260)
    if not field.rule:
        return
    kind, *bounds = field.rule
    sentence = field.hint or _sentence(field, bounds)
    if kind == "list":
        source = bounds[0] if bounds[0].startswith('"') else f'"{bounds[0]}"'
        rule = DataValidation(type="list", formula1=source, allow_blank=True)
    else:
        rule = DataValidation(
            type=kind, operator="between", formula1=bounds[0], formula2=bounds[1],
            allow_blank=True,
        )
    rule.error = sentence[:220]
    rule.errorTitle = field.label[:30]
    rule.prompt = sentence[:220]
    rule.promptTitle = field.label[:30]
    rule.showErrorMessage = True
    rule.showInputMessage = True
    rule.add(ref)
    page.ws.add_data_validation(rule)


def _sentence(field: Field, bounds: list[str]) -> str:
    if field.fmt == "date":
        return "A date"
    if field.rule == YESNO:
        return "TRUE or FALSE"
    if field.rule[0] == "list":
        return "One of the list"
    if field.fmt == "rate":
        low, high = float(bounds[0]), float(bounds[1])
        return f"A rate from {low:.0%} to {high:.0%}"
    if field.fmt == "money":
        return "An amount of zero or more, in the unit of entry"
    return f"A number from {float(bounds[0]):g} to {float(bounds[1]):g}"


def _provenance(page: Page, row: int) -> None:
    for column, fmt in zip("GHIJ", ("General", "date", "General", "General"), strict=True):
        cell = page.put(f"{column}{row}", None, fmt, size=9, colour=INPUT_BLUE)
        cell.fill = PatternFill("solid", fgColor="FFFFFF")
        cell.alignment = Alignment(
            wrap_text=column in "GJ", horizontal="left", vertical="center", indent=1
        )
