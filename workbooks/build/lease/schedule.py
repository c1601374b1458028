"""Lines along time of the Schedule sheet: US finance, US operating and IFRS 16."""

from __future__ import annotations

from workbooks.build.axis import Along, Band, Column
from workbooks.build.lease.timeline import LAST, NOTE

_BANDS = (
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
            Column(
                "new",
                "Recognised",
                "money",
                "=IF([k]<row_n,([srec]-[srec-1])*[v],0)",
                names="row_new",
            ),
            Column(
                "pay",
                "Payment",
                "money",
                "=[rec]*IF(in_timing=1,[srec-2],[srec-1])",
                0.0,
                "row_pay",
                reach="2 back",
            ),
            Column(
                "int",
                "Interest",
                "money",
                "=[live]*row_i*([close-1]-in_timing*[pay])",
                0.0,
                "row_interest",
                "both",
            ),
            Column(
                "close",
                "Liability",
                "money",
                "=IF([k]<=row_n,[close-1]+[int]-[pay]+[new],0)",
                "=[new]",
                "row_close",
            ),
        ),
    ),
    Band(
        "US finance lease",
        (
            Column(
                "com",
                "Paid as asset is taken over",
                "money",
                "=IF([k]<row_n,in_timing*[rec+1]*([srec]-[srec-1]),0)",
                names="row_com",
                reach="1 ahead",
            ),
            Column(
                "add",
                "Asset recognised",
                "money",
                "=[new]+[com]+IF([k]<row_n,([srec]-[srec-1])*row_adj_us,0)",
                names="row_add",
                sign="both",
            ),
            Column(
                "am",
                "Amortisation",
                "money",
                "=IF([live]=1,[am-1]+[add-1]/(row_amort_n-[k-1]),0)",
                0.0,
                "row_amort",
                "both",
            ),
            Column(
                "rou",
                "Right-of-use asset",
                "money",
                "=IF([k]<=row_n,[rou-1]-[am]+[add],0)",
                "=[add]",
                "row_rou",
                "both",
            ),
            Column("cost", "Cost", "money", "=[int]+[am]", names="row_cost_finance", sign="both"),
        ),
    ),
    Band(
        "US operating lease",
        (
            Column(
                "opc",
                "Cost, straight line",
                "money",
                "=IF([live]=1,[opc-1]+([srec-1]-[srec-2])*([tail-1]+row_adj_us+row_end_us)"
                "/(row_n-[k-1]),0)",
                0.0,
                "row_cost_operating",
                "both",
                reach="2 back",
            ),
            Column(
                "opa",
                "Amortisation",
                "money",
                "=[opc]-[int]",
                names="row_amort_operating",
                sign="both",
            ),
            Column(
                "opr",
                "Right-of-use asset",
                "money",
                "=IF([k]<=row_n,[opr-1]-[opa]+[add],0)",
                "=[add]",
                "row_rou_operating",
                "both",
            ),
        ),
    ),
    Band(
        "IFRS 16",
        (
            Column(
                "newi",
                "Recognised",
                "money",
                "=IF([k]<row_n,([srec]-[srec-1])*[vi],0)",
                names="row_new_ifrs",
            ),
            Column(
                "inti",
                "Interest",
                "money",
                "=[live]*row_i*([closei-1]-in_timing*[pay])",
                0.0,
                "row_interest_ifrs",
                "both",
            ),
            Column(
                "closei",
                "Liability",
                "money",
                "=IF([k]<=row_n,[closei-1]+[inti]-[pay]+[newi],0)",
                "=[newi]",
                "row_close_ifrs",
            ),
            Column(
                "addi",
                "Asset recognised",
                "money",
                "=[newi]+[com]+IF([k]<row_n,([srec]-[srec-1])*row_adj_ifrs,0)",
                names="row_add_ifrs",
                sign="both",
            ),
            Column(
                "ami",
                "Depreciation",
                "money",
                "=IF([live]=1,[ami-1]+[addi-1]/(row_amort_n-[k-1]),0)",
                0.0,
                "row_amort_ifrs",
                "both",
            ),
            Column(
                "roui",
                "Right-of-use asset",
                "money",
                "=IF([k]<=row_n,[roui-1]-[ami]+[addi],0)",
                "=[addi]",
                "row_rou_ifrs",
                "both",
            ),
            Column("costi", "Cost", "money", "=[inti]+[ami]", names="row_cost_ifrs", sign="both"),
        ),
    ),
)
SHEET = Along(
    "Schedule",
    "Schedule: US finance, US operating and IFRS 16 side by side",
    NOTE,
    LAST,
    _BANDS,
    {"D:V": 12.5},
)
