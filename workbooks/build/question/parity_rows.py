"""What the Parity sheet compares: each function, its arguments and the model's own number."""

from __future__ import annotations

from workbooks.build.lines import known
from workbooks.build.parity import Reason, Row, unless


def _of(name: str, place: str, factor: str = "") -> str:
    """One cell of a column that may be empty, times a factor."""
    cell = f"INDEX({name},{place})"
    return known(cell + factor, cell).removeprefix("=")


#: What some functions cannot express.
REASONS = (
    Reason("row_parity_listed", "The list",
           unless("COUNT(in_company_revenue)=0", "no list of revenue")),
    Reason("row_parity_spent", "The wall",
           unless("COUNT(in_wall_year)=0", "no years of spending")),
    Reason("row_parity_played", "The game",
           unless("COUNT(in_payoff_row)+COUNT(in_payoff_column)<COUNT(row_game_k)*row_two",
                  "no game")),
)  # fmt: skip
_LISTED, _SPENT, _PLAYED = (reason.name for reason in REASONS)

_POINT = (_of("in_point_gpu", "1", "*row_scale"), _of("in_point_mult", "1"),
          _of("in_point_margin", "1"))  # fmt: skip
_RUNS = (_of("in_run_amount", "1", "*row_scale"), _of("in_run_per", "1"))
_QUARTERS = ("[row_quarter]", "row_quarters")
_LATEST = "MAX(1,row_quarters_used)"
_WALL = ("[row_parity_capex]", "[in_wall_year]", "in_depr_life", '"SL"', "[row_parity_existing]")
_LAST = "MAX(in_wall_year)-INDEX(in_wall_year,1)+1"
_KNOWN = unless("COUNT(row_wall_sold)<COUNT(row_wall_k)", "sales not known from the first year",
                _SPENT)  # fmt: skip
_LAB = ("[row_parity_lab]",)
_PAYOFFS = ("[row_parity_payoffs]",)

ROWS = (
    Row("AI_REVENUE_REQUIRED", "Revenue required",
        ("out_gpu", "out_mult", "in_margin", "in_cloud_margin"), "out_required"),
    Row("AI_REVENUE_REQUIRED", "By the rule of the articles", ("out_gpu", "row_rule_mult",
        "row_rule_margin"), "out_gpu*row_rule_times"),
    Row("AI_REVENUE_REQUIRED", "First point of the history", _POINT,
        "INDEX(out_point_required,1)"),
    *(Row("AI_REVENUE_GAP", f"{label}, {reading}", (required, "out_revenue"), f"out_{key}{end}",
          fmt, pick=("1+1", column))
      for reading, required, end in (("every year", "out_required", ""),
                                     ("once over the life", "out_required_life", "_life"),
                                     ("the annuity", "out_annuity", "_annuity"))
      for label, key, fmt, column in (("Missing", "gap", "money", "3"),
                                      ("Covered", "coverage", "rate4", "4"))),
    Row("AI_REVENUE_GAP", "Times the revenue of today", ("out_required", "out_revenue"),
        "out_growth_x", "number", pick=("1+1", "5")),
    Row("AI_REVENUE_GAP", "Revenue of the list", ("out_required", "[row_company_money]"),
        "out_revenue_list", why=_LISTED, pick=("1+1", "2")),
    *(Row("AI_REVENUE_GAP", f"{label}, first point of the history",
          (_of("out_point_required", "1"), _of("in_point_revenue", "1", "*row_scale")),
          f"INDEX(out_point_{key},1)", fmt, pick=("1+1", column))
      for label, key, fmt, column in (("Missing", "gap", "money", "3"),
                                      ("Covered", "coverage", "rate4", "4"))),
    Row("AI_REVENUE_ANNUITY", "Revenue a year that pays the capital, the cost and the margin",
        ("out_annuity_capex", "in_life", "in_wacc", "in_opex_pct", "in_margin",
         "row_annuity_left"), "out_annuity"),
    Row("AI_REVENUE_ANNUITY", "The same for another capital",
        ("out_other_capex", "in_life", "in_wacc", "in_opex_pct", "in_margin", "row_other_left"),
        "out_other_annuity"),
    Row("CAPEX_RUNRATE", "Chips of the last quarter, times four", _QUARTERS,
        f"INDEX(out_quarter_run,{_LATEST})", pick=(f"{_LATEST}+1", "1")),
    Row("CAPEX_RUNRATE", "Their growth on the quarter before", _QUARTERS,
        f"INDEX(out_quarter_growth,{_LATEST})", "rate4", pick=(f"{_LATEST}+1", "2")),
    Row("CAPEX_RUNRATE", "First rate of a year", _RUNS, "INDEX(out_run_rate,1)", pick=("1+1", "1")),
    Row("CAPEX_RUNRATE", "Its growth", (*_RUNS, _of("in_run_prior", "1", "*row_scale")),
        "INDEX(out_run_growth,1)", "rate4", pick=("1+1", "2")),
    Row("CAPEX_RUNRATE", "Its share of revenue",
        (*_RUNS, "", _of("in_run_revenue", "1", "*row_scale")), "INDEX(out_run_intensity,1)",
        "rate4", pick=("1+1", "3")),
    Row("CAPEX_DEPR_WALL", "Depreciation of the first year", _WALL, "INDEX(out_wall,1)",
        why=_SPENT, pick=("1+1", "2")),
    Row("CAPEX_DEPR_WALL", "Depreciation of the last year of spending", _WALL,
        f"INDEX(out_wall,{_LAST})", why=_SPENT, pick=(f"{_LAST}+1", "2")),
    Row("CAPEX_DEPR_WALL", "Its share of sales", (*_WALL, "[row_wall_sold]"),
        f"INDEX(out_wall_share,{_LAST})", "rate4", _KNOWN, (f"{_LAST}+1", "3")),
    *(Row("AI_LAB_PNL", f"First laboratory: {label}", _LAB, _of(f"out_lab_{key}", "1", factor), fmt,
          pick=(f"{line}+1", column))
      for label, key, factor, fmt, line, column in (
          ("cost, whole currency", "cost", "*row_plain", "0.00E+00", "7", "2"),
          ("result, whole currency", "result", "*row_plain", "0.00E+00", "8", "2"),
          ("gross profit, whole currency", "gross", "*row_plain", "0.00E+00", "3", "2"),
          ("gross margin", "gross_margin", "", "rate4", "3", "3"),
          ("inference over revenue", "inference", "", "rate4", "1+1", "3"),
          ("GPU-hours of inference", "hours_inference", "", "0.000E+00", "9", "2"),
          ("GPU-hours of training", "hours_training", "", "0.000E+00", "10", "2"),
          ("price of an hour that leaves no loss", "even_price", "", "number", "11", "2"),
          ("months of cash", "runway", "", "number", "12", "2"))),
    *(Row("AI_GAME", f"Regret of the {who} player, outcome {place}", _PAYOFFS,
          f"INDEX(out_game_regret_{who},{place})", "number", _PLAYED, (f"{place}+1", column))
      for place in (1, 2, 3, 4) for who, column in (("row", "9"), ("column", "10"))),
    *(Row("AI_GAME", f"Chance of the {who} player's first strategy, mixed", _PAYOFFS, name, "rate4",
          _PLAYED, ("5+1", column))
      for who, name, column in (("row", "row_game_p", "2"), ("column", "row_game_q", "3"))),
)  # fmt: skip
