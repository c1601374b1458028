"""The LifeChange sheet: another useful life for what is in use, and what companies published."""

from __future__ import annotations

from workbooks.build.kit import Book, Page
from workbooks.build.lines import Line, block
from workbooks.build.table import Cell, write

_LIVES = (6, 5.5, 5, 4, 3, 2)
YEARS, COMPANIES = 20, 8
LINES = (
    Line(
        "row_gross",
        "Cost of what is in use",
        "=IF(COUNT(in_change_gross)=1,in_change_gross*row_scale,SUM(row_vintage_cost))",
        "money",
        '=IF(ABS(row_gross-SUM(row_vintage_cost))<=in_tol*row_gross,"That of the vintages",'
        '"As entered: the vintages cost "&in_currency&TEXT(SUM(row_vintage_cost),"#,##0.0")'
        "&row_suffix)",
    ),
    Line("row_kept", "Salvage so far", "=in_change_salvage*row_gross", "money"),
    Line(
        "row_new_kept",
        "Salvage from now on",
        "=IF(COUNT(in_change_new_salvage)=1,in_change_new_salvage,in_change_salvage)*row_gross",
        "money",
    ),
    Line(
        "out_change_nbv",
        "Book value at the change",
        "=row_gross-(row_gross-row_kept)*MIN(1,in_change_age/in_old_life)",
        "money",
        "Straight line so far",
    ),
    Line("±row_old_rest", "Years left of the old life", "=in_old_life-in_change_age", "years"),
    Line("±row_new_rest", "Years left of the new life", "=in_new_life-in_change_age", "years"),
    Line(
        "out_change_old",
        "Charge of the next year, before",
        "=INDEX(out_change_path_old,1)",
        "money",
    ),
    Line(
        "±out_change_new",
        "And after",
        "=INDEX(out_change_path_new,1)",
        "money",
        "All at once where the new life is over",
    ),
    Line("±out_change_delta", "More", "=out_change_new-out_change_old", "money"),
    Line(
        "±out_change_net",
        "Effect on net income",
        "=-out_change_delta*(1-in_tax)",
        "money",
        "After tax; a gain is positive",
    ),
)
PATH = (
    Cell("B", "j", "Year after the change", "0", "=[j-1]+1", 1, "ax_after"),
    Cell(
        "C",
        "old",
        "Charge, old life",
        "money",
        "=IF(row_old_rest<=0,0,(out_change_nbv-row_kept)"
        "*MAX(0,MIN(1,row_old_rest-[j]+1))/row_old_rest)",
        None,
        "out_change_path_old",
        "both",
    ),
    Cell(
        "D",
        "new",
        "Charge, new life",
        "money",
        "=IF(row_new_rest<=0,IF([j]=1,out_change_nbv-row_new_kept,0),"
        "(out_change_nbv-row_new_kept)*MAX(0,MIN(1,row_new_rest-[j]+1))/row_new_rest)",
        None,
        "out_change_path_new",
        "both",
    ),
    Cell(
        "E",
        "effect",
        "Effect on net income",
        "money",
        "=([old]-[new])*(1-in_tax)",
        None,
        "row_change_effect",
        "both",
    ),
)
_AT = "INDEX({},[n])"
_OLD, _NEW = _AT.format("in_life_old"), _AT.format("in_life_new")
_PRETAX, _NET = _AT.format("in_life_pretax"), _AT.format("in_life_net")
_TAX = _AT.format("in_life_tax")


def _given(formula: str) -> str:
    return f'=IF([given]=0,"",{formula})'


FIRMS = (
    Cell(
        "B",
        "name",
        "Company",
        "text",
        '=IF(INDEX(in_life_company,[n])="","",INDEX(in_life_company,[n]))',
        None,
        "row_life_name",
    ),
    Cell("C", "n", "Number", "0", "=[n-1]+1", 1, "row_life_number"),
    Cell(
        "D",
        "given",
        "Given",
        "0",
        f"=IF(COUNT({_OLD})*COUNT({_NEW})=1,1,0)",
        None,
        "row_life_given",
    ),
    Cell(
        "E",
        "old",
        "Charge for one of cost, before",
        "rate",
        _given(f"1/{_OLD}"),
        None,
        "out_life_charge_old",
    ),
    Cell(
        "F",
        "new",
        "And after, at the age above",
        "rate",
        _given(
            f'IF(OR(in_change_age>={_OLD},in_change_age>={_NEW}),"n/a",'
            f"(1-in_change_age/{_OLD})/({_NEW}-in_change_age))"
        ),
        None,
        "out_life_charge_new",
    ),
    Cell(
        "G",
        "pretax",
        "Published before tax",
        "money",
        _given(f'IF(COUNT({_PRETAX})=1,{_PRETAX}*row_scale,"not given")'),
        None,
        "row_life_pretax",
        "both",
    ),
    Cell(
        "H",
        "tax",
        "Its own tax rate",
        "rate",
        _given(f'IF(COUNT({_TAX})=1,{_TAX},"not given")'),
        None,
        "out_life_rate",
    ),
    Cell(
        "I",
        "net",
        "After tax",
        "money",
        _given('IF(COUNT([pretax])*COUNT([tax])=1,[pretax]*(1-[tax]),"not given")'),
        None,
        "out_life_computed",
        "both",
    ),
    Cell(
        "J",
        "gap",
        "Over what was published",
        "0.000;(0.000);0.000",
        _given(f'IF(COUNT([net])*COUNT({_NET})=1,[net]-{_NET}*row_scale,"not given")'),
        None,
        "out_life_gap",
        "both",
    ),
    Cell(
        "K",
        "gross",
        "Cost that it implies",
        "money",
        _given(
            f'IF(COUNT([pretax])=0,"not given",IF(COUNT([new])=0,"n/a",'
            f'IF({_OLD}={_NEW},"n/a",[pretax]/([old]-[new]))))'
        ),
        None,
        "out_life_gross",
        "both",
    ),
    Cell(
        "L",
        "implied",
        "Tax between the two, as published",
        "rate",
        _given(
            f'IF(COUNT([pretax])*COUNT({_NET})=0,"not given",'
            f'IF([pretax]=0,"n/a",1-{_NET}/{_PRETAX}))'
        ),
        None,
        "out_life_implied",
        "both",
    ),
    Cell(
        "M",
        "far",
        "1 where too far from it",
        "0",
        f"=IF([given]=0,0,IF(COUNT([gap])=1,IF(ABS([gap])>row_near*ABS({_NET}*row_scale),1,0),0))",
        None,
        "row_life_far",
    ),
)


def build(book: Book) -> Page:
    """Write the LifeChange sheet."""
    page = book.page(
        "LifeChange",
        "LifeChange: another useful life",
        "output",
        {"B": 40, "C": 11, "D:M": 14, "N": 3},
    )
    row = block(
        page, Page.FIRST, "The change", "Prospective (ASC 250): nothing before it moves", LINES
    )
    page.block(row, "Charge of a year by useful life", "The cost above, new, without salvage")
    row += 2
    page.head(row, "B", ["Useful life, years", "Unit", *[""] * 6], height=16)
    for letter, life in zip("DEFGHI", _LIVES, strict=True):
        page.put(f"{letter}{row}", life, "0.0", bold=True, colour="FFFFFF", fill="1F3864")
        page.put(f"{letter}{row + 1}", f"=row_gross/{letter}{row}", "money")
    page.put(f"B{row + 1}", "Charge")
    page.put(f"C{row + 1}", "=row_unit", colour="595959")
    page.define("row_lives", f"D{row}:I{row}", "years", "Useful lives", axis="list")
    page.define("out_charge_by_life", f"D{row + 1}:I{row + 1}", "money", "Charge", axis="list")
    row += 3
    page.block(
        row,
        "What companies published",
        "Effects of a year as in their reports; after tax at "
        "a rate of the company's own, held against what it published",
    )
    row = write(page, row + 2, FIRMS, COMPANIES, axis="list") + 2
    page.block(row, "The years after the change")
    row = write(page, row + 1, PATH, YEARS, axis="year")
    page.finish(row, pages=2)
    return page
