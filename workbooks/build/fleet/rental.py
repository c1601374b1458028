"""The RentalData sheet: dated prices, the decline that fits them, peak, trough and rebound."""

from __future__ import annotations

from workbooks.build.kit import Book, Page
from workbooks.build.lines import BELOW, Line, block
from workbooks.build.table import Cell, write

HEAD, QUOTES = 8, 24
_DATE, _PRICE = "COUNT(INDEX(in_rental_date,[n]))", "COUNT(INDEX(in_rental_price,[n]))"
_GIVEN, _SOME = f"{_DATE}*{_PRICE}", f"{_DATE}+{_PRICE}"
_FREE = "INDEX(in_rental_price,[n])<=0"
_OF = '=SUMPRODUCT((row_quote_use=1)*(row_quote_kind="{}"))'

CELLS = (
    Cell("B", "n", "Quote", "0", "=[n-1]+1", 1, "row_quote"),
    Cell("C", "given", "Given", "0", f"=IF({_GIVEN}=1,1,0)", None, "row_quote_given"),
    Cell(
        "D",
        "day",
        "Date",
        "date",
        '=IF([given]=1,INDEX(in_rental_date,[n]),"")',
        None,
        "row_quote_day",
    ),
    Cell(
        "E",
        "use",
        "In the fit",
        "0",
        "=IF([given]=1,IF(AND(INDEX(in_rental_use,[n]),INDEX(in_rental_price,[n])>0),1,0),0)",
        None,
        "row_quote_use",
    ),
    Cell(
        "F",
        "price",
        "Price in use",
        "number",
        '=IF([use]=1,INDEX(in_rental_price,[n]),"")',
        None,
        "row_quote_price",
    ),
    Cell(
        "G",
        "x",
        "Years from the first in use",
        "years",
        "=IF([use]=1,([day]-row_quote_first)/row_year_days,0)",
        None,
        "row_quote_x",
    ),
    Cell(
        "H", "y", "Logarithm", "factor", "=IF([use]=1,LN([price]),0)", None, "row_quote_y", "both"
    ),
    Cell(
        "I",
        "left",
        "Off the line",
        "factor",
        "=IF(AND([use]=1,COUNT(row_fit_slope)=1),[y]-row_fit_level-row_fit_slope*[x],0)",
        None,
        "row_quote_left",
        "both",
    ),
    Cell(
        "J",
        "fault",
        "1 if out of order",
        "0",
        f"=IF({_SOME}=0,0,IF([given]*[given-1]=0,1,IF(OR([day]<[day-1],{_FREE}),1,0)))",
        f"=IF({_SOME}=0,0,IF([given]=0,1,IF({_FREE},1,0)))",
        "row_quote_fault",
    ),
    Cell(
        "K",
        "kind",
        "Kind",
        "text",
        '=IF([given]=1,INDEX(in_rental_kind,[n]),"")',
        None,
        "row_quote_kind",
    ),
    Cell(
        "L",
        "chip",
        "Chip",
        "text",
        '=IF([given]=1,INDEX(in_rental_chip,[n])&"","")',
        None,
        "row_quote_chip",
    ),
    Cell(
        "M",
        "same",
        "Quotes drawn so far",
        "0",
        "=[same-1]+IF(out_fit_count=0,[given],[use])",
        "=IF(out_fit_count=0,[given],[use])",
        "row_quote_same",
    ),
    Cell(
        "O",
        "at",
        "Quote drawn",
        "0",
        "=IF(MAX(row_quote_same)=0,1,MATCH(MIN([n],MAX(row_quote_same)),row_quote_same,0))",
        None,
        "row_drawn",
    ),
    Cell(
        "P",
        "when",
        "Years from the first quote",
        "years",
        "=IF(MAX(row_quote_same)=0,0,(INDEX(row_quote_day,[at])-INDEX(row_quote_day,1))"
        "/row_year_days)",
        None,
        "row_drawn_x",
    ),
    Cell(
        "Q",
        "quoted",
        "Price quoted",
        "number",
        "=IF(MAX(row_quote_same)=0,0,INDEX(in_rental_price,[at]))",
        None,
        "row_drawn_price",
    ),
    Cell(
        "R",
        "line",
        "Fitted",
        "number",
        "=IF(COUNT(row_fit_slope)=0,[quoted],EXP(row_fit_level+row_fit_slope"
        "*([when]+(INDEX(row_quote_day,1)-row_quote_first)/row_year_days)))",
        None,
        "row_drawn_fit",
    ),
)
_FIT = (
    Line("out_fit_count", "Quotes in the fit", "=SUM(row_quote_use)", "count"),
    *(
        Line(f"row_fit_{kind}", f"Of them {word} prices", _OF.format(kind), "count")
        for kind, word in (
            ("list", "list"),
            ("contract", "contract"),
            ("index", "index"),
            ("resale", "resale"),
        )
    ),
    Line(
        "out_fit_kind",
        "So the fit is of",
        '=IF(out_fit_count=0,"n/a",IF(MAX(row_fit_list,row_fit_contract,row_fit_index,'
        'row_fit_resale)=out_fit_count,INDEX(row_quote_kind,MATCH(1,row_quote_use,0)),"mixed"))',
        "text",
        "mixed: prices of more than one kind stand in one line",
    ),
    Line(
        "row_fit_chip",
        "And of the chip",
        '=IF(out_fit_count=0,"",INDEX(in_rental_chip,MATCH(1,row_quote_use,0))&"")',
        "text",
    ),
    Line(
        "row_quote_first",
        "First of them",
        '=IF(out_fit_count=0,"n/a",INDEX(row_quote_day,MATCH(1,row_quote_use,0)))',
        "date",
    ),
    Line(
        "row_fit_x",
        "Mean of the years",
        "=IF(out_fit_count=0,0,SUM(row_quote_x)/out_fit_count)",
        "factor",
    ),
    Line(
        "row_fit_y",
        "Mean of the logarithms",
        "=IF(out_fit_count=0,0,SUM(row_quote_y)/out_fit_count)",
        "factor",
    ),
    Line(
        "±row_fit_slope",
        "Slope: continuous rate a year",
        '=IF(OR(out_fit_count<row_least,MAX(row_quote_x)=0),"n/a",'
        "SUMPRODUCT(row_quote_use*(row_quote_x-row_fit_x)*(row_quote_y-row_fit_y))"
        "/SUMPRODUCT(row_quote_use*(row_quote_x-row_fit_x)*(row_quote_x-row_fit_x)))",
        "factor",
        "Through the logarithms of the prices",
    ),
    Line(
        "row_fit_level",
        "Level at the first date",
        "=IF(COUNT(row_fit_slope)=1,row_fit_y-row_fit_slope*row_fit_x,0)",
        "factor",
    ),
    Line(
        "±out_fit_decline",
        "Decline a year",
        '=IF(COUNT(row_fit_slope)=1,1-EXP(row_fit_slope),"n/a")',
        "rate",
        "A constant rate: see the rebound before using it",
    ),
    Line(
        "out_fit_halflife",
        "Years in which the price halves",
        '=IF(COUNT(row_fit_slope)=0,"n/a",IF(row_fit_slope<0,-LN(row_two)/row_fit_slope,"n/a"))',
        "years",
    ),
    Line(
        "out_fit_r2",
        "R2 of the fit",
        '=IF(COUNT(row_fit_slope)=0,"n/a",IF(MAX(row_quote_price)=MIN(row_quote_price),"n/a",'
        "1-SUMPRODUCT(row_quote_left*row_quote_left)"
        "/SUMPRODUCT(row_quote_use*(row_quote_y-row_fit_y)*(row_quote_y-row_fit_y))))",
        "number",
    ),
    Line(
        "out_fit_last",
        "Fitted price at the last date",
        '=IF(COUNT(row_fit_slope)=1,EXP(row_fit_level+row_fit_slope*MAX(row_quote_x)),"n/a")',
        "hour",
    ),
    Line(
        "row_high",
        "Number of the highest in use",
        "=IF(out_fit_count=0,1,MATCH(MAX(row_quote_price),row_quote_price,0))",
        "count",
    ),
    Line(
        "row_low",
        "Number of the lowest",
        "=IF(out_fit_count=0,1,MATCH(MIN(row_quote_price),row_quote_price,0))",
        "count",
    ),
    Line(
        "±out_peak_trough",
        "Peak to trough, a year",
        '=IF(out_fit_count=0,"n/a",IF(INDEX(row_quote_x,row_low)>INDEX(row_quote_x,row_high),'
        "(MIN(row_quote_price)/MAX(row_quote_price))"
        '^(1/(INDEX(row_quote_x,row_low)-INDEX(row_quote_x,row_high)))-1,"n/a"))',
        "rate",
    ),
    Line(
        "out_rebound",
        "Last quote over the lowest, less one",
        '=IF(out_fit_count=0,"n/a",'
        "INDEX(row_quote_price,SUMPRODUCT(MAX(row_quote_use*row_quote)))"
        "/MIN(row_quote_price)-1)",
        "rate",
    ),
)


def build(book: Book) -> Page:
    """Write the RentalData sheet."""
    page = book.page(
        "RentalData",
        "RentalData: dated prices and their fit",
        "output",
        {"B": 8, "C": 7, "D:M": 11, "N": 2, "O:R": 10},
    )
    page.put(
        f"B{Page.FIRST}",
        '="Price per GPU-hour in "&in_currency&"; a gap, a price of nothing or a date out of order'
        ' turns a check red"',
        italic=True,
        colour="595959",
        size=9,
    )
    page.put(f"O{HEAD - 1}", "For the chart: quotes in the fit", bold=True, colour="1F3864")
    last = write(page, HEAD, CELLS, QUOTES, axis="list")
    row = block(page, last + 2, "What the quotes say", "", _FIT, BELOW)
    page.finish(row, freeze=f"D{HEAD + 1}", titles="1:4", pages=2)
    return page
