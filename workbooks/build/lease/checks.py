"""What the lease workbook checks: two routes to each number."""

from __future__ import annotations

from workbooks.build.checks import Check, Scale

_END_SHARE = "INDEX(row_share_recorded,row_n+1)"
_HALF = "INT(row_n*row_half)"
_AMORTISED = "SUMPRODUCT({0}*(row_k<row_n)*(row_amort_n-row_n)/(row_amort_n-row_k*(row_k<row_n)))"

CHECKS = (
    Check(
        "close",
        "US liability ends at what is then due",
        "INDEX(row_close,row_n+1)",
        f"{_END_SHARE}*row_end_us",
    ),
    Check(
        "close_ifrs",
        "IFRS liability ends at what is then due",
        "INDEX(row_close_ifrs,row_n+1)",
        f"{_END_SHARE}*row_end_ifrs",
    ),
    Check(
        "rest",
        "Liability at every date is the present value of what is unpaid",
        "SUM(row_close)",
        "SUMPRODUCT(row_share_recorded*row_unpaid*(row_k<=row_n))+in_timing*SUM(row_pay)",
    ),
    Check(
        "rest_ifrs",
        "The same, IFRS",
        "SUM(row_close_ifrs)",
        "SUMPRODUCT(row_share_recorded*row_unpaid_ifrs*(row_k<=row_n))+in_timing*SUM(row_pay)",
    ),
    Check(
        "parity",
        "Liability at commencement by the native PV or NPV function",
        "INDEX(row_close,1)",
        "IF(row_level=1,-PV(row_i,row_n,row_rent/in_freq,row_end_us,in_timing)"
        "-in_timing*row_rent/in_freq,INDEX(row_share_recorded,1)*(NPV(row_i,row_rent_term)"
        "*(1+row_i)^(1+in_timing)-in_timing*INDEX(row_rent_term,1+1)+row_end_us*row_v^row_n))",
    ),
    Check(
        "interest",
        "Interest is payments less liability recognised",
        "SUM(row_interest)",
        f"SUM(row_pay)+{_END_SHARE}*row_end_us-SUM(row_new)",
    ),
    Check(
        "interest_ifrs",
        "The same, IFRS",
        "SUM(row_interest_ifrs)",
        f"SUM(row_pay)+{_END_SHARE}*row_end_ifrs-SUM(row_new_ifrs)",
    ),
    Check(
        "asset_finance",
        "US finance asset ends at zero, or at what ownership leaves",
        "INDEX(row_rou,row_n+1)",
        _AMORTISED.format("row_add"),
    ),
    Check(
        "asset_operating",
        "US operating asset ends at zero",
        "INDEX(row_rou_operating,row_n+1)",
        "0",
    ),
    Check(
        "asset_ifrs",
        "IFRS asset ends at zero, or at what ownership leaves",
        "INDEX(row_rou_ifrs,row_n+1)",
        _AMORTISED.format("row_add_ifrs"),
    ),
    Check(
        "asset_route",
        "Half way, operating asset is liability, rent paid ahead and direct costs",
        f"INDEX(row_rou_operating,{_HALF}+1)",
        f'INDEX(row_close,{_HALF}+1)+SUMIF(row_k,"<="&{_HALF},row_pay)'
        f'+SUMIF(row_k,"<="&{_HALF},row_com)-SUMIF(row_k,"<="&{_HALF},row_cost_operating)'
        f"+row_adj_us*INDEX(row_share_recorded,{_HALF}+1)",
    ),
    Check(
        "cost_operating",
        "Operating cost in all is cash in all",
        "SUM(row_cost_operating)",
        f"SUM(row_term_cash)+{_END_SHARE}*(row_end_us+row_adj_us)",
    ),
    Check(
        "cost_finance",
        "Finance cost in all and the asset left is cash in all",
        "SUM(row_cost_finance)+INDEX(row_rou,row_n+1)",
        f"SUM(row_term_cash)+{_END_SHARE}*(row_end_us+row_adj_us)",
    ),
    Check(
        "cost_ifrs",
        "IFRS cost in all and the asset left is cash in all",
        "SUM(row_cost_ifrs)+INDEX(row_rou_ifrs,row_n+1)",
        f"SUM(row_term_cash)+{_END_SHARE}*(row_end_ifrs+row_adj_ifrs)",
    ),
    Check(
        "ifrs_us",
        "IFRS and US liability differ by the guarantee alone",
        "INDEX(row_close_ifrs,1)-INDEX(row_close,1)",
        "INDEX(row_share_recorded,1)*(row_rvg_ifrs-row_rvg_us)*row_v^row_n",
    ),
    Check("journal_us_finance", "Journal balances, US finance", "SUM(row_journal_us_finance)", "0"),
    Check(
        "journal_us_operating",
        "Journal balances, US operating",
        "SUM(row_journal_us_operating)",
        "0",
    ),
    Check("journal_ifrs", "Journal balances, IFRS 16", "SUM(row_journal_ifrs)", "0"),
    Check(
        "maturity",
        "Liability disclosed is the present value of its payments",
        "out_disclosed_pv",
        "row_day_pv",
    ),
    Check(
        "maturity_total",
        "Maturity table holds every payment still due",
        "out_maturity_total",
        "SUMPRODUCT((row_due>row_day-in_timing)*row_day_share*row_rent_term)-row_day_joined"
        "+row_day_end",
    ),
    Check(
        "annual_paid",
        "Annual payments add to the schedule",
        "row_annual_paid",
        "SUM(row_pay)+SUM(row_com)",
    ),
    Check(
        "annual_cost",
        "Annual costs add to the schedule",
        "row_annual_finance+row_annual_operating+row_annual_ifrs",
        "SUM(row_cost_finance)+SUM(row_cost_operating)+SUM(row_cost_ifrs)",
    ),
    Check(
        "ladder",
        "Top of the ladder is the full term",
        "INDEX(row_exit_pv,row_rung_full)",
        "INDEX(row_full_unpaid,1)+in_timing*INDEX(row_cash,1+1)",
    ),
    Check(
        "owed_today",
        "Full term today, by roll-forward",
        "out_view_full",
        "row_owed_rolled",
    ),
    Check(
        "double_count",
        "Debt equivalent is one view, not a sum of views",
        "out_debt_equivalent",
        "IF(row_owed_rolled>=row_spv_debt*in_spv_share,row_owed_rolled,row_spv_debt*in_spv_share)",
    ),
    Check(
        "lessor",
        "Lessor's flows are worth zero at the implied yield",
        "NPV(row_j,row_flow)*(1+row_j)",
        "0",
        "row_flow_scale",
    ),
    Check(
        "unrecovered",
        "Lessor's balance starts at the cost and ends at zero",
        "IF(row_j>=0,INDEX(row_unrec_back,1)+INDEX(row_flow,1),INDEX(row_unrec_forth,row_n_full+1))",
        "0",
        "row_flow_scale",
    ),
    Check(
        "target",
        "At the rent asked the flows are worth zero",
        "NPV(row_target_i,row_flow)*(1+row_target_i)+(out_rent_for_spread/row_rent_1-1)"
        "*NPV(row_target_i,row_cash)*(1+row_target_i)^(1+in_timing)",
        "0",
    ),
    Check(
        "grid_term",
        "Middle of the first grid is the schedule's rent",
        "row_grid_term_mid",
        "INDEX(row_cum,row_n+1)-in_timing*INDEX(row_cash,1+1)",
    ),
    Check(
        "grid_rvg",
        "Middle of the second grid is the schedule's liability",
        "row_grid_rvg_mid",
        "INDEX(row_cum,row_n+1)-in_timing*INDEX(row_cash,1+1)+row_end_us*row_v^row_n",
    ),
    Check(
        "breakeven",
        "At the break-even value leasing and buying cost the same",
        "row_cost-SUM(row_lvb_own)-(out_lvb_breakeven-in_tax*(out_lvb_breakeven-row_lvb_basis))"
        "*(1+row_lvb_i)^-row_n_full",
        "(1-in_tax)*(NPV(row_lvb_i,row_cash)*(1+row_lvb_i)^(1+in_timing)-row_allowance+row_direct)",
    ),
    Check(
        "guarantee",
        "What is booked for the guarantee is within its maximum",
        "MAX(row_rvg_us,row_rvg_ifrs)",
        "MIN(row_rvg_cap,MAX(row_rvg_us,row_rvg_ifrs))",
    ),
    Check(
        "capacity",
        "The full term fits: 40 years, 480 payments",
        "MAX(row_n_full/row_capacity,row_years_full/MAX(ax_year))",
        "MIN(1,MAX(row_n_full/row_capacity,row_years_full/MAX(ax_year)))",
        "1",
    ),
    Check(
        "whole",
        "Every term is a whole number of payments",
        "SUMPRODUCT(row_exit_years*in_freq)+row_years*in_freq",
        "SUM(row_exit_n)+row_n",
        "1",
    ),
    Check(
        "frequency",
        "Payments a year are 1, 2, 4 or 12; timing is 0 or 1",
        "MOD(row_step,1)+IF(row_step*in_freq=row_months,0,1)+in_timing*(in_timing-1)"
        "+IF(in_freq*row_step/row_months*COUNTIF(row_legal_freq,in_freq)=1,0,1)",
        "0",
        "1",
    ),
    Check("steps", "Stepped rents are in order", "SUM(row_step_fault)", "0", "1"),
    Check("shares", "Shares of the phases add to 100%", "SUM(row_phase_share)", "1", "1"),
    Check(
        "phases",
        "Every phase is delivered within the full term",
        'SUMIF(row_phase_index,">="&row_n_full,row_phase_share)',
        "0",
        "1",
    ),
)

SCALES = (
    Scale(
        "row_check_scale",
        "Scale of money",
        "=MAX(INDEX(row_close,1),INDEX(row_close_ifrs,1),MAX(row_cash),row_cost)",
    ),
    Scale(
        "row_flow_scale",
        "Scale of the lessor's flows",
        "=MAX(ABS(MIN(row_unrecovered)),MAX(row_unrecovered),MAX(row_flow),-MIN(row_flow))",
    ),
    Scale(
        "row_owed_rolled",
        "Full term today, rolled forward from the period before",
        "=IF(row_commenced=0,(INDEX(row_full_unpaid,1)+in_timing*INDEX(row_cash,1+1))*row_back,"
        "(INDEX(row_full_unpaid,row_k0+1)+IF(AND(row_fr=0,row_k0>0,row_k0<row_capacity),"
        "in_timing*INDEX(row_cash,row_k0+1+1),0))*(1+row_i)^row_fr)",
    ),
)
