"""What the developer workbook checks: two routes to each number."""

from __future__ import annotations

from workbooks.build.checks import Check, Scale, fault, where_known
from workbooks.build.developer.parts import total_cost
from workbooks.build.developer.spread import rent_for


def _npv(rate: str, flows: str, known: str) -> str:
    return where_known(known, f"NPV(EXP({rate})-1,{flows})*EXP({rate})")


_ON_LEASE = "(1+out_yield_contract)^(-{}/row_months)"
_WITHIN = "OR(in_curve_flat,AND(row_wal>=INDEX(row_{0}_tenor,1),row_wal<=MAX(row_{0}_tenor)))"

CHECKS = (
    Check("uses", "Sources are uses", "SUM(row_debt)+SUM(row_equity)", "row_total"),
    Check(
        "commitment",
        "The loan drawn is the commitment of the closed form",
        "INDEX(row_balance,row_n+1)",
        "row_loan",
    ),
    Check(
        "ltc", "The loan is its share of the whole cost", "SUM(row_debt)/row_total", "in_ltc", "1"
    ),
    Check(
        "idc",
        "Interest is each draw times the months it stands",
        "SUM(row_interest)",
        "row_r*SUMPRODUCT(row_debt*(row_n-ax_build)*(ax_build<=row_n))",
    ),
    Check("closed", "Whole cost by the closed form", "row_total", total_cost("row_n")),
    Check("curve", "The curve of spending ends at 100%", "SUM(row_weight)", "1", "1"),
    Check(
        "budget",
        "Lines of the budget are what is paid",
        "SUM(out_budget)-row_total",
        "SUM(row_need)",
    ),
    Check("pieces", "Costs by month are the budget", "SUM(row_cost)", "row_base"),
    Check(
        "annual_noi",
        "Income by year adds to the months",
        "row_annual_noi_sum",
        "SUMPRODUCT(row_held*row_noi)",
    ),
    Check(
        "annual_service",
        "Debt service by year adds to principal and interest",
        "row_annual_service_sum",
        "row_size-row_repaid+SUM(row_loan_interest)",
    ),
    Check(
        "annual_levered",
        "The owner's cash by year adds to the months",
        "row_annual_levered_sum",
        "SUM(row_lev)",
    ),
    Check(
        "unlevered",
        "Cash without debt is cost, damages, income and sale",
        "SUM(row_unlev)",
        "SUMPRODUCT(row_held*row_noi)+row_sale-row_base-row_ld_month*in_delay",
    ),
    Check(
        "levered",
        "Debt costs the owner interest and fees, no more",
        "SUM(row_lev)",
        "SUM(row_unlev)-row_idc-row_loan_fees-SUM(row_loan_interest)",
    ),
    Check(
        "debt_pv",
        "The loan is worth what it pays, by the native NPV function",
        "NPV(row_i,row_service)*(1+row_i)+row_repaid*row_v^row_exit_m",
        "row_size",
    ),
    Check(
        "dscr",
        "A sculpted loan has one cover in every year",
        'IF(in_style="sculpted",MAX(out_annual_dscr),0)',
        'IF(in_style="sculpted",MIN(out_annual_dscr),0)',
        "MAX(1,MAX(out_annual_dscr))",
    ),
    Check(
        "balloon",
        "The loan holds the balloon",
        'IF(OR(in_style="sculpted",in_style="ctl"),MIN(row_size-row_balloon_pv,0),0)',
        "0",
    ),
    Check(
        "irr_unlev",
        "Return without debt by the native IRR function",
        where_known("out_unlev_irr", "(1+IRR(row_unlev_one,EXP(row_x_unlev)-1))^row_months-1"),
        where_known("out_unlev_irr", "out_unlev_irr"),
        "1",
    ),
    Check(
        "irr_lev",
        "Return of the owner by the native IRR function",
        where_known("out_lev_irr", "(1+IRR(row_lev_one,EXP(row_x_lev)-1))^row_months-1"),
        where_known("out_lev_irr", "out_lev_irr"),
        "1",
    ),
    Check(
        "yield_contract",
        "At its yield the lease is worth its cost, by NPV",
        _npv("row_x_contract", "row_contract", "out_yield_contract"),
        where_known("out_yield_contract", "row_total"),
    ),
    Check(
        "yield_cost",
        "So are the income and the sale",
        _npv("row_x_cost", "row_oncost", "out_yield_cost"),
        where_known("out_yield_cost", "row_total"),
    ),
    Check(
        "yield_buyer",
        "And at the price of a buyer",
        _npv("row_x_buyer", "row_oncost", "out_yield_buyer"),
        where_known("out_yield_buyer", "row_buyer_price"),
    ),
    Check(
        "wal",
        "Yield times the balances is what the lease pays over its cost",
        where_known("out_yield_contract", "row_j*SUM(row_lease_balance)"),
        where_known("out_yield_contract", "SUM(row_contract)-row_total"),
    ),
    Check(
        "lease_balance",
        "The balance earns the yield and pays the rent, months weighted by their number",
        where_known(
            "out_yield_contract",
            "SUMPRODUCT(row_lease_balance*((1+row_j)*(ax_month+1)-ax_month))",
        ),
        where_known("out_yield_contract", "SUMPRODUCT(ax_month*row_contract)"),
    ),
    Check(
        "xplus",
        "At the lease's own yield the rent asked is the rent",
        where_known(
            "out_yield_contract",
            rent_for(_ON_LEASE.format("ax_month"), _ON_LEASE.format("row_term_m")),
        ),
        where_known("out_yield_contract", "in_rent_kw"),
        "in_rent_kw",
    ),
    Check(
        "curve_tenant",
        "The life lies within the tenant's bonds, or the curve is flat",
        fault(_WITHIN.format("tenant")),
        "0",
        "1",
    ),
    Check(
        "curve_treasury",
        "The life lies within the Treasury curve, or it is flat",
        fault(_WITHIN.format("treasury")),
        "0",
        "1",
    ),
    Check("curve_order", "Maturities ascend, without gaps", "SUM(row_curve_fault)", "0", "1"),
    Check(
        "split",
        "Pieces of the yield add to it",
        where_known("row_split_total", "INDEX(out_split_cum,COUNT(out_split_cum))"),
        where_known("row_split_total", "out_yield_cost*row_bp"),
        "row_bp",
    ),
    Check(
        "grid_yoc",
        "Middle of the first grid is the yield on cost",
        "row_grid_yoc_mid",
        "out_yoc",
        "1",
    ),
    Check(
        "grid_margin",
        "First column of the second grid holds the margin",
        where_known("out_margin", "row_grid_margin_mid"),
        where_known("out_margin", "out_margin"),
        "1",
    ),
    Check(
        "grid_rent",
        "Middle of the third grid is the rent asked",
        "row_grid_rent_mid",
        "out_rent_required",
        "ABS(out_rent_required)",
    ),
    Check(
        "grid_proceeds",
        "Middle of the fourth grid is what the cover allows",
        where_known("out_perm_limit_dscr", "row_grid_proceeds_mid"),
        where_known("out_perm_limit_dscr", "out_perm_limit_dscr"),
    ),
    Check(
        "stress",
        "Without a cut the lowest cover is that of the model",
        where_known("out_min_dscr", "INDEX(out_stress_min,1)"),
        where_known("out_min_dscr", "out_min_dscr"),
        "1",
    ),
    Check("income", "Stabilised income is more than nothing", fault("row_noi_1>0"), "0", "1"),
    Check(
        "capacity",
        "It fits: 60 months of construction, 480 of lease, the exit within",
        fault(
            "AND(row_n<=MAX(ax_build),row_term_m<=MAX(ax_month),row_exit_m<=row_term_m,row_exit_m>=1)"
        ),
        "0",
        "1",
    ),
    Check(
        "whole",
        "Term and exit are whole months",
        "row_months*in_term+IF(COUNT(in_exit_year)=0,0,row_months*in_exit_year-row_exit_m)",
        "row_term_m",
        "1",
    ),
    Check(
        "weights",
        "The own curve has a weight for each month",
        'IF(in_shape="own",COUNT(in_weight),0)',
        'IF(in_shape="own",in_build_months,0)',
        "1",
    ),
)

SCALES = (Scale("row_check_scale", "Scale of money", "=row_total"),)
