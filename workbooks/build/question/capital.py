"""The sheets of capital: the annuity, rates and guidance, and the depreciation locked in."""

from __future__ import annotations

from workbooks.build.kit import Book, Page
from workbooks.build.lines import Lines, block, known
from workbooks.build.question import parts
from workbooks.build.table import Cell, write

RUNS, COMPANIES, WALL, HEAD = 8, 10, 24, 9

ANNUITY: Lines = (
    (
        "out_annuity_capex",
        "Capital",
        "=out_total_cost",
        "money",
        "The whole cost of a year, on which the other readings rest too",
    ),
    (
        "row_annuity_left",
        "Left at the end of the life",
        "=in_annuity_residual*out_annuity_capex",
        "money",
        "",
    ),
    (
        "out_annuity_charge",
        "Charge for the capital, a year",
        "=-PMT(in_wacc,in_life,out_annuity_capex,-row_annuity_left)",
        "money",
        "At the cost of capital over the life",
    ),
    (
        "out_annuity_opex",
        "Running cost, a year",
        "=in_opex_pct*out_annuity_capex",
        "money",
        "On top: where the multiple holds what runs the chips there is none",
    ),
    (
        "row_annuity_cost",
        "Cost, a year",
        "=out_annuity_charge+out_annuity_opex",
        "money",
        "",
    ),
    (
        "out_annuity",
        "Revenue required, a year",
        "=row_annuity_cost/(1-in_margin)",
        "money",
        "With the margin of the user; the cloud earns the cost of capital",
    ),
    (
        "out_annuity_lifetime",
        "The same over the life, not discounted",
        "=out_annuity*in_life",
        "money",
        "",
    ),
)
PARTS: Lines = (
    (
        "out_parts_capex",
        "Chips and the parts of capital",
        '=IF(COUNT(in_part_per_gpu)=0,"n/a",out_gpu*out_mult_capital)',
        "money",
        "What is built, without what runs it",
    ),
    (
        "out_parts_annuity",
        "Revenue required for it, a year",
        known(
            "(in_opex_pct*out_parts_capex-PMT(in_wacc,in_life,out_parts_capex,"
            "-in_annuity_residual*out_parts_capex))/(1-in_margin)",
            "out_parts_capex",
        ),
        "money",
        "At the same terms",
    ),
)
OTHER: Lines = (
    (
        "row_other_is",
        "What it is",
        '=IF(in_annuity_capex_is="","n/a",in_annuity_capex_is)',
        "text",
        "",
    ),
    ("out_other_capex", "Capital", parts.amount("annuity_capex"), "money", ""),
    (
        "row_other_left",
        "Left at the end of the life",
        known("in_annuity_residual*out_other_capex", "out_other_capex"),
        "money",
        "",
    ),
    (
        "out_other_annuity",
        "Revenue required for it, a year",
        known(
            "(in_opex_pct*out_other_capex-PMT(in_wacc,in_life,out_other_capex,-row_other_left))"
            "/(1-in_margin)",
            "out_other_capex",
        ),
        "money",
        "At the same terms; no reading of the question",
    ),
)
RUN = (
    Cell("B", "name", "What", "text", parts.words("run_label")),
    Cell("C", "k", "No", "0", parts.NUMBER, 1, "row_run_k"),
    Cell("D", "money", "Amount", "money", parts.money("run_amount"), None, "row_run_money"),
    Cell("E", "per", "Times a year", "count", parts.plain("run_per"), None, "row_run_times"),
    Cell(
        "F",
        "rate",
        "A year",
        "money",
        parts.where("[money]*[per]", "[money]", "[per]"),
        None,
        "out_run_rate",
    ),
    Cell("G", "prior", "Before", "money", parts.money("run_prior")),
    Cell(
        "H",
        "growth",
        "Growth",
        "rate",
        parts.where("[rate]/[prior]-1", "[rate]", "[prior]"),
        None,
        "out_run_growth",
        "both",
    ),
    Cell("I", "sold", "Revenue of the period", "money", parts.money("run_revenue")),
    Cell(
        "J",
        "share",
        "Of revenue",
        "rate",
        parts.where("[money]/[sold]", "[money]", "[sold]"),
        None,
        "out_run_intensity",
    ),
)
GUIDANCE = (
    Cell("B", "name", "Company", "text", parts.words("capex_company"), None, "row_capex_name"),
    Cell("C", "k", "No", "0", parts.NUMBER, 1, "row_capex_k"),
    Cell("D", "low", "Low", "money", parts.money("capex_low"), None, "row_capex_low"),
    Cell(
        "E",
        "high",
        "High",
        "money",
        parts.where(
            f"IF(COUNT({parts.entry('capex_high')})=0,[low],{parts.entry('capex_high')}*row_scale)",
            "[low]",
        ),
        None,
        "row_capex_high",
    ),
    Cell(
        "F",
        "mid",
        "Middle",
        "money",
        parts.where("([low]+[high])/row_two", "[low]"),
        None,
        "out_capex_mid",
    ),
    Cell("G", "prior", "Year before", "money", parts.money("capex_prior")),
    Cell(
        "H",
        "growth",
        "Growth",
        "rate",
        parts.where("[mid]/[prior]-1", "[mid]", "[prior]"),
        None,
        "out_capex_growth",
        "both",
    ),
    Cell("I", "sold", "Revenue", "money", parts.money("capex_revenue")),
    Cell(
        "J",
        "share",
        "Of revenue",
        "rate",
        parts.where("[mid]/[sold]", "[mid]", "[sold]"),
        None,
        "out_capex_intensity",
    ),
)
TOTALS: Lines = (
    ("out_capex_low", "Low ends", "=SUM(row_capex_low)", "money", ""),
    ("out_capex_high", "High ends", "=SUM(row_capex_high)", "money", ""),
    ("out_capex_total", "Middles", "=SUM(out_capex_mid)", "money", ""),
    ("row_capex_stated", "Total as stated", parts.amount("capex_stated"), "money", ""),
    (
        "±out_capex_unlisted",
        "Stated less the middles",
        known("row_capex_stated-out_capex_total", "row_capex_stated"),
        "money",
        "The row that reconciles",
    ),
)
_SINCE = "([year]-in_wall_year)"
_PART = (
    f"({_SINCE}>=0)*(({_SINCE}<=in_depr_life-1)"
    f"+({_SINCE}>in_depr_life-1)*({_SINCE}<in_depr_life)*(in_depr_life-{_SINCE}))"
)
YEARS = (
    Cell(
        "B",
        "year",
        "Year",
        "0",
        parts.where("[year-1]+1", "[year-1]"),
        '=IF(COUNT(in_wall_year)=0,"",INDEX(in_wall_year,1))',
        "out_wall_year",
    ),
    Cell("C", "k", "No", "0", parts.NUMBER, 1, "row_wall_k"),
    Cell(
        "D",
        "spent",
        "Spent",
        "money",
        parts.where("SUMIF(in_wall_year,[year],in_wall_capex)*row_scale", "[year]", otherwise="0"),
        None,
        "out_wall_spent",
    ),
    Cell(
        "E",
        "charge",
        "Charge of it",
        "money",
        parts.where(
            f"SUMPRODUCT(in_wall_capex*{_PART})/in_depr_life*row_scale", "[year]", otherwise="0"
        ),
        None,
        "row_wall_charge",
    ),
    Cell(
        "F",
        "old",
        "Charge of what was there",
        "money",
        parts.where(f"{parts.entry('wall_existing')}*row_scale", "[year]", otherwise="0"),
        None,
        "row_wall_old",
    ),
    Cell("G", "total", "Depreciation", "money", "=[charge]+[old]", None, "out_wall"),
    Cell(
        "H",
        "sold",
        "Revenue, the last known",
        "money",
        parts.where(
            "IF(SUMIF(in_wall_year,[year],in_wall_revenue)>0,"
            "SUMIF(in_wall_year,[year],in_wall_revenue)*row_scale,[sold-1])",
            "[year]",
        ),
        parts.where(
            "IF(SUMIF(in_wall_year,[year],in_wall_revenue)>0,"
            'SUMIF(in_wall_year,[year],in_wall_revenue)*row_scale,"")',
            "[year]",
        ),
        "row_wall_sold",
    ),
    Cell(
        "I",
        "share",
        "Depreciation of revenue",
        "rate",
        parts.where("[total]/[sold]", "[sold]"),
        None,
        "out_wall_share",
    ),
)


def annuity(book: Book) -> Page:
    """Write the Annuity sheet."""
    page = book.page(
        "Annuity",
        "The annuity: revenue that pays the capital",
        "calculation",
        {"B": 44, "C": 12, "D": 16, "E:H": 16},
    )
    note = "At a cost of capital of nothing it is capital over life"
    row = block(page, Page.FIRST, "Year by year the same", note, ANNUITY)
    row = block(page, row, "By the parts of the multiple", "", PARTS)
    row = block(page, row, "Another capital", "Named by somebody, of several years perhaps", OTHER)
    page.finish(row, pages=1)
    return page


def capex(book: Book) -> Page:
    """Write the Capex sheet."""
    page = book.page(
        "Capex",
        "Capital spending: rates and guidance",
        "calculation",
        {"B": 36, "C": 8, "D:J": 13, "K": 44},
    )
    row = Page.FIRST
    page.block(row, "Rates of a year")
    parts.remarks(page, row + 1, "K", "run_label", RUNS)
    row = parts.table(page, row + 1, RUN, RUNS) + 2
    page.block(row, "Guidance by company")
    parts.remarks(page, row + 1, "K", "capex_company", COMPANIES)
    row = parts.table(page, row + 1, GUIDANCE, COMPANIES) + 2
    row = block(page, row, "Totals", "", TOTALS)
    page.finish(row, pages=1)
    return page


def wall(book: Book) -> Page:
    """Write the Wall sheet."""
    page = book.page(
        "Wall",
        "The wall: depreciation locked in",
        "calculation",
        {"B": 22, "C": 8, "D:I": 16},
    )
    page.put(
        f"B{Page.FIRST}",
        "Straight line, a whole part in the first year; what was there before comes on top",
        italic=True,
        colour="595959",
        size=9,
    )
    page.line(
        Page.FIRST + 1,
        "Spent and there before",
        "=IF(COUNT(in_wall_year)=0,0,SUM(in_wall_capex)+SUM(in_wall_existing))*row_scale",
        "money",
        "out_wall_total",
    )
    page.put(
        f"B{Page.FIRST + 2}",
        '=IF(COUNT(in_wall_revenue)=0,"No sales of these companies are given","")',
        italic=True,
        colour="595959",
        size=9,
    )
    row = write(page, HEAD, YEARS, WALL, axis="year", height=28)
    page.finish(row, freeze=f"D{HEAD + 1}", titles=f"1:{HEAD}", pages=1)
    return page
