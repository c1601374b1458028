"""The time axis of 481 rows: the Timeline sheet (cash) and the Schedule sheet (accounting).

Both sheets keep period k on the same row, so a line on one refers to the other by row.
One formula runs down each line; row 0 is commencement and may hold a seed of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from workbooks.build.kit import UNITS, Book, Page

PERIODS = 480
HEAD, FIRST = 9, 11  # heading row; row of period 0 (the row between stays empty: "before 0")
LAST = FIRST + PERIODS


@dataclass(frozen=True)
class Column:
    """One line along time."""

    key: str
    title: str
    fmt: str
    formula: str
    seed: str | float | None = None  # formula of row 0 when it differs
    name: str = ""
    sign: str = "+"


@dataclass(frozen=True)
class Band:
    """A titled group of columns."""

    title: str
    columns: tuple[Column, ...]


_RENT = (
    '=IF([full]*([k]>in_free)=0,0,IF(COUNTIF(in_step_year,"<="&[year])=0,'
    "row_rent*(1+in_escalator)^([year]-1),"
    'INDEX(in_step_rent,COUNTIF(in_step_year,"<="&[year]))*row_scale)/in_freq)'
)


def _unpaid(key: str, cash: str, end: str, last: str) -> str:
    """Backward recursion of what is unpaid after any payment due on the date."""
    inside = f"([{key}+1]+IF(in_timing=1,[{cash}+2],[{cash}+1]))*row_v"
    return f"=IF([k]<{last},{inside},IF([k]={last},{end},0))"


TIMELINE = (
    Band(
        "Time",
        (
            Column("k", "Period", "0", "=[k-1]+1", 0.0, "row_k"),
            Column(
                "date", "Payment date", "date",
                "=IF(row_eom=1,EOMONTH(in_commencement,[k]*row_step),"
                "EDATE(in_commencement,[k]*row_step))", name="row_date",
            ),
            Column("year", "Lease year", "0", "=ROUNDUP([k]/in_freq,0)", name="row_year"),
            Column("live", "In recognised term", "flag",
                   "=IF(AND([k]>0,[k]<=row_n),1,0)", name="row_live"),
            Column("full", "In full term", "flag", "=IF(AND([k]>0,[k]<=row_n_full),1,0)"),
            Column("share", "Share delivered", "rate",
                   '=SUMIF(row_phase_index,"<="&[k],row_phase_share)', name="row_share"),
            Column("srec", "Share recorded", "rate",
                   '=SUMIFS(row_phase_share,row_phase_index,"<="&[k],row_phase_index,"<"&row_n)',
                   name="row_share_recorded"),
        ),
    ),
    Band(
        "Rent of the period, whole campus",
        (
            Column("rent", "Full term", "money", _RENT, name="row_rent_full"),
            Column("rec", "Recognised term", "money", "=[live]*[rent]", name="row_rent_term"),
            Column("tail", "Recognised, still to come", "money", "=[tail+1]+[rec+1]"),
            Column("tcash", "Recognised, as delivered", "money", "=[rec]*[srec-1]", 0.0,
                   "row_term_cash"),
            Column("due", "Paid on", "date", "=IF(in_timing=1,[date-1],[date])", "=[date]",
                   name="row_due"),
        ),
    ),
    Band(
        "Unpaid per whole campus",
        (
            Column("v", "US", "money", _unpaid("v", "rec", "row_end_us", "row_n"),
                   name="row_unpaid"),
            Column("vi", "IFRS", "money", _unpaid("vi", "rec", "row_end_ifrs", "row_n"),
                   name="row_unpaid_ifrs"),
        ),
    ),
    Band(
        "Full term, as delivered",
        (
            Column("cash", "Rent", "money", "=[rent]*[share-1]", 0.0, "row_cash"),
            Column("at", "Paid at payment date number", "0", "=IF([cash]<>0,[k]-in_timing,0)",
                   name="row_paid_at"),
            Column("later", "Rent after commencement", "money", "=IF([at]>0,[cash],0)",
                   name="row_later"),
            Column("fullpv", "Unpaid, present value", "money",
                   _unpaid("fullpv", "cash", "0", "row_n_full"), name="row_full_unpaid"),
            Column("cum", "Present value at commencement, cumulative", "money",
                   "=[cum-1]+[cash]*row_v^([k]-in_timing)", 0.0, "row_cum"),
            Column("test", "Test c or d met by this term", "flag",
                   "=IF(AND([full]=1,OR(AND(row_late=0,[k]/in_freq>=in_remaining_life*in_pct_life"
                   "*(1-row_eps)),[cum]+row_frontier_cap*row_v^[k]>=row_fair_value*in_pct_pv"
                   "*(1-row_eps))),1,0)", name="row_test_met"),
        ),
    ),
    Band(
        "Lessor",
        (
            Column("flow", "Cash flow", "money",
                   "=IF([k]<row_n_full,-(row_cost+row_allowance)*([share]-[share-1]),0)"
                   "+IF(in_timing=1,[cash+1],[cash])+IF([k]=row_n_full,row_residual,0)",
                   name="row_flow", sign="both"),
            Column("unit", "Cash flow per unit of outlay", "factor", "=[flow]/row_outlay",
                   name="row_flow_unit", sign="both"),
            Column("back", "Unrecovered, from the end", "money",
                   "=IF([k]<row_n_full,([back+1]+[flow+1])/(1+row_j),0)", name="row_unrec_back",
                   sign="both"),
            Column("forth", "Unrecovered, from the start", "money",
                   "=IF([k]<=row_n_full,[forth-1]*(1+row_j)-[flow],0)", "=-[flow]",
                   "row_unrec_forth", sign="both"),
            Column("unrec", "Unrecovered balance", "money",
                   "=IF(row_j>=0,[back],[forth])", name="row_unrecovered", sign="both"),
        ),
    ),
)

SCHEDULE = (
    Band(
        "Time",
        (
            Column("sk", "Period", "0", "=[k]"),
            Column("sdate", "Date", "date", "=[date]"),
        ),
    ),
    Band(
        "Lease liability, US GAAP (finance and operating alike)",
        (
            Column("new", "Recognised", "money",
                   "=IF([k]<row_n,([srec]-[srec-1])*[v],0)", name="row_new"),
            Column("pay", "Payment", "money",
                   "=[rec]*IF(in_timing=1,[srec-2],[srec-1])", 0.0, "row_pay"),
            Column("int", "Interest", "money",
                   "=[live]*row_i*([close-1]-in_timing*[pay])", 0.0, "row_interest", "both"),
            Column("close", "Liability", "money",
                   "=IF([k]<=row_n,[close-1]+[int]-[pay]+[new],0)", "=[new]", "row_close"),
        ),
    ),
    Band(
        "US finance lease",
        (
            Column("com", "Paid as asset is taken over", "money",
                   "=IF([k]<row_n,in_timing*[rec+1]*([srec]-[srec-1]),0)", name="row_com"),
            Column("add", "Asset recognised", "money",
                   "=[new]+[com]+IF([k]<row_n,([srec]-[srec-1])*row_adj_us,0)",
                   name="row_add", sign="both"),
            Column("am", "Amortisation", "money",
                   "=IF([live]=1,[am-1]+[add-1]/(row_amort_n-[k-1]),0)", 0.0, "row_amort", "both"),
            Column("rou", "Right-of-use asset", "money",
                   "=IF([k]<=row_n,[rou-1]-[am]+[add],0)", "=[add]", "row_rou", "both"),
            Column("cost", "Cost", "money", "=[int]+[am]", name="row_cost_finance", sign="both"),
        ),
    ),
    Band(
        "US operating lease",
        (
            Column("opc", "Cost, straight line", "money",
                   "=IF([live]=1,[opc-1]+([srec-1]-[srec-2])*([tail-1]+row_adj_us+row_end_us)"
                   "/(row_n-[k-1]),0)", 0.0, "row_cost_operating", "both"),
            Column("opa", "Amortisation", "money", "=[opc]-[int]", name="row_amort_operating",
                   sign="both"),
            Column("opr", "Right-of-use asset", "money",
                   "=IF([k]<=row_n,[opr-1]-[opa]+[add],0)", "=[add]", "row_rou_operating",
                   "both"),
        ),
    ),
    Band(
        "IFRS 16",
        (
            Column("newi", "Recognised", "money",
                   "=IF([k]<row_n,([srec]-[srec-1])*[vi],0)", name="row_new_ifrs"),
            Column("inti", "Interest", "money",
                   "=[live]*row_i*([closei-1]-in_timing*[pay])", 0.0, "row_interest_ifrs",
                   "both"),
            Column("closei", "Liability", "money",
                   "=IF([k]<=row_n,[closei-1]+[inti]-[pay]+[newi],0)", "=[newi]",
                   "row_close_ifrs"),
            Column("addi", "Asset recognised", "money",
                   "=[newi]+[com]+IF([k]<row_n,([srec]-[srec-1])*row_adj_ifrs,0)",
                   name="row_add_ifrs", sign="both"),
            Column("ami", "Depreciation", "money",
                   "=IF([live]=1,[ami-1]+[addi-1]/(row_amort_n-[k-1]),0)", 0.0,
                   "row_amort_ifrs", "both"),
            Column("roui", "Right-of-use asset", "money",
                   "=IF([k]<=row_n,[roui-1]-[ami]+[addi],0)", "=[addi]", "row_rou_ifrs",
                   "both"),
            Column("costi", "Cost", "money", "=[inti]+[ami]", name="row_cost_ifrs",
                   sign="both"),
        ),
    ),
)


def build(book: Book) -> tuple[Page, Page]:
    """Write the Timeline and Schedule sheets."""
    cash = book.page("Timeline", "Timeline: dates, rent and what is unpaid", "calculation",
                     {"B": 8, "C": 13, "D:H": 11.5, "I:Z": 14})
    table = book.page("Schedule", "Schedule: US finance, US operating and IFRS 16 side by side",
                      "calculation", {"B": 8, "C": 13, "D:V": 12.5})
    where = {}
    for page, bands in ((cash, TIMELINE), (table, SCHEDULE)):
        letters = iter(range(2, 60))
        for band in bands:
            for column in band.columns:
                where[column.key] = (page.name, get_column_letter(next(letters)))
    for page, bands in ((cash, TIMELINE), (table, SCHEDULE)):
        _write(page, bands, where)
        page.put(f"B{Page.FIRST}",
                 '="Rate "&TEXT(in_rate,"0.00%")&" "&in_comp&", "&in_freq&" payments a year "'
                 '&IF(in_timing=1,"in advance","in arrears")&", money in "&row_unit&'
                 '". Row 0 is commencement."', italic=True, colour="595959", size=9)
        page.put(f"B{Page.FIRST + 1}", "Last row printed:", size=8, colour="7F7F7F")
        page.put(f"D{Page.FIRST + 1}", f"=ROW(D{FIRST})+MIN(row_n_full,row_capacity)", "0", size=8,
                 colour="7F7F7F", align="left")
        page.define(f"ax_print_{page.name.lower()}", f"D{Page.FIRST + 1}", "count",
                    "Last row printed", axis="period")
        page.finish(LAST, freeze=f"D{FIRST}", titles=f"1:{HEAD}")
    return cash, table


def _write(page: Page, bands: tuple[Band, ...], where: dict[str, tuple[str, str]]) -> None:
    for band in bands:
        first = where[band.columns[0].key][1]
        page.put(f"{first}{HEAD - 1}", band.title, bold=True, colour="1F3864")
        page.head(HEAD, first, [c.title for c in band.columns], height=54, left=False)
        for column in band.columns:
            _column(page, column, where)


def _column(page: Page, column: Column, where: dict[str, tuple[str, str]]) -> None:
    letter = where[column.key][1]
    for offset in range(PERIODS + 1):
        row = FIRST + offset
        text: str | float = column.formula
        if offset == 0 and column.seed is not None:
            text = column.seed
        value = _resolve(text, row, page.name, where) if isinstance(text, str) else text
        page.put(f"{letter}{row}", value, column.fmt)
    if column.name:
        page.define(
            column.name, f"{letter}{FIRST}:{letter}{LAST}",
            UNITS.get(column.fmt, "count"), column.title, sign=column.sign, axis="period",
            seed="row 0" if column.seed is not None else "",
        )


def _resolve(text: str, row: int, sheet: str, where: dict[str, tuple[str, str]]) -> str:
    def cell(match: re.Match[str]) -> str:
        home, letter = where[match[1]]
        prefix = "" if home == sheet else f"{home}!"
        return f"{prefix}{letter}{row + int(match[2] or 0)}"

    return re.sub(r"\[([a-z]+)([+-]\d+)?\]", cell, text)
