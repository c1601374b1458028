"""The Annual sheet: 41 rows that feed charts and print, whatever the payments a year."""

from __future__ import annotations

from workbooks.build.kit import Book, Page
from workbooks.build.table import Cell, write

YEARS = 41
HEAD = 9


def _at(name: str) -> str:
    return f"=INDEX({name},[k]+1)"


def _sum(name: str) -> str:
    return f"=SUMIF(row_year,[y],{name})"


ANNUAL = (
    Cell("B", "y", "Lease year", "0", "=[y-1]+1", 0.0, "ax_year"),
    Cell("C", "k", "Payments passed", "0", "=MIN([y]*in_freq,row_capacity)", name="row_annual_k"),
    Cell("D", "date", "Year ends", "date", _at("row_date")),
    Cell(
        "E",
        "paid",
        "Paid in the year",
        "money",
        "=SUMIF(row_year,[y],row_pay)+SUMIF(row_year,[y],row_com)",
        name="out_annual_payment",
    ),
    Cell(
        "F",
        "liab",
        "US: lease liability",
        "money",
        _at("row_close"),
        name="out_annual_liability_us",
    ),
    Cell(
        "G",
        "rouf",
        "US finance: asset",
        "money",
        _at("row_rou"),
        name="out_annual_rou_finance",
        sign="both",
    ),
    Cell(
        "H",
        "costf",
        "US finance: cost",
        "money",
        _sum("row_cost_finance"),
        name="out_annual_cost_finance",
        sign="both",
    ),
    Cell(
        "I",
        "rouo",
        "US operating: asset",
        "money",
        _at("row_rou_operating"),
        name="out_annual_rou_operating",
        sign="both",
    ),
    Cell(
        "J",
        "costo",
        "US operating: cost",
        "money",
        _sum("row_cost_operating"),
        name="out_annual_cost_operating",
        sign="both",
    ),
    Cell(
        "K",
        "liabi",
        "IFRS: lease liability",
        "money",
        _at("row_close_ifrs"),
        name="out_annual_liability_ifrs",
    ),
    Cell(
        "L",
        "roui",
        "IFRS: asset",
        "money",
        _at("row_rou_ifrs"),
        name="out_annual_rou_ifrs",
        sign="both",
    ),
    Cell(
        "M",
        "costi",
        "IFRS: cost",
        "money",
        _sum("row_cost_ifrs"),
        name="out_annual_cost_ifrs",
        sign="both",
    ),
    Cell(
        "N",
        "owed",
        "Full term: rent still owed",
        "money",
        "=INDEX(row_full_unpaid,[k]+1)+IF(AND([k]>0,[k]<row_capacity),"
        "in_timing*INDEX(row_cash,[k]+1+1),0)",
        "=INDEX(row_full_unpaid,[k]+1)",
        name="out_annual_full",
    ),
    Cell("O", "gap", "Not on the balance sheet", "money", "=[owed]-[liab]", sign="both"),
)
# Lines that end where the lease ends: beyond it the last point repeats, so charts stop there.
CHART = (
    Cell("Q", "x", "Years, balances", "0", "=MIN([x-1]+1,INT(row_years_full))", 0.0, "row_x"),
    Cell("R", "rec", "Recorded", "money", "=MAX(0,INDEX(out_annual_liability_us,[x]+1))"),
    Cell("S", "all", "Owed in full", "money", "=INDEX(out_annual_full,[x]+1)"),
    Cell("T", "z", "Years, cost", "0", "=MIN([z-1]+1,ROUNDUP(row_years,0))", 1.0, "row_z"),
    Cell("U", "fin", "US finance", "money", "=INDEX(out_annual_cost_finance,[z]+1)"),
    Cell("V", "op", "US operating", "money", "=INDEX(out_annual_cost_operating,[z]+1)"),
    Cell("W", "ifrs", "IFRS 16", "money", "=INDEX(out_annual_cost_ifrs,[z]+1)"),
)


def build(book: Book) -> Page:
    """Write the Annual sheet."""
    page = book.page(
        "Annual",
        "Annual: the lease by lease year",
        "output",
        {"B": 8, "C": 10, "D:O": 13, "P": 3, "Q:W": 11},
    )
    page.block(
        Page.FIRST,
        "Balances at the end of each lease year, flows over it",
        "Year 0 is commencement. In advance, balances stand before the payment then due",
    )
    last = write(page, HEAD, ANNUAL, YEARS, axis="year")
    page.put(f"Q{HEAD - 1}", "Points of the charts", bold=True, colour="1F3864")
    write(page, HEAD, CHART, YEARS, axis="year")
    row = last + 1
    page.put(f"B{row}", "Total")
    for letter in "EHJM":
        page.put(f"{letter}{row}", f"=SUM({letter}{HEAD + 1}:{letter}{last})", "money")
    page.total(row, "B", "O")
    for name, letter in (("paid", "E"), ("finance", "H"), ("operating", "J"), ("ifrs", "M")):
        page.define(f"row_annual_{name}", f"{letter}{row}", "money", f"Total of the years: {name}")
    page.last_column = 15
    page.finish(row + 25, freeze=f"E{HEAD + 1}", titles=f"1:{HEAD}", pages=2)
    return page
