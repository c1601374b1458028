"""What the Parity sheet compares: each function, its arguments and the model's own number."""

from __future__ import annotations

from workbooks.build.parity import Reason, Row, unless

_RENT = ("in_rate", "row_n", "row_rent/in_freq")
_COURSE = ("in_timing", "in_freq", "in_escalator", "in_comp", "in_free")
_LESSOR = ("row_cost+row_allowance", "row_n_full", "row_rent/in_freq", "row_residual", "in_timing",
           "in_freq", "in_escalator")  # fmt: skip
_EXIT = "INDEX({},row_rung)"
_CAP = (f"IF(COUNT({_EXIT.format('in_exit_cap')})=0,{_EXIT.format('row_exit_guaranteed')},"
        f"{_EXIT.format('in_exit_cap')}*row_scale)")  # fmt: skip
_GUARANTEE = (_EXIT.format("row_exit_guaranteed"), _EXIT.format("row_exit_expected"), _CAP)
_CHANCE = ("IF(COUNT(in_rvg_p)=0,1,in_rvg_p)", "in_rvg_threshold")
_START = "INDEX(row_share_recorded,1)"
_UNEVEN, _TERM = "row_parity_uneven", "row_parity_term"
_YEAR, _PASSED = "MIN(in_freq,row_n)", "MIN(row_k0,row_n)"


_PHASED = (
    'IF(ABS(SUMIF(row_phase_index,0,row_phase_share)-1)>row_eps,"n/a: delivered in phases","")'
)
_UNFREE = unless("in_free>row_n_full", "rent-free throughout", "row_parity_phased")
#: What some functions cannot express; each holds the one before it.
REASONS = (
    Reason("row_parity_phased", "Phases", _PHASED),
    Reason("row_parity_uneven", "Steps, phases",
           unless("COUNT(in_step_year)>0", "stepped rents", _UNFREE)),
    Reason("row_parity_term", "The same, recognised term",
           unless("in_free>row_n", "rent-free throughout", "row_parity_uneven")),
    Reason("row_parity_free", "The same, free rent",
           unless("in_free>0", "rent-free start", "row_parity_uneven")),
)  # fmt: skip

ROWS = (
    Row("LEASE_PV", "Rent of the recognised term, at commencement", (*_RENT, "0", *_COURSE),
        "out_pv_rent", why=_TERM),
    Row("LEASE_PV", "Owed in full, at commencement",
        (_RENT[0], "row_n_full", _RENT[2], "0", *_COURSE), "out_owed_full", why=_UNEVEN),
    Row("LEASE_PV", "Payments of test d, guarantee at its maximum",
        (*_RENT, "row_rvg_cap+row_end_other", *_COURSE), "out_pv_fv*row_fair_value", why=_TERM),
    Row("LEASE_LIABILITY", "Liability at commencement, US", (*_RENT, "row_end_us", *_COURSE),
        "out_liability_us", why=_TERM),
    Row("LEASE_LIABILITY", "Liability at commencement, IFRS", (*_RENT, "row_end_ifrs", *_COURSE),
        "out_liability_ifrs", why=_TERM),
    Row("LEASE_BALANCE", "Liability at the end of the first year, US",
        (_YEAR, *_RENT, "row_end_us", *_COURSE), f"INDEX(row_close,{_YEAR}+1)", why=_TERM),
    Row("LEASE_BALANCE", "Liability at the last payment date before the as-of date, US",
        (_PASSED, *_RENT, "row_end_us", *_COURSE), f"INDEX(row_close,{_PASSED}+1)", why=_TERM),
    Row("LEASE_BALANCE", "Liability at the last payment date before the as-of date, IFRS",
        (_PASSED, *_RENT, "row_end_ifrs", *_COURSE), f"INDEX(row_close_ifrs,{_PASSED}+1)",
        why=_TERM),
    Row("LEASE_ROU", "Right-of-use asset at commencement, US",
        ("out_liability_us", f"INDEX(row_com,1)+{_START}*row_prepaid", f"{_START}*row_direct",
         f"{_START}*row_allowance", "0"),
        "out_rou_us", why=unless("out_rou_us<0", "the asset is negative")),
    Row("LEASE_ROU", "Right-of-use asset at commencement, IFRS",
        ("out_liability_ifrs", f"INDEX(row_com,1)+{_START}*row_prepaid", f"{_START}*row_direct",
         f"{_START}*row_allowance", f"{_START}*row_restoration"),
        "out_rou_ifrs", why=unless("out_rou_ifrs<0", "the asset is negative")),
    Row("LEASE_STRAIGHT_LINE", "Operating cost of a period, US",
        ("[row_rent_term]", "row_direct+row_prepaid+row_end_us", "row_allowance", "", "", "row_n"),
        "out_cost_operating/in_freq", why="row_parity_phased"),
    Row("LEASE_TERM", "Recognised term",
        ("in_term", "[row_parity_options]", "in_opt_threshold*(1-row_eps)"), "row_years", "years",
        unless("row_term_exit=1", "early termination")),
    Row("LEASE_RVG", "Guarantee at the recognised exit, probable (US)",
        (*_GUARANTEE, '"prob"', *_CHANCE), _EXIT.format("row_exit_probable")),
    Row("LEASE_RVG", "Guarantee at the recognised exit, expected (IFRS)",
        (*_GUARANTEE, '"exp"', *_CHANCE), _EXIT.format("row_exit_payable")),
    Row("LEASE_RVG", "Guarantee at the recognised exit, at its maximum",
        (*_GUARANTEE, '"max"', *_CHANCE), _EXIT.format("row_exit_maximum")),
    Row("LEASE_FRONTIER", "Longest term that stays operating",
        ("row_i*in_freq", _RENT[2], "row_fair_value", "in_remaining_life", "row_frontier_cap",
         "in_pct_pv", "in_pct_life", "in_timing", "in_freq", "in_escalator", "in_free"),
        "out_frontier_years", "years",
        unless("row_late=1", "late in the asset's life",
                unless("row_level=0", "the model has it for level rent only"))),
    Row("LEASE_NOT_COMMENCED", "Signed, not commenced, at the as-of date",
        ("out_not_commenced_undiscounted", "row_years", "row_wait", "row_e", "in_timing",
         '"level"'),
        "out_not_commenced_pv",
        why=unless("row_commenced=1", "commenced",
                    unless("row_level=0", "rent is not level",
                            unless("in_freq>1", "more than one payment a year")))),
    Row("LEASE_IMPLICIT_RATE", "Lessor's return over the full term, nominal",
        (*_LESSOR, "0", "in_free"), "row_j*in_freq", "rate4", _UNEVEN),
    Row("YIELD_IRR", "Implied yield, of the flows on Timeline",
        ("[row_flow]", "(1+row_first_guess)^in_freq-1", "in_freq"), "out_implied_yield", "rate4"),
    Row("YIELD_LEASE_IRR", "Implied yield, of cost, rent and residual", _LESSOR,
        "out_implied_yield", "rate4", "row_parity_free"),
    Row("YIELD_CONVERT", "Tenant's bond yield, annual effective",
        ("in_tenant_yield", "in_yield_freq", "1"), "out_tenant_effective", "rate4"),
    Row("YIELD_XPLUS_RENT", "First payment that earns the spread asked",
        ("row_cost+row_allowance", "in_tenant_yield", "in_spread", "row_n_full", "row_residual",
         "in_timing", "in_freq", "in_escalator", '"bp"', "in_yield_freq"),
        "out_rent_for_spread/in_freq",
        why=unless("AND(in_spread>0,in_spread<1)", "spread below one basis point",
                    "row_parity_free")),
)  # fmt: skip
