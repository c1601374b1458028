"""What the Parity sheet compares: each function, its arguments and the model's own number."""

from __future__ import annotations

from workbooks.build.developer.spread import SPLIT
from workbooks.build.parity import Reason, Row, unless

_RENT_KW, _POWER_KW = (f"in_{name}*row_kw/row_kw_per_mw" for name in ("rent_kw", "power_price"))
_CON_RATE = "IF(COUNT(in_con_rate)=0,0,in_con_rate)"
_LOAN_RATE = "row_i*row_months"
_REFI_CAP = (
    "IF(COUNT(in_refi_cap)=1,in_refi_cap,IF(COUNT(in_exit_cap)=1,in_exit_cap,row_parity_unit))"
)
_HALF_BUILD, _HALF_OWNED = (f"ROUNDUP({name}/row_two,0)" for name in ("row_n", "row_exit_m"))
_YEARS = "ROUNDUP(row_term_m/row_months,0)"
_EXIT = "row_n+row_exit_m+1"

_LOSSES = unless("MIN(row_serves)<0", "months of loss")
_NOT_OWED = unless("MIN(out_annual_service)<0", "months of loss",
                   unless("SUM(out_annual_service)=0", "no debt service"))  # fmt: skip
_NO_LOAN = unless("row_size=0", "no loan")
_SCULPTED = 'OR(in_style="sculpted",in_style="ctl")'
_GROSS = "SUMPRODUCT(ABS(row_rent-row_noi))>row_parity_tol*SUM(row_rent)"

_FINANCED = "row_parity_built"
for _condition, _reason in (
    ('AND(in_style<>"none",row_size=0)', "no loan"),
    (f"AND({_SCULPTED},MIN(row_serves)<0)", "months of loss"),
    (f"AND({_SCULPTED},COUNT(row_limits)=0)", "sculpted without a limit"),
    (f'AND(in_style="ctl",{_GROSS})', "loan served by gross rent"),
    ('AND(in_style="level",in_perm_io>0)', "months of interest alone"),
    ("row_balloon>0", "balloon"),
    ('in_style="interest_only"', "interest-only loan"),
):
    _FINANCED = unless(_condition, _reason, _FINANCED)
_FEE = 'IF(in_ltc*in_commit_fee>0,"n/a: commitment fee"'

#: What some functions cannot express; most hold the one before them.
REASONS = (
    Reason("row_parity_plan", "The plan", unless('in_shape="own"', "own weights")),
    Reason("row_parity_cost", "The plan, its loan", f"{_FEE},row_parity_plan)"),
    Reason("row_parity_income", "The plan, the income",
           unless("in_free>0", "rent-free start",
                  unless("in_opex>0", "owner's own cost", "row_parity_plan"))),
    Reason("row_parity_timely", "The same, on time",
           unless("in_delay>0", "completed late", "row_parity_income")),
    Reason("row_parity_built", "The same, the loan that builds", f"{_FEE},row_parity_timely)"),
    Reason("row_parity_loan", "The same, the loan in operation", _FINANCED),
    Reason("row_parity_uneven", "Rent that steps once a year",
           unless("in_free>0", "rent-free start",
                  unless("in_ramp>1", "let by and by",
                         unless("OR(row_full_power*in_escalator<>0,"
                                "row_opex_m*(in_opex_growth-in_escalator)<>0)",
                                "costs that do not grow as the rent does")))),
)  # fmt: skip
_PLAN, _COST, _INCOME, _TIMELY, _BUILT, _LOAN, _UNEVEN = (reason.name for reason in REASONS)

_DRAW = ("row_base", "row_n", _CON_RATE, "in_ltc", "[row_parity_drawn]", "in_fund", "in_fee",
         "in_commit_fee")  # fmt: skip
_NAMED_DRAW = (*_DRAW[:4], "in_shape", *_DRAW[5:])
_RENT = ("in_mw", _RENT_KW, _YEARS, "in_escalator", "[row_parity_let]", "1", "row_nnn", "in_pue",
         _POWER_KW, "in_opex_pct")  # fmt: skip
_REFI = ("row_exit_noi", _REFI_CAP, "row_refi_rate", "in_refi_amort", "[in_refi_ltv]",
         "[in_refi_dscr]", "[in_refi_debt_yield]")  # fmt: skip
_COVER = ("[out_annual_noi]", "[out_annual_service]")
_DEAL, _FLOW = ("[row_parity_deal]",), ("[row_parity_deal]", '"month"')
_DELAY = ("[row_parity_delay]", "in_delay")
_AMORT_N = "CHOOSE(row_style,row_exit_m,row_term_m,in_perm_io+row_amort_m,row_exit_m,row_term_m)"
_AMORT = ("row_size", _LOAN_RATE, _AMORT_N, "row_months",
          'CHOOSE(row_style,"bullet","sculpt","level","bullet","sculpt")',
          'IF(in_style="level",in_perm_io,0)', "row_balloon", "[row_parity_serves]")  # fmt: skip
_AMORT_AT = f"MIN({_HALF_OWNED},{_AMORT_N})"
_AMORT_WHY = unless("row_size=0", "no loan",
                    unless(f"AND({_SCULPTED},OR(MIN(row_serves)<0,row_part=0))",
                           "months of loss"))  # fmt: skip
_NET = "row_noi_1/row_months"
_LEASE = ("row_total", "row_term_m", _NET, "row_residual", "0", "row_months", "in_escalator")
_TENANT, _TREASURY = (
    (f"[row_parity_{who}_years]", f"[in_{who}_yield]") for who in ("tenant", "treasury")
)
_HELD = ('"linear"', "TRUE")


def _beyond(who: str, life: str) -> str:
    tenors = f"row_{who}_tenor"
    return unless(f"OR({life}<INDEX({tenors},1),{life}>MAX({tenors}))", "beyond the curve")


def _piece(label: str) -> str:
    assert label in dict(SPLIT), label
    return f'INDEX(out_split,MATCH("{label}",row_split_label,0))'


_SPLIT = ("out_yield_cost", "out_treasury_eff", "out_tenant_eff", "in_secured", "in_illiquid",
          _piece("Built below value"))  # fmt: skip
_SMALL = unless(f"COUNT({_SPLIT[-1]})=0", "no price that a buyer would pay",
                unless("+".join(f"({piece}>0)*({piece}<1)" for piece in _SPLIT[3:]) + ">0",
                       "a piece below one basis point"))  # fmt: skip
_CUTS = "COUNT(row_haircut)"
_AFTER = unless("row_default_m>=row_exit_m", "default after the exit")

ROWS = (
    Row("DEV_SCURVE", "Spent by half of construction, named curve", ("in_build_months", "in_shape"),
        "INDEX(row_curve,ROUNDUP(in_build_months/row_two,0)+1)", "rate4",
        unless('in_shape="own"', "own weights"),
        ("ROUNDUP(in_build_months/row_two,0)+1", "3")),
    Row("DEV_SCURVE", "Spent by half of construction, own weights",
        ("in_build_months", "[in_weight]"),
        "INDEX(row_curve,ROUNDUP(in_build_months/row_two,0)+1)", "rate4",
        unless('in_shape<>"own"', "a named curve"), ("ROUNDUP(in_build_months/row_two,0)+1", "3")),
    Row("DEV_BUDGET", "Developer's fee", ("[row_parity_budget]",), "row_dev_fee", pick=("7", "2")),
    Row("DEV_BUDGET", "Whole cost", ("[row_parity_budget]",), "out_total", pick=("10", "2")),
    Row("DEV_DRAW", "Interest during construction", _DRAW, "out_idc", pick=("row_n+1+1", "3")),
    Row("DEV_DRAW", "Loan fees", _DRAW, "out_fees", pick=("row_n+1+1", "4")),
    Row("DEV_DRAW", "Construction loan at completion", _DRAW, "out_debt", pick=("row_n+1+1", "5")),
    Row("DEV_DRAW", "Equity", _DRAW, "out_equity", pick=("row_n+1+1", "6")),
    Row("DEV_DRAW", "Loan balance by half of construction", _DRAW,
        f"INDEX(row_balance,{_HALF_BUILD}+1)", pick=(f"{_HALF_BUILD}+1", "7")),
    Row("DEV_DRAW", "Interest during construction, by the name of the curve", _NAMED_DRAW,
        "out_idc",
        why=unless('in_shape="own"', "own weights", unless("in_land>0", "land bought first",
                   unless("in_delay>0", "completed late"))), pick=("row_n+1+1", "3")),
    Row("DEV_RENT", "Rent of the last year of the lease", _RENT,
        f"SUMPRODUCT((row_year={_YEARS})*row_rent)", pick=(f"{_YEARS}+1", "3")),
    Row("DEV_RENT", "Net operating income of the first year", _RENT,
        "SUMPRODUCT((row_year=1)*row_noi)",
        why=unless("in_opex>0", "owner's own cost",
                   unless("in_free*row_full_power>0", "power before rent")), pick=("1+1", "7")),
    Row("DEV_YOC", "Yield on cost", ("row_noi_1", "row_total"), "out_yoc", "rate4"),
    Row("DEV_SPREAD", "Development spread", ("out_yoc", "in_exit_cap"), "out_dev_spread", "bp"),
    Row("DEV_VALUE", "Value at completion", ("row_noi_1", "in_exit_cap", "row_total"), "out_value",
        pick=("1+1", "1")),
    Row("DEV_VALUE", "Margin on cost", ("row_noi_1", "in_exit_cap", "row_total"), "out_margin",
        "rate4", pick=("1+1", "2")),
    Row("DEV_CASHFLOW", "Net operating income of the month of the exit", _FLOW,
        f"INDEX(row_flow_noi,{_EXIT})", why=_TIMELY, pick=(_EXIT, "3")),
    Row("DEV_CASHFLOW", "Cash without debt in the month of the exit", _FLOW,
        f"INDEX(row_unlev,{_EXIT})", why=_TIMELY, pick=(_EXIT, "5")),
    Row("DEV_CASHFLOW", "Owner's cash at completion", _FLOW, "INDEX(row_lev,row_n+1)", why=_LOAN,
        pick=("row_n+1", "10")),
    Row("DEV_CASHFLOW", "Owner's cash in the month of the exit", _FLOW, f"INDEX(row_lev,{_EXIT})",
        why=_LOAN, pick=(_EXIT, "10")),
    Row("DEV_CASHFLOW", "Loan by half of ownership", _FLOW,
        f"INDEX(row_loan_after,{_HALF_OWNED}+1)", why=_LOAN,
        pick=(f"row_n+{_HALF_OWNED}+1", "11")),
    Row("DEV_RETURNS", "Rate of return without debt", _DEAL, "out_unlev_irr", "rate4", _TIMELY,
        ("1+1", "1")),
    Row("DEV_RETURNS", "Rate of return of the owner", _DEAL, "out_lev_irr", "rate4", _LOAN,
        ("1+1", "2")),
    Row("DEV_RETURNS", "Multiple of the owner's money", _DEAL, "out_moic", "multiple", _LOAN,
        ("1+1", "3")),
    Row("DEV_RETURNS", "Net present value without debt", _DEAL, "out_npv", why=_TIMELY,
        pick=("1+1", "4")),
    Row("DEV_RETURNS", "Most that the owner has in", _DEAL, "out_peak_equity", why=_LOAN,
        pick=("1+1", "5")),
    Row("DEV_RETURNS", "Yield on cost", _DEAL, "out_yoc", "rate4", _BUILT, ("1+1", "6")),
    Row("DEV_RETURNS", "Development spread", _DEAL, "out_dev_spread", "bp", _BUILT, ("1+1", "7")),
    Row("DEV_RETURNS", "Lowest cover of debt service", _DEAL, "out_min_dscr", "number", _LOAN,
        ("1+1", "8")),
    Row("DEV_RETURNS", "Average cover", _DEAL, "out_avg_dscr", "number", _LOAN, ("1+1", "9")),
    Row("DEV_RETURNS", "Cover over the life of the loan", _DEAL, "out_llcr", "number", _LOAN,
        ("1+1", "10")),
    Row("DEV_RETURNS", "Return without debt over the tenant's bond", _DEAL, "out_spread_to_tenant",
        "bp", _TIMELY, ("1+1", "11")),
    Row("DEV_DELAY_COST", "Interest and loan fees of the delay", _DELAY, "out_delay_idc",
        why=_COST, pick=("1+1", "1")),
    Row("DEV_DELAY_COST", "Income lost to the delay", _DELAY, "out_delay_rent", why=_INCOME,
        pick=("1+1", "2")),
    Row("DEV_DELAY_COST", "Damages", _DELAY, "out_delay_damages", why=_PLAN, pick=("1+1", "3")),
    Row("DEV_DELAY_COST", "Months left to the outside date", _DELAY, "out_months_left", "count",
        _PLAN, ("1+1", "7")),
    Row("DEV_DSCR", "Lowest cover of debt service", _COVER, "out_min_dscr", "number", _NOT_OWED,
        ("COUNT(ax_year)+1+1", "2")),
    Row("DEV_DSCR", "Average cover", _COVER, "out_avg_dscr", "number", _NOT_OWED,
        ("COUNT(ax_year)+1+1+1", "2")),
    *(Row("DEV_REFI", f"New loan at the exit, {label}", _REFI, name,
          why=unless("row_exit_noi<=0", "no income to lend on"), pick=(row, "3"))
      for label, name, row in (("LTV", "out_refi_ltv", "2"), ("DSCR", "out_refi_dscr", "3"),
                               ("debt yield", "out_refi_debt_yield", "4"),
                               ("the least", "out_refi_proceeds", "5"))),
    Row("DEV_RESIDUAL_BE", "Residual at which the lease yields what it does",
        ("row_total", _NET, "row_term_m", "out_yield_contract", "0", "row_months", "in_escalator"),
        "in_spread_residual", "rate4", _UNEVEN),
    Row("YIELD_IRR", "Rate of return without debt, of the flows", ("[row_unlev]", "", "row_months"),
        "out_unlev_irr", "rate4"),
    Row("YIELD_IRR", "Rate of return of the owner, of the flows", ("[row_lev]", "", "row_months"),
        "out_lev_irr", "rate4"),
    Row("YIELD_LEASE_IRR", "Yield of the lease, of cost, rent and residual", _LEASE,
        "out_yield_contract", "rate4", _UNEVEN),
    Row("YIELD_XPLUS_RENT", "First month's income that earns the spread asked",
        ("row_total", "out_tenant_quoted", "in_spread", "row_term_m", "row_residual", "0",
         "row_months", "in_escalator", '"bp"', "in_tenant_freq"),
        "row_kept*in_mw*row_kw*out_rent_required-row_full_power-row_opex_m",
        why=unless("AND(in_spread>0,in_spread<1)", "spread below one basis point", _UNEVEN)),
    Row("YIELD_CURVE", "Tenant's curve at the life of the lease", (*_TENANT, "row_wal", *_HELD),
        "out_tenant_quoted", "rate4"),
    Row("YIELD_CURVE", "Tenant's curve at the last payment",
        (*_TENANT, "row_term_m/row_months", *_HELD), "out_tenant_final", "rate4"),
    Row("YIELD_CURVE", "Tenant's curve at the life of the loan",
        (*_TENANT, "row_debt_wal", *_HELD), "out_debt_tenant", "rate4"),
    Row("YIELD_CURVE", "Treasury at the life of the lease", (*_TREASURY, "row_wal", *_HELD),
        "out_treasury_quoted", "rate4"),
    Row("YIELD_CONVERT", "Tenant's curve, annual effective",
        ("out_tenant_quoted", "in_tenant_freq", "1"), "out_tenant_eff", "rate4"),
    Row("YIELD_CONVERT", "Treasury, annual effective",
        ("out_treasury_quoted", "in_treasury_freq", "1"), "out_treasury_eff", "rate4"),
    Row("YIELD_CONVERT", "Yield of the lease, quoted",
        ("out_yield_contract", "1", "in_tenant_freq"), "out_lease_quoted", "rate4"),
    Row("YIELD_SPREAD", "Lease over the tenant's bond",
        ("out_lease_quoted", "row_wal", *_TENANT, '"bp"'), "out_spread_quoted", "bp",
        _beyond("tenant", "row_wal")),
    Row("YIELD_SPREAD", "Loan over the tenant's bond",
        ("out_debt_quoted", "row_debt_wal", *_TENANT, '"bp"'), "out_debt_spread", "bp",
        _beyond("tenant", "row_debt_wal")),
    Row("YIELD_SPLIT", "Tenant's credit", _SPLIT, _piece("Tenant's credit"), "bp", _SMALL,
        ("3", "2")),
    Row("YIELD_SPLIT", "Residual and other: what is left", _SPLIT, _piece("Residual, other"), "bp",
        _SMALL, ("7", "2")),
    *(Row("CREDIT_DSCR_STRESS", f"{label} after the largest cut", (*_COVER, "[row_haircut]"),
          f"INDEX({name},{_CUTS})", fmt, _NOT_OWED, (f"{_CUTS}+1", column))
      for label, name, fmt, column in (("Lowest cover", "out_stress_min", "number", "3"),
                                       ("Average cover", "out_stress_avg", "number", "4"),
                                       ("Debt service unpaid", "out_stress_short", "money", "5"))),
    Row("CREDIT_DSCR_STRESS", "Cut at which the worst year just pays", (*_COVER, "[row_haircut]"),
        "out_breakeven", "rate4", _NOT_OWED, (f"{_CUTS}+1+1", "2")),
    *(Row("CREDIT_EXPECTED_LOSS", label,
          ("in_pd", "out_lgd", "MAX(0,out_default_exposure)",
           "(row_exit_m-row_default_m)/row_months"), name, fmt, _AFTER, ("1+1", column))
      for label, name, fmt, column in (("Expected loss from the default on", "out_el", "money",
                                        "1"),
                                       ("Expected loss a year", "out_el_bp", "bp", "2"))),
    Row("BOND_SIZE", "Loan that the cover allows",
        ("[row_parity_serves]", _LOAN_RATE, "in_perm_dscr", "row_balloon", "row_months"),
        "out_perm_limit_dscr",
        why=unless(f"NOT({_SCULPTED})", "not a sculpted loan", _LOSSES)),
    Row("BOND_AMORT", "Debt service of a month by half of ownership", _AMORT,
        f"INDEX(row_service,{_AMORT_AT}+1)", why=_AMORT_WHY, pick=(f"{_AMORT_AT}+1", "5")),
    Row("BOND_AMORT", "Loan by half of ownership", _AMORT, f"INDEX(row_loan_after,{_AMORT_AT}+1)",
        why=_AMORT_WHY, pick=(f"{_AMORT_AT}+1", "6")),
    Row("BOND_WAL", "Average life of the loan",
        ("[row_parity_principal]", "[row_parity_month]", "row_months"), "out_debt_wal", "years"),
)  # fmt: skip
