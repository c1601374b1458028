"""The Cluster and Coupon sheets: network and training; compute rented below the market."""

from __future__ import annotations

from workbooks.build.kit import Book, Page
from workbooks.build.lines import Line, block, known

NETWORK = (
    Line("out_nodes", "Servers", "=ROUNDUP(in_gpus/in_per_server,0)", "count"),
    Line(
        "out_tiers",
        "Tiers of switches",
        "=IF(in_gpus<=in_radix*in_radix/row_two,row_two,"
        "IF(in_gpus<=in_radix*in_radix*in_radix/(row_two*row_two),row_two+1,row_two+row_two))",
        "count",
        "Fat tree without oversubscription",
    ),
    Line("out_links", "Links", "=in_gpus*out_tiers", "count", "One per GPU and tier"),
    Line(
        "out_switches",
        "Switches",
        "=ROUNDUP((row_two*out_tiers-1)*in_gpus/in_radix,0)",
        "count",
    ),
    Line(
        "out_cluster_mw",
        "Power, PUE included",
        "=in_gpus*row_kw*in_load*in_pue/row_thousand",
        "number",
        unit="MW",
    ),
    Line("out_fibre_km", "Fibre", "=out_links*in_metres/row_thousand", "number", unit="km"),
    Line(
        "out_failures_day",
        "Failures a day",
        "=in_gpus*in_failure_rate/row_days",
        "number",
        unit="a day",
    ),
)
TRAINING = (
    Line(
        "out_train_flops",
        "Operations",
        "=row_flops*in_params*row_billion*in_tokens*row_billion",
        "0.00E+00",
        "Six per parameter and token",
        "FLOP",
    ),
    Line(
        "out_train_hours",
        "GPU-hours",
        "=out_train_flops/(in_peak*row_tera*in_mfu*in_goodput*row_seconds)",
        "count",
        unit="hours",
    ),
    Line(
        "out_train_days",
        "Days on this fleet",
        "=out_train_hours/in_gpus/row_day_hours",
        "number",
        unit="days",
    ),
    Line(
        "row_train_price",
        "Price of an hour",
        "=IF(COUNT(in_train_price)=1,in_train_price,out_cost_hour)",
        "hour",
        "Blank input: what it costs",
    ),
    Line(
        "out_train_cost",
        "Cost",
        known("out_train_hours*row_train_price/row_whole", "row_train_price"),
        "money",
    ),
)
COUPON = (
    Line(
        "row_coupon_market",
        "Market price",
        "=IF(COUNT(in_coupon_market)=1,in_coupon_market,in_p0)",
        "hour",
    ),
    Line(
        "±out_coupon_month",
        "Rent forgone a month",
        "=(row_coupon_market-in_coupon_charged)*in_coupon_gpus*in_coupon_util"
        "*row_hours/row_months/row_whole",
        "money",
    ),
    Line("±out_coupon_year", "A year", "=out_coupon_month*row_months", "money"),
    Line(
        "row_coupon_rate",
        "Discount rate a month",
        "=(1+in_wacc)^(1/row_months)-1",
        "rate4",
        "Cost of capital, annual effective, by the month",
    ),
    Line(
        "±out_coupon_pv",
        "Present value",
        "=-PV(row_coupon_rate,in_coupon_months,out_coupon_month)",
        "money",
        "Monthly, in arrears",
    ),
    Line("row_round", "Round", "=in_round_size*row_scale", "money"),
    Line(
        "out_coupon_share",
        "Present value over the round",
        '=IF(row_round=0,"n/a",out_coupon_pv/row_round)',
        "rate",
    ),
    Line(
        "out_coupon_share_year",
        "A year over the round",
        '=IF(row_round=0,"n/a",out_coupon_year/row_round)',
        "rate",
    ),
)


def cluster(book: Book) -> Page:
    """Write the Cluster sheet."""
    page = book.page(
        "Cluster", "Cluster: network and training", "output", {"B": 46, "C": 14, "D": 18, "E": 48}
    )
    row = block(page, Page.FIRST, "The network", "The GPUs of the fleet in one tree", NETWORK)
    row = block(page, row, "A model trained on it", "", TRAINING)
    page.finish(row, pages=1)
    return page


def coupon(book: Book) -> Page:
    """Write the Coupon sheet."""
    page = book.page(
        "Coupon",
        "Coupon: compute below the market",
        "output",
        {"B": 46, "C": 14, "D": 18, "E": 48},
    )
    note = "What an investor forgoes by renting GPUs below the market to those it invests in"
    row = block(page, Page.FIRST, "The coupon", note, COUPON)
    page.finish(row, pages=1)
    return page
