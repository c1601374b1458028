"""The checks of the question: two independent routes to each number."""

from __future__ import annotations

from workbooks.build.checks import Check, Scale, fault, where_known
from workbooks.build.checks import build as write_checks
from workbooks.build.kit import Book, Page
from workbooks.build.question.entries import entered


def _largest(formula: str) -> str:
    return f"MAX(1,{formula})"


_SPENT = "SUM(in_wall_capex)*row_scale"
_LISTED = "SUM(in_company_revenue)*row_scale"
_LABS = "SUM(in_lab_revenue)*row_scale"
_RUNS = "SUMPRODUCT(in_run_amount*in_run_per)*row_scale"
_POINTS = "SUMPRODUCT(in_point_gpu*in_point_mult/(1-in_point_margin))*row_scale"
_SOLD = "row_quarters*SUM(in_quarter_revenue)*row_scale"


def _strictly(place: str) -> str:
    return f'(INDEX(out_game_dominated,{place})="strictly")'


_DOMINATED = (
    "SUMPRODUCT(out_game_nash*("
    f"(row_game_r=1)*{_strictly('1')}+(row_game_r<>1)*{_strictly('row_two')}"
    f"+(row_game_c=1)*{_strictly('1+row_two')}+(row_game_c<>1)*{_strictly('row_two+row_two')}))"
)


def _mixed(who: str, chances: str) -> str:
    """What a player's first strategy earns over the second when the other mixes."""
    sign = f"(1-row_two*(row_game_{'r' if who == 'row' else 'c'}<>1))"
    return f"IF(row_game_mixes=1,SUMPRODUCT(in_payoff_{who}*{sign}*{chances}),0)"


_BY_COLUMN = "IF(row_game_mixes=1,row_game_q,0)*(row_game_c=1)"
_BY_COLUMN += "+(1-IF(row_game_mixes=1,row_game_q,0))*(row_game_c<>1)"
_BY_ROW = "IF(row_game_mixes=1,row_game_p,0)*(row_game_r=1)"
_BY_ROW += "+(1-IF(row_game_mixes=1,row_game_p,0))*(row_game_r<>1)"

CHECKS = (
    Check("chain", "Steps add to what is required", "SUM(out_chain)", "out_required"),
    Check(
        "margins",
        "Less the margins it is the whole cost",
        "out_required*(1-in_margin)*(1-in_cloud_margin)",
        "out_gpu*out_mult",
    ),
    Check(
        "rule",
        "At twice the cost and a margin of a half it is four times the chips",
        "IF(AND(in_margin=row_rule_margin,in_cloud_margin=0,out_mult=row_rule_mult),"
        "row_rule_times*out_gpu,out_required)",
        "out_required",
    ),
    Check(
        "gap",
        "What is missing and what is earned are what is required",
        "out_required*(1-out_coverage)",
        "out_gap",
    ),
    Check(
        "life",
        "Over the life it is the same amount",
        "(out_gap_life+out_revenue)*in_life",
        "out_required",
    ),
    Check(
        "one_year",
        "An annuity of one year without return is the question",
        "(-PMT(0,1,out_gpu)+out_gpu*(out_mult-1))/(1-in_margin)/(1-in_cloud_margin)",
        "out_required",
    ),
    Check(
        "annuity",
        "Charges are worth the capital, by the native PV function",
        "PV(in_wacc,in_life,-out_annuity_charge,-row_annuity_left)",
        "out_annuity_capex",
        _largest("out_annuity_capex"),
    ),
    Check(
        "annuity_cost",
        "The yearly revenue pays charge and running cost",
        "out_annuity_lifetime/in_life*(1-in_margin)",
        "out_annuity_charge+in_opex_pct*out_annuity_capex",
        _largest("out_annuity_capex"),
    ),
    Check(
        "base",
        "The readings rest on one capital: what the margins leave",
        "out_annuity_capex",
        "out_required*(1-in_margin)*(1-in_cloud_margin)",
    ),
    Check(
        "parts_annuity",
        "At the same terms the parts ask for as much of each 1 as the whole",
        where_known("out_parts_annuity", "out_parts_annuity*out_annuity_capex"),
        where_known("out_parts_annuity", "out_parts_capex*out_annuity"),
        _largest("out_annuity_capex*out_annuity_capex"),
    ),
    Check(
        "other_annuity",
        "And another capital does",
        where_known("out_other_annuity", "out_other_annuity*out_annuity_capex"),
        where_known("out_other_annuity", "out_other_capex*out_annuity"),
        _largest("out_annuity_capex*out_annuity_capex"),
    ),
    Check(
        "quarters",
        "Rates of a year add to four times the quarters",
        "SUM(out_quarter_run)",
        _SOLD,
        _largest(_SOLD),
    ),
    Check(
        "list",
        "The list is the sum of its rows",
        "SUM(row_company_money)",
        "out_revenue_list",
        _largest(_LISTED),
    ),
    Check(
        "unlisted",
        "The list and what is not in it are the total stated",
        "IF(COUNT(out_revenue_unlisted)=1,SUM(row_company_money)+out_revenue_unlisted,0)",
        "IF(COUNT(out_revenue_unlisted)=1,in_revenue_stated*row_scale,0)",
        _largest(_LISTED),
    ),
    Check(
        "shares", "Shares add to one", "IF(out_revenue_list>0,SUM(out_company_share),1)", "1", "1"
    ),
    Check(
        "runs",
        "Rates of a year are amounts times the periods",
        "SUM(out_run_rate)",
        _RUNS,
        _largest(_RUNS),
    ),
    Check(
        "guidance",
        "Middles are half of both ends",
        "row_two*out_capex_total",
        "out_capex_low+out_capex_high",
        _largest("out_capex_high"),
    ),
    Check(
        "ends",
        "Low ends are not above high ends",
        fault("out_capex_low<=out_capex_high"),
        "0",
        "1",
    ),
    Check(
        "wall",
        "Depreciation is all that was spent, and what was there",
        "SUM(out_wall)",
        "out_wall_total",
        _largest(_SPENT),
    ),
    Check(
        "wall_spent",
        "Spending by year is what was entered",
        "SUM(out_wall_spent)",
        _SPENT,
        _largest(_SPENT),
    ),
    Check(
        "capacity",
        "The wall ends on its sheet",
        fault(
            "IF(COUNT(in_wall_year)=0,0,MAX(in_wall_year)-INDEX(in_wall_year,1)+in_depr_life)"
            "<=MAX(row_wall_k)"
        ),
        "0",
        "1",
    ),
    Check(
        "labs",
        "Result and cost of the laboratories are their revenue",
        "SUM(out_lab_result)+SUM(out_lab_cost)",
        _LABS,
        _largest(_LABS),
    ),
    Check(
        "labs_price",
        "At today's price the margin is today's",
        "SUM(row_price_mid)",
        "SUM(out_lab_gross_margin)",
        "1",
    ),
    Check(
        "nash",
        "In an equilibrium no one regrets",
        "SUMPRODUCT(out_game_nash*(out_game_regret_row+out_game_regret_column))",
        "0",
        "1",
    ),
    Check(
        "answers",
        "Against each choice some answer is without regret",
        fault(
            "AND(SUMPRODUCT((row_game_c=1)*(out_game_regret_row=0))>0,"
            "SUMPRODUCT((row_game_c<>1)*(out_game_regret_row=0))>0,"
            "SUMPRODUCT((row_game_r=1)*(out_game_regret_column=0))>0,"
            "SUMPRODUCT((row_game_r<>1)*(out_game_regret_column=0))>0)"
        ),
        "0",
        "1",
    ),
    Check("dominated", "No equilibrium plays a dominated strategy", _DOMINATED, "0", "1"),
    Check(
        "mix_row",
        "Against the mix the row player's two are worth the same",
        _mixed("row", f"({_BY_COLUMN})"),
        "0",
        _largest("SUMPRODUCT(ABS(in_payoff_row))"),
    ),
    Check(
        "mix_column",
        "And the column player's",
        _mixed("column", f"({_BY_ROW})"),
        "0",
        _largest("SUMPRODUCT(ABS(in_payoff_column))"),
    ),
    Check(
        "history",
        "Points are their own inputs by the rule",
        "SUM(out_point_required)",
        _POINTS,
        _largest(_POINTS),
    ),
    Check(
        "claims",
        "Other claims by their multiples",
        "SUM(out_other_ratio)*out_required",
        "SUM(in_other_required)*row_scale",
        _largest("SUM(in_other_required)*row_scale"),
    ),
    Check(
        "grid_required",
        "Middle of the first grid is what is required",
        "row_grid_required_mid",
        "out_required",
    ),
    Check(
        "grid_annuity",
        "Middle of the second grid is the annuity",
        "row_grid_annuity_mid",
        "out_annuity",
        _largest("out_annuity_capex"),
    ),
    Check(
        "basis",
        "What the question uses is given",
        fault("COUNT(out_gpu)*COUNT(out_mult)*COUNT(out_revenue)=1"),
        "0",
        "1",
    ),
)
SCALES = (Scale("row_check_scale", "Scale of money", "=out_required"),)


def build(book: Book) -> Page:
    """Write the Checks sheet."""
    return write_checks(book, CHECKS + entered(book), SCALES)
