"""The Question sheet: from the chips to the revenue required, and three readings of it."""

from __future__ import annotations

from workbooks.build.kit import Book, Page
from workbooks.build.lines import Lines, block, known
from workbooks.build.question import parts
from workbooks.build.table import Cell

QUARTERS = 24

CHIPS: Lines = (
    ("row_quarters_used", "Last quarter given, No", "=MAX(row_quarter_at)", "count", ""),
    (
        "out_gpu_run",
        "Four times the last quarter",
        '=IF(row_quarters_used=0,"n/a",row_quarters*INDEX(in_quarter_revenue,row_quarters_used)'
        "*row_scale)",
        "money",
        "",
    ),
    (
        "out_gpu_trailing",
        "The last four quarters",
        "=IF(SUMPRODUCT((row_quarter_at>MAX(0,row_quarters_used-row_quarters))*1)<row_quarters,"
        '"n/a",SUMPRODUCT((row_quarter_at>row_quarters_used-row_quarters)*in_quarter_revenue)'
        "*row_scale)",
        "money",
        "",
    ),
    ("out_gpu_stated", "As stated", parts.amount("gpu_stated"), "money", ""),
    (
        "±out_gpu_diff",
        "Stated less four times the last quarter",
        known("out_gpu_stated-out_gpu_run", "out_gpu_stated", "out_gpu_run"),
        "money",
        "A forecast may well be above what has been sold",
    ),
    (
        "out_gpu",
        "Chips, a year",
        "=CHOOSE(MATCH(in_gpu_basis,row_gpu_bases,0),out_gpu_run,out_gpu_trailing,out_gpu_stated)",
        "money",
        "Spent on chips: the data-centre revenue of their maker",
    ),
)
MULTIPLE: Lines = (
    (
        "out_mult_capital",
        "Capital over chips, from the parts",
        '=IF(COUNT(in_part_per_gpu)=0,"n/a",1+SUMPRODUCT(in_part_capital*in_part_per_gpu))',
        "number",
        "Chips are 1",
    ),
    (
        "out_mult_built",
        "Whole cost over chips, from the parts",
        '=IF(COUNT(in_part_per_gpu)=0,"n/a",1+SUM(in_part_per_gpu))',
        "number",
        "",
    ),
    (
        "±out_mult_diff",
        "As stated less what the parts give",
        known("in_mult_stated-out_mult_built", "out_mult_built"),
        "number",
        "Negative: the parts ask for more than the multiple holds",
    ),
    (
        "out_mult",
        "Whole cost over chips",
        "=CHOOSE(MATCH(in_mult_basis,row_mult_bases,0),in_mult_stated,out_mult_built)",
        "number",
        "",
    ),
)
CHAIN: Lines = (
    ("out_total_cost", "Whole cost", "=out_gpu*out_mult", "money", "Chips times the multiple"),
    (
        "out_rent",
        "Paid to the cloud",
        "=out_total_cost/(1-in_cloud_margin)",
        "money",
        "Divided by 1 less the margin",
    ),
    (
        "out_required",
        "Revenue required",
        "=out_rent/(1-in_margin)",
        "money",
        "What the users of the chips must earn",
    ),
    ("out_times", "Revenue over chips", "=out_required/out_gpu", "number", "4 in the articles"),
)
YEAR: Lines = (
    ("±out_gap", "Missing", "=out_required-out_revenue", "money", "Negative: more than enough"),
    ("out_coverage", "Earned of what is required", "=out_revenue/out_required", "rate", ""),
    (
        "out_growth_x",
        "Revenue must become, times today's",
        '=IF(out_revenue=0,"n/a",out_required/out_revenue)',
        "number",
        "",
    ),
    (
        "out_years_to_cover",
        "Years until then, at the growth given",
        "=IF(out_revenue>=out_required,0,IF(OR(out_revenue<=0,COUNT(in_revenue_growth)=0),"
        '"n/a",IF(in_revenue_growth<=0,"n/a",(LN(out_required)-LN(out_revenue))'
        "/LN(1+in_revenue_growth))))",
        "years",
        "What is required stands still meanwhile",
    ),
)
LIFE: Lines = (
    (
        "out_required_life",
        "Required a year, of one year's chips",
        "=out_required/in_life",
        "money",
        "Spread evenly over the life, without return",
    ),
    ("±out_gap_life", "Missing", "=out_required_life-out_revenue", "money", ""),
    ("out_coverage_life", "Earned of it", "=out_revenue/out_required_life", "rate", ""),
)
RETURN: Lines = (
    (
        "row_annuity",
        "Required a year",
        "=out_annuity",
        "money",
        "From the Annuity sheet: the whole cost, over the life",
    ),
    ("±out_gap_annuity", "Missing", "=out_annuity-out_revenue", "money", ""),
    (
        "out_coverage_annuity",
        "Earned of it",
        '=IF(out_annuity=0,"n/a",out_revenue/out_annuity)',
        "rate",
        "",
    ),
)
CLAIMS: Lines = (
    ("row_claim_required", "Required, as stated", parts.amount("claim_required"), "money", ""),
    (
        "±out_claim_required_diff",
        "Less what comes out",
        known("row_claim_required-out_required", "row_claim_required"),
        "money",
        "",
    ),
    ("±row_claim_gap", "Missing, as stated", parts.amount("claim_gap"), "money", ""),
    (
        "±out_claim_gap_diff",
        "Less what comes out",
        known("row_claim_gap-out_gap", "row_claim_gap"),
        "money",
        "",
    ),
)
CELLS = (
    Cell("B", "name", "Quarter", "text", parts.words("quarter_name")),
    Cell("C", "k", "No", "0", parts.NUMBER, 1, "row_quarter_k"),
    Cell("D", "ended", "Ended", "date", parts.plain("quarter_end"), None, "row_quarter_end"),
    Cell("E", "money", "Revenue", "money", parts.money("quarter_revenue"), None, "row_quarter"),
    Cell(
        "F",
        "run",
        "Times four",
        "money",
        parts.where("row_quarters*[money]", "[money]"),
        None,
        "out_quarter_run",
    ),
    Cell(
        "G",
        "growth",
        "On the quarter before",
        "rate",
        '=IF([k]=1,"",IF(COUNT([money])*COUNT([money-1])=0,"",[money]/[money-1]-1))',
        None,
        "out_quarter_growth",
        "both",
    ),
    Cell(
        "H",
        "yoy",
        "On the year before",
        "rate",
        '=IF([k]<=row_quarters,"",IF(COUNT([money])*COUNT([money-4])=0,"",[money]/[money-4]-1))',
        None,
        "out_quarter_yoy",
        "both",
    ),
    Cell("I", "at", "Given as No", "0;;", "=IF(COUNT([money])=0,0,[k])", None, "row_quarter_at"),
)
STEPS = (
    ("Chips", "=out_gpu"),
    ("Energy, buildings, the rest", "=out_total_cost-out_gpu"),
    ("Margin of the cloud", "=out_rent-out_total_cost"),
    ("Margin of the user", "=out_required-out_rent"),
)


def build(book: Book) -> Page:
    """Write the Question sheet."""
    page = book.page(
        "Question",
        "The question: what must be earned?",
        "calculation",
        {"B": 44, "C": 12, "D:H": 16, "I": 14},
    )
    row = block(page, Page.FIRST, "Chips", "Spending of a year", CHIPS)
    row = block(page, row, "From chips to the whole cost", "", MULTIPLE)
    row = block(page, row, "From cost to revenue", "Each party divides by 1 less its margin", CHAIN)
    row = _steps(page, row)
    row = block(page, row, "Reading 1: every year", "The amount is needed each year", YEAR)
    note = "One year's chips bring it in once; with such spending every year, reading 1 is back"
    row = block(page, row, "Reading 2: over the life", note, LIFE)
    row = block(page, row, "Reading 3: with a return", "Capital earned back as an annuity", RETURN)
    row = _readings(page, row)
    row = block(page, row, "What the article says", "Differences, not faults", CLAIMS)
    page.block(row, "Data-centre revenue of the maker of the chips")
    row = parts.table(page, row + 1, CELLS, QUARTERS)
    page.finish(row + 1, pages=2)
    return page


def _steps(page: Page, row: int) -> int:
    """Write the steps of the chain as the chart shows them: each floats on those before."""
    page.block(row, "Steps", "As the chart shows them")
    row += 2
    page.head(row, "B", ["Step", "Unit", "Base", "Step"], height=16)
    first = row + 1
    for label, formula in STEPS:
        row += 1
        page.put(f"B{row}", label)
        page.put(f"C{row}", "=row_unit", colour="595959")
        page.put(f"D{row}", 0 if row == first else f"=D{row - 1}+E{row - 1}", "money")
        page.put(f"E{row}", formula, "money")
    page.define("±out_chain", f"E{first}:E{row}", "money", "Steps of the chain", axis="list")
    row += 1
    page.put(f"B{row}", "Revenue required")
    page.put(f"C{row}", "=row_unit", colour="595959")
    page.put(f"D{row}", 0, "money")
    page.put(f"E{row}", f"=D{row - 1}+E{row - 1}", "money")
    for name, letter, unit, label, seed in (
        ("row_step_label", "B", "text", "Steps", ""),
        ("row_step_base", "D", "money", "What a step stands on", "first and last row"),
        ("±row_step", "E", "money", "Steps and their sum", ""),
    ):
        page.define(name, f"{letter}{first}:{letter}{row}", unit, label, axis="list", seed=seed)
    page.total(row, "B", "E")
    return row + 2


def _readings(page: Page, row: int) -> int:
    """Write what each reading asks for beside what is earned."""
    page.block(row, "The three readings", "As the chart shows them; all of the same whole cost")
    row += 2
    page.head(row, "B", ["Reading", "Unit", "Required", "Earned"], height=16)
    first = row + 1
    for label, need in (
        ("Every year", "=out_required"),
        ("Over the life", "=out_required_life"),
        ("With a return", "=out_annuity"),
    ):
        row += 1
        page.put(f"B{row}", label)
        page.put(f"C{row}", "=row_unit", colour="595959")
        page.put(f"D{row}", need, "money")
        page.put(f"E{row}", "=out_revenue", "money")
    for name, letter, label in (
        ("row_reading_label", "B", "Readings"),
        ("row_reading_required", "D", "Required by reading"),
        ("row_reading_earned", "E", "Earned"),
    ):
        page.define(name, f"{letter}{first}:{letter}{row}", "money", label, axis="list")
    return row + 2
