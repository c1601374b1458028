"""What the Parity sheet compares: each function, its arguments and the model's own number."""

from __future__ import annotations

from workbooks.build.parity import Reason, Row, unless

#: A year that is up for part of its hours, as functions of whole years take it.
_UTIL, _OPEX = "row_levelled*in_availability", "row_opex*in_availability"
_STEADY = unless('OR(in_curve="table",in_curve="regime")', "more than one decline")

#: What some functions cannot express.
REASONS = (
    Reason("row_parity_plain", "The curve",
           unless("in_floor>0", "a floor", unless("row_contract>0", "a contract first", _STEADY))),
    Reason("row_parity_parts", "The running cost",
           unless("row_operations+row_other<0", "parts above what is entered")),
    Reason("row_parity_early", "The end of use",
           unless("AND(row_n<in_life,row_residual>0)", "sold before the life planned",
                  unless("AND(row_contract>0,row_opex_used>0)", "power paid by use"))),
    Reason("row_parity_tree", "The network",
           unless("MOD(in_radix,row_two)=1", "an odd number of ports",
                  unless("in_gpus>row_two*(in_radix/row_two)^(row_two+row_two)",
                         "more than four tiers"))),
    Reason("row_parity_bought", "Vintages",
           unless('in_method="ECON"', "charges that follow the value",
                  unless('AND(OR(in_method="DDB",in_method="VDB"),in_factor<>row_two)',
                         "another factor"))),
    Reason("row_parity_rest", "The change of life",
           unless("OR(AND(row_old_rest>0,row_old_rest<1),AND(row_new_rest>0,row_new_rest<1))",
                  "less than a year left",
                  unless("row_new_kept>out_change_nbv", "salvage above the book value"))),
    Reason("row_parity_disposed", "The test",
           unless("AND(row_impair_n<=in_impair_age,in_impair_age<=in_life,row_disposal>0)",
                  "sold at the test")),
    Reason("row_parity_lent", "The loan", unless("in_advance=0", "no loan")),
    Reason("row_parity_trained", "The training", unless("in_params*in_tokens=0", "no training")),
)  # fmt: skip
(_PLAIN, _PARTS, _EARLY, _TREE, _BOUGHT, _REST, _DISPOSED, _LENT, _TRAINED) = (
    reason.name for reason in REASONS
)

_TCO = ("[row_parity_tco]",)
_P0 = 'IF(in_curve="table",INDEX(in_curve_price,1),in_p0)'
_CURVE = (_P0, "row_d", "row_last", "in_floor")
_FIT = ("[row_parity_dates]", "[row_parity_quotes]")
_VALUE = ("[row_parity_prices]", "0", _UTIL, _OPEX, "in_life", "in_wacc", "row_residual",
          "in_stop")  # fmt: skip
_PLAN = ("out_capital", "in_life", "in_wacc")
_AGE = "MIN(row_last,INT(MAX(in_resale_age)))"
_HALF = "ROUNDUP(in_book_life/row_two,0)"
_FLEET = ("[row_parity_vintages]", "in_book_life", "in_method", "in_salvage", "in_convention")
_LATEST = "MAX(row_vintage_year)-row_first_year+1"
_CHANGE = ("row_gross", "in_change_age", "in_old_life", "in_new_life", "row_kept", "row_new_kept",
           "in_tax")  # fmt: skip
_FLOWS = ("MAX(0,out_impair_nbv)", "[row_parity_flows]", "in_wacc")
_US, _IFRS = (*_FLOWS, "out_impair_fair", '"US"'), (*_FLOWS, "out_impair_fvlcd", '"IFRS"')
_LOAN = ("in_advance", "out_cost_fleet", "[row_parity_repaid]", "[row_parity_worth]",
         "[row_parity_tests]")  # fmt: skip
_MIDDLE = "ROUNDUP(in_loan_years/row_two,0)"
_FABRIC = ("in_gpus", "in_per_server", "in_radix", "in_kw*in_load", "in_pue", "in_metres")
_TRAIN = ("in_params*row_billion", "in_tokens*row_billion", "in_peak*row_tera", "in_mfu",
          "row_train_price/row_whole", "in_gpus", "in_goodput")  # fmt: skip
_COUPON = ("row_coupon_market/row_whole", "in_coupon_charged/row_whole", "in_coupon_gpus",
           "in_coupon_months", "in_coupon_util", "in_wacc",
           "IF(row_round=0,1,row_round)")  # fmt: skip
_SHORT = unless("row_opex>row_first_price*in_util", "over before it begins")
_USE = 'IF(COUNT(out_breakeven_util)=1,out_breakeven_util*in_availability,"n/a")'

ROWS = (
    *(Row("GPU_TCO", label, _TCO, name, fmt, _PARTS, (row, column))
      for label, name, fmt, row, column in (
          ("Cost of an hour sold", "out_cost_hour", "hour", "10+1", "4"),
          ("Cost of a useful hour", "out_cost_useful", "hour", "11+1", "4"),
          ("Power in the cost of an hour", "row_power/row_sold", "hour", "8+1", "4"),
          ("Power in the cost, share", "out_power_share", "rate4", "8+1", "5"),
          ("Operations a year", "row_operations+row_other", "plain", "9+1", "3"))),
    Row("GPU_POWER_COST", "Power of a server a year, its cost",
        ("in_kw", "in_pue", "in_power_price", "in_load"), "out_power_server*in_power_price",
        "plain"),
    Row("GPU_POWER_COST", "Energy of a GPU a year, without cooling and losses",
        ("row_kw", "1", "1", "in_load"), "out_power_gpu_kwh", "count"),
    Row("GPU_RENTAL_CURVE", "Price of the last year planned, one decline", _CURVE,
        "INDEX(row_market,in_life+1)", "hour", _STEADY, ("in_life+1", "2")),
    *(Row("GPU_RENTAL_CURVE", f"Price of the {label}, prices that step",
          (*_CURVE, "[row_parity_resets]"), f"INDEX(row_market,{year}+1)", "hour",
          unless('OR(in_curve="geometric",in_curve="fit")', "one decline"), (f"{year}+1", "2"))
      for label, year in (("last year planned", "in_life"), ("last year shown", "row_last"))),
    *(Row("GPU_FIT_DECLINE", label, _FIT, name, fmt, pick=("1+1", column))
      for label, name, fmt, column in (
          ("Decline that fits the quotes", "out_fit_decline", "rate4", "1"),
          ("Years in which the price halves", "out_fit_halflife", "years", "2"),
          ("How well it fits", "out_fit_r2", "number", "3"),
          ("Fitted price at the last date", "out_fit_last", "hour", "4"))),
    Row("GPU_ECON_DEPR", "Value new", _VALUE, "out_value0", "plain", _EARLY, ("1+1", "4")),
    Row("GPU_ECON_DEPR", "Value lost in year 1", _VALUE, "INDEX(out_econ_dep,1+1)", "plain", _EARLY,
        ("1+1", "5")),
    Row("GPU_ECON_DEPR", "Value a year before the end of the life planned", _VALUE,
        "INDEX(out_value,in_life)", "plain", _EARLY, ("in_life+1", "4")),
    Row("GPU_BREAKEVEN_PRICE", "Opening price to break even",
        (*_PLAN, _OPEX, _UTIL, "row_d", "row_residual"), "out_breakeven_price", "hour", _PLAIN),
    Row("GPU_BREAKEVEN_PRICE", "If the price never fell",
        (*_PLAN, _OPEX, _UTIL, "0", "row_residual"), "out_breakeven_flat", "hour"),
    Row("GPU_BREAKEVEN_UTIL", "Share of all hours sold to break even",
        ("row_first_price", *_PLAN, "row_opex_flat*in_availability", "row_d", "row_residual"), _USE,
        "rate4", unless("row_opex_used>0", "power paid by use", _PLAIN)),
    Row("GPU_ECON_LIFE", "Economic life", ("row_first_price", "row_d", "in_util", "row_opex"),
        "out_econ_life", "years", _SHORT),
    Row("GPU_RESIDUAL", "Resale over the price new, at the last whole age",
        (_AGE, "[in_resale_age]", "[in_resale_factor]", "in_condition", "in_liquidation"),
        f"INDEX(out_resale,{_AGE}+1)/out_capital", "rate4",
        unless("COUNT(in_resale_age)=0", "no resale factors",
               unless(f"{_AGE}<MIN(in_resale_age)", "no whole age among them"))),
    *(Row("GPU_DEPR", f"Charge by half of the life, {method}",
          ("out_capital", "row_salvage", "in_book_life", _HALF, f'"{method}"', "in_factor"),
          f"INDEX(out_dep_{method.lower()},{_HALF}+1)", "plain")
      for method in ("SL", "SYD", "DDB", "VDB")),
    Row("GPU_DEPR_WATERFALL", "Charge of the first year", _FLEET, "INDEX(out_fleet_charge,1)",
        why=_BOUGHT, pick=("1+1", "SUM(row_vintage_given)+1+1")),
    Row("GPU_DEPR_WATERFALL", "Charge of the year of the last purchase", _FLEET,
        f"INDEX(out_fleet_charge,{_LATEST})", why=_BOUGHT,
        pick=(f"{_LATEST}+1", "SUM(row_vintage_given)+1+1")),
    *(Row("GPU_LIFE_CHANGE", label, _CHANGE, name, why=_REST, pick=("1+1", column))
      for label, name, column in (
          ("Book value at the change", "out_change_nbv", "1"),
          ("Charge of a year before it", "out_change_old", "2"),
          ("And after it", "out_change_new", "3"),
          ("What net income loses", "-out_change_net", "5"))),
    Row("GPU_IMPAIRMENT", "Cash that is still to come, undiscounted", _US,
        "out_impair_undiscounted", why=_DISPOSED, pick=("1+1+1", "2")),
    Row("GPU_IMPAIRMENT", "Loss, US", _US, "out_impair_us", why=_DISPOSED, pick=("4+1", "2")),
    Row("GPU_IMPAIRMENT", "Value in use", _IFRS, "out_impair_viu", why=_DISPOSED,
        pick=("1+1+1", "2")),
    Row("GPU_IMPAIRMENT", "Loss, IFRS", _IFRS, "out_impair_ifrs", why=_DISPOSED, pick=("5+1", "2")),
    *(Row("GPU_LTV", f"{label} by half of the loan", _LOAN, f"INDEX({name},{_MIDDLE}+1)", fmt,
          _LENT, (f"{_MIDDLE}+1+1", column))
      for label, name, fmt, column in (
          ("Balance", "out_loan_balance", "money", "2"),
          ("Loan to value", "out_loan_ltv", "rate4", "5"),
          ("Cover", "out_loan_dscr", "number", "6"))),
    *(Row("GPU_FABRIC", label, _FABRIC, name, fmt, why, ("1+1", column))
      for label, name, fmt, why, column in (
          ("Servers", "out_nodes", "count", _TREE, "1"),
          ("Tiers of switches", "out_tiers", "count", _TREE, "2"),
          ("Links", "out_links", "count", _TREE, "3"),
          ("Switches", "out_switches", "count",
           unless("MOD(in_gpus,in_radix)>0", "a switch in part", _TREE), "4"),
          ("Power, PUE included, MW", "out_cluster_mw", "number",
           unless("MOD(in_gpus,in_per_server)>0", "a server in part", _TREE), "5"),
          ("Fibre, km", "out_fibre_km", "number", _TREE, "6"))),
    *(Row("GPU_TRAIN_COST", label, _TRAIN, name, fmt, _TRAINED, ("1+1", column))
      for label, name, fmt, column in (
          ("Operations of the training", "out_train_flops", "0.00E+00", "1"),
          ("Its days on this fleet", "out_train_days", "number", "3"),
          ("Its cost", "out_train_cost", "money", "4"))),
    *(Row("GPU_COUPON", label, _COUPON, name, fmt, pick=("1+1", column))
      for label, name, fmt, column in (
          ("Rent forgone a month", "out_coupon_month", "money", "1"),
          ("Its present value", "out_coupon_pv", "money", "2"),
          ("Over the round", "out_coupon_share", "rate4", "3"))),
)  # fmt: skip
