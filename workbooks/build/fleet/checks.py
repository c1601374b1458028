"""What the GPU fleet workbook checks: two routes to each number."""

from __future__ import annotations

from workbooks.build.checks import Check, Scale, fault, where_known
from workbooks.build.fleet.checks_inputs import INPUTS

_MONEY, _ONE = "row_money_scale", "1"
_SPREAD = "(row_quote_{0}-row_fit_{0})"
_SQUARE = "SUMPRODUCT(row_quote_use*" + _SPREAD + "*" + _SPREAD + ")"
_CROSS = f"SUMPRODUCT(row_quote_use*{_SPREAD.format('x')}*{_SPREAD.format('y')})"
_STANDS = "(row_vintage_age>=1)*(row_vintage_age<row_leaves)"

CHECKS = (
    Check(
        "stack",
        "Parts of the stack are the cost of an hour",
        "SUM(row_stack_parts)",
        "(out_capital*row_crf+out_opex_hour*row_available)/row_sold",
        _ONE,
    ),
    Check(
        "flat",
        "What an hour sold costs is the flat price that breaks even",
        "out_cost_hour",
        "out_breakeven_flat",
        _ONE,
    ),
    Check(
        "parts",
        "A running cost entered by the hour holds colocation, operations and power",
        "MIN(0,row_other)",
        "0",
    ),
    Check(
        "crf",
        "The charge, by the native PMT function",
        "row_crf",
        "-PMT(in_wacc,in_life,1,-in_residual)",
        _ONE,
    ),
    Check(
        "sane",
        "Capital per GPU is that of a GPU, not of a server",
        fault("AND(out_capital>=in_sane_low,out_capital<=in_sane_high)"),
        "0",
        _ONE,
    ),
    Check(
        "bought_at",
        "So is the cost of a GPU of each vintage",
        "SUMPRODUCT((row_vintage_cost*row_whole<(1-in_tol)*in_sane_low*row_vintage_gpus)"
        "+(row_vintage_cost*row_whole>(1+in_tol)*in_sane_high*row_vintage_gpus))",
        "0",
        _ONE,
    ),
    Check(
        "power",
        "Power of the fleet, by the server and by the GPU",
        "out_power_mw",
        "out_cluster_mw",
        "MAX(1,out_cluster_mw)",
    ),
    Check(
        "fit",
        "What is left of the fit does not lean with time",
        "SUMPRODUCT(row_quote_use*row_quote_x*row_quote_left)",
        "0",
        _ONE,
    ),
    Check(
        "r2",
        "R2 is the square of the correlation",
        where_known("out_fit_r2", "out_fit_r2"),
        where_known(
            "out_fit_r2", f"{_CROSS}*{_CROSS}/({_SQUARE.format('x')}*{_SQUARE.format('y')})"
        ),
        _ONE,
    ),
    Check(
        "income",
        "Cash is the return on value and the loss of it, years weighted by their number",
        "SUMPRODUCT(ax_age*(ax_age<=row_n)*row_cash)",
        "SUMPRODUCT(ax_age*(row_earned+row_loss))",
        "row_last*out_capital",
    ),
    Check(
        "econ", "What is lost in all is the value less the residual", "SUM(row_loss)", "row_fall"
    ),
    Check(
        "value",
        "Value new, by the native NPV function",
        "out_value0",
        "NPV(in_wacc,row_flow)*(1+in_wacc)",
    ),
    Check(
        "irr",
        "Return by the native IRR function",
        where_known("out_irr", "IRR(row_one,EXP(row_x)-1)"),
        where_known("out_irr", "out_irr"),
        _ONE,
    ),
    Check(
        "even",
        "At the break-even price the value is the capital",
        where_known(
            "out_breakeven_price",
            "SUMPRODUCT((ax_age>=1)*(ax_age<=in_life)*(row_price*out_breakeven_price/row_first_price"
            "*row_paid-row_opex_flat-row_opex_used*row_paid)*row_available"
            "*(1+in_wacc)^(-ax_age))"
            "+row_residual*(1+in_wacc)^(-in_life)",
        ),
        where_known("out_breakeven_price", "out_capital"),
    ),
    Check(
        "evenuse",
        "And at the break-even share sold",
        where_known(
            "out_breakeven_util",
            "SUMPRODUCT((ax_age>=1)*(ax_age<=in_life)*(row_price*out_breakeven_util-row_opex_flat"
            "-row_opex_used*out_breakeven_util)*row_available*(1+in_wacc)^(-ax_age))"
            "+row_residual*(1+in_wacc)^(-in_life)",
        ),
        where_known("out_breakeven_util", "out_capital"),
    ),
    Check(
        "sl",
        "SLN: years weighted by their number",
        "SUMPRODUCT(ax_age*out_dep_sl)",
        "row_rest*(in_book_life+1)/row_two",
        "row_last*out_capital",
    ),
    Check(
        "syd",
        "SYD, in the same way",
        "SUMPRODUCT(ax_age*out_dep_syd)",
        "row_rest*(in_book_life+row_two)/row_side",
        "row_last*out_capital",
    ),
    Check(
        "ddb",
        "DDB against its rule",
        "SUMPRODUCT(ax_age*out_dep_ddb)",
        "SUMPRODUCT(ax_age*row_own_ddb)",
        "row_last*out_capital",
    ),
    Check(
        "vdb",
        "VDB against its rule",
        "SUMPRODUCT(ax_age*out_dep_vdb)",
        "SUMPRODUCT(ax_age*row_own_vdb)",
        "row_last*out_capital",
    ),
    Check("vdbsum", "VDB adds to cost less salvage", "SUM(out_dep_vdb)", "row_rest"),
    Check(
        "booked",
        "As value is lost, cost less salvage is written off",
        "SUM(out_dep_econ)",
        "IF(row_fall>0,row_rest,0)",
    ),
    Check(
        "economic",
        "Books that follow the value have a value that falls",
        fault('OR(in_method<>"ECON",row_fall>0)'),
        "0",
        _ONE,
    ),
    Check(
        "waterfall",
        "Charges by vintage add to what each has written off",
        "SUM(out_waterfall)",
        "SUM(row_vintage_written)",
        _MONEY,
    ),
    Check(
        "charges",
        "And to the charges by year",
        "SUM(out_waterfall)",
        "SUM(out_fleet_charge)",
        _MONEY,
    ),
    Check(
        "gross",
        "Movements of the gross value leave what is in use",
        "INDEX(out_fleet_gross,row_last)",
        f"SUMPRODUCT({_STANDS}*row_vintage_cost)",
        _MONEY,
    ),
    Check(
        "accumulated",
        "And those of depreciation what that has written off",
        "INDEX(out_fleet_accumulated,row_last)",
        f"SUMPRODUCT({_STANDS}*row_vintage_written)",
        _MONEY,
    ),
    Check(
        "bought",
        "Cost bought is charged, lost, left as salvage, or still there",
        "SUM(row_vintage_cost)",
        "SUM(out_fleet_charge)+SUM(out_fleet_loss)+in_salvage*SUM(out_fleet_retired)"
        "+INDEX(out_fleet_net,row_last)",
        _MONEY,
    ),
    Check(
        "changed",
        "Book value at the change, by the native SLN function",
        "out_change_nbv",
        "row_gross-SLN(row_gross,row_kept,in_old_life)*MIN(in_change_age,in_old_life)",
        "row_gross",
    ),
    Check(
        "oldlife",
        "The old life writes off what is left",
        "SUM(out_change_path_old)",
        "IF(row_old_rest<=0,0,out_change_nbv-row_kept)",
        "row_gross",
    ),
    Check(
        "newlife",
        "So does the new one",
        "SUM(out_change_path_new)",
        "out_change_nbv-row_new_kept",
        "row_gross",
    ),
    Check(
        "cascade",
        "Worth of the cascade, by the native NPV function",
        "out_cascade_npv+out_capital",
        "NPV(in_wacc,row_cascade_flow)*(1+in_wacc)",
    ),
    Check(
        "viu",
        "Value in use, by the native NPV function",
        "out_impair_viu",
        "NPV(in_wacc,row_impair_flow)*(1+in_wacc)^(in_impair_age+1)*row_fleet",
        _MONEY,
    ),
    Check(
        "loan",
        "The loan is worth what it pays, by the native NPV function",
        "NPV(in_loan_rate,out_loan_service)*(1+in_loan_rate)",
        "out_loan",
        _MONEY,
    ),
    Check(
        "interest",
        "Service is the loan and its interest",
        "SUM(out_loan_service)",
        "out_loan+in_loan_rate*SUM(out_loan_balance)",
        _MONEY,
    ),
    Check(
        "tree",
        "The tree holds the GPUs: tiers by logarithms",
        "out_tiers",
        "MIN(row_two+row_two,MAX(row_two,ROUNDUP(ROUND("
        "1+LN(in_gpus/in_radix)/LN(in_radix/row_two),row_digits),0)))",
        _ONE,
    ),
    Check(
        "coupon",
        "Present value of the coupon, month by month",
        "out_coupon_pv",
        "IF(row_coupon_rate=0,out_coupon_month*in_coupon_months,out_coupon_month"
        "*(1-(1+row_coupon_rate)^(-in_coupon_months))/row_coupon_rate)",
        _MONEY,
    ),
    Check(
        "grid_irr",
        "Middle of the first grid is the return",
        where_known("out_irr", "row_grid_irr_mid"),
        where_known("out_irr", "out_irr"),
        _ONE,
    ),
    Check(
        "grid_hour",
        "Middle of the second is the cost of an hour",
        "row_grid_hour_mid",
        "out_cost_hour",
        _ONE,
    ),
    Check(
        "grid_power",
        "Middle of the third is the share of power",
        "row_grid_power_mid",
        "out_power_share",
        _ONE,
    ),
    *INPUTS,
)


SCALES = (
    Scale("row_check_scale", "Scale per GPU", "=out_capital", "plain"),
    Scale("row_money_scale", "Scale of money", "=MAX(out_cost_fleet,SUM(row_vintage_cost))"),
)
