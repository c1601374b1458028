"""The Renewals sheet: one row per exit, with its guarantee and what leaving or staying costs."""

from __future__ import annotations

from workbooks.build.kit import Book, Page
from workbooks.build.table import Cell, write

EXITS = 10
_SHORTFALL = "MAX(0,[guaranteed]-[expected])"

LADDER = (
    Cell("B", "rung", "Exit", "0", "=[rung-1]+1", 1.0, "row_exit"),
    Cell(
        "C",
        "own",
        "Years of this term",
        "years",
        "=IF([rung]=1,in_term,INDEX(in_opt_years,[rung]-1))",
        "=in_term",
    ),
    Cell(
        "D", "present", "In the contract", "flag", "=IF([own]>0,[present-1],0)", 1.0, "row_present"
    ),
    Cell(
        "E",
        "years",
        "Years to this exit",
        "years",
        "=IF([present]=1,[years-1]+[own],0)",
        "=[own]",
        "row_exit_years",
    ),
    Cell(
        "F", "n", "Payments to this exit", "count", "=ROUND([years]*in_freq,0)", name="row_exit_n"
    ),
    Cell(
        "G", "p", "Probability of getting here", "rate", "=[present]*INDEX(in_opt_p,[rung]-1)", 1.0
    ),
    Cell(
        "H",
        "certain",
        "Reasonably certain",
        "flag",
        "=IF(AND([present]=1,[p]>=in_opt_threshold*(1-row_eps)),[certain-1],0)",
        1.0,
        "row_certain",
    ),
    Cell(
        "I", "reach", "Probability of reaching it", "rate", "=[reach-1]*[p]", 1.0, "row_exit_reach"
    ),
    Cell(
        "J",
        "pv",
        "Rent to this exit, present value",
        "money",
        "=[present]*INDEX(row_cum,[n]+1)",
        name="row_exit_pv",
    ),
    Cell(
        "K",
        "share",
        "Share of the full term",
        "rate",
        "=IF([present]=0,0,[pv]/INDEX(row_cum,row_n_full+1))",
        name="row_exit_share",
    ),
    Cell(
        "L",
        "weighted",
        "Expected present value, cumulative",
        "money",
        "=[present]*([weighted-1]+[reach]*([pv]-[pv-1]))",
        "=[pv]",
        "row_exit_weighted",
    ),
)
GUARANTEE = (
    Cell("B", "rung", "Exit", "0", "=[rung-1]+1", 1.0),
    Cell(
        "C",
        "date",
        "Date of exit",
        "date",
        '=IF(INDEX(row_present,[rung])=1,INDEX(row_date,INDEX(row_exit_n,[rung])+1),"")',
    ),
    Cell(
        "D",
        "guaranteed",
        "Guaranteed value",
        "money",
        "=INDEX(row_present,[rung])*INDEX(in_exit_guaranteed,[rung])*row_scale",
        name="row_exit_guaranteed",
    ),
    Cell(
        "E",
        "expected",
        "Expected value",
        "money",
        "=INDEX(row_present,[rung])*INDEX(in_exit_expected,[rung])*row_scale",
        name="row_exit_expected",
    ),
    Cell(
        "F",
        "limit",
        "Guarantee at most",
        "money",
        "=IF(COUNT(INDEX(in_exit_cap,[rung]))=0,[guaranteed],"
        "MIN([guaranteed],INDEX(in_exit_cap,[rung])*row_scale))",
        name="row_exit_maximum",
    ),
    Cell(
        "G",
        "short",
        "Expected shortfall owed",
        "money",
        f"=MIN([limit],{_SHORTFALL})",
        name="row_exit_shortfall",
    ),
    Cell(
        "H",
        "probable",
        "Booked, US (probable)",
        "money",
        "=IF(COUNT(in_rvg_p)=0,[short],IF(in_rvg_p>=in_rvg_threshold,[short],0))",
        name="row_exit_probable",
    ),
    Cell(
        "I",
        "payable",
        "Booked, IFRS (expected)",
        "money",
        "=IF(COUNT(in_rvg_p)=0,[short],in_rvg_p*[short])",
        name="row_exit_payable",
    ),
    Cell(
        "J",
        "leave",
        "Cost of leaving at the exit",
        "money",
        "=INDEX(row_present,[rung])*([short]+row_relocation)",
        name="row_exit_leave",
    ),
    Cell(
        "K",
        "stay",
        "Cost of staying: rent of the next term",
        "money",
        "=IF([rung]<row_rung_full,(INDEX(row_exit_pv,[rung]+1)-INDEX(row_exit_pv,[rung]))"
        "*(1+row_i)^INDEX(row_exit_n,[rung]),0)",
        name="row_exit_stay",
    ),
    Cell(
        "L",
        "compel",
        "Leaving less staying",
        "money",
        "=INDEX(row_present,[rung])*([leave]-[stay])",
        name="row_exit_compulsion",
        sign="both",
    ),
)
# The last exit has no next one: its own row of the table above is the end of the ladder.
CHART = (
    Cell("N", "exit", "Exit shown", "0", "=MIN([exit-1]+1,row_rung_full)", 1.0),
    Cell("O", "x", "Years", "0.0", "=INDEX(row_exit_years,[exit])", name="row_ladder_x"),
    Cell(
        "P",
        "y",
        "Share of the full obligation",
        "rate",
        "=INDEX(row_exit_share,[exit])",
        name="row_ladder_y",
    ),
)


def build(book: Book) -> Page:
    """Write the Renewals sheet."""
    page = book.page(
        "Renewals",
        "Renewals: what each exit recognises and guarantees",
        "calculation",
        {"B": 9, "C:L": 14, "M": 3, "N:P": 11},
    )
    row = Page.FIRST
    page.block(
        row,
        "The ladder of exits",
        "Present values at commencement at the lessee's rate, rent paid at commencement "
        "included; recognised as far as every probability reaches the threshold",
    )
    last = write(page, row + 2, LADDER, EXITS, axis="exit")
    row = last + 2
    page.block(
        row,
        "The guarantee, and leaving against staying",
        "At the date of each exit; at most = guaranteed value limited by its cap",
    )
    guarantee = write(page, row + 2, GUARANTEE, EXITS, axis="exit")
    page.put(f"N{row}", "Points of the chart", bold=True, colour="1F3864")
    write(page, row + 2, CHART, EXITS, axis="exit")
    outputs(page)
    page.last_column = 12
    page.finish(guarantee + 22, freeze="C6")
    return page


def outputs(page: Page) -> None:
    """Name the ladder's columns as outputs."""
    names = {
        "out_ladder_years": "row_exit_years",
        "out_ladder_pv": "row_exit_pv",
        "out_ladder_share": "row_exit_share",
        "out_ladder_reach": "row_exit_reach",
        "out_ladder_expected": "row_exit_weighted",
        "out_ladder_exit_cost": "row_exit_leave",
        "out_ladder_stay_cost": "row_exit_stay",
        "out_ladder_compulsion": "row_exit_compulsion",
    }
    for out, row in names.items():
        alias(page.book, out, row)


def alias(book: Book, out: str, row: str) -> None:
    """Name the same cells a second time, as an output."""
    entry = next(r for r in book.contract.rows if r[0] == row)
    book.name(
        out,
        book.wb.defined_names[row].attr_text,
        entry[2],
        entry[6],
        sign=entry[3],
        axis=entry[4],
        seed=entry[5],
    )
