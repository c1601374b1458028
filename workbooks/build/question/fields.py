"""The inputs of the question: name, label, number format and rule of each blue cell."""

from __future__ import annotations

from workbooks.build.fields import MONEY_RULE, YESNO, Field, Grid

DATE_RULE = ("date", "1", "100000")
UNIT_RULE = ("list", '"$,$k,$M,$B"')
MARGIN_RULE = ("decimal", "-10", "0.99")
BLANK = "; blank: none"


def _share(key: str, label: str, low: str = "0", high: str = "1", hint: str = "") -> Field:
    return Field(key, label, "rate", rule=("decimal", low, high), hint=hint)


def _money(key: str, label: str, hint: str = "") -> Field:
    return Field(key, label, "money", rule=MONEY_RULE, hint=hint)


def _number(key: str, label: str, unit: str, low: str, high: str, hint: str = "") -> Field:
    return Field(key, label, "number", unit=unit, rule=("decimal", low, high), hint=hint)


def _choice(key: str, label: str, words: str, hint: str) -> Field:
    return Field(key, label, "text", rule=("list", f'"{words}"'), hint=hint)


def _text(key: str, label: str) -> Field:
    return Field(key, label, "text")


GROUPS: tuple[tuple[str, str, tuple[Field, ...]], ...] = (
    (
        "The question",
        "What and when. Money below is entered in the unit of entry; the model shows it in the "
        "unit of display.",
        (
            _text("name", "Question"),
            _text("article", "Article"),
            _text("asset", "What is bought"),
            _text("story", "What to know of these figures"),
            Field("currency", "Currency label", "text", hint="Any text, for example $ or EUR "),
            Field("unit", "Unit of entry", "text", rule=UNIT_RULE, hint="$, $k, $M or $B"),
            Field("show_unit", "Unit of display", "text", rule=UNIT_RULE, hint="$, $k, $M or $B"),
            Field("asof", "As-of date", "date", rule=DATE_RULE),
        ),
    ),
    (
        "Chips",
        "Spending of a year: four times the last quarter below, the last four, or as stated.",
        (
            _choice(
                "gpu_basis",
                "Which one the question uses",
                "run_rate,trailing,stated",
                "run_rate: four times the last quarter; trailing: the last four; or stated",
            ),
            _money("gpu_stated", "As stated in the article", "An amount" + BLANK),
        ),
    ),
    (
        "Whole cost and margins",
        "The multiple is the whole cost over that of the chips; its parts are below.",
        (
            _number("mult_stated", "Multiple as stated", "x", "1", "20"),
            _choice("mult_basis", "Which one the question uses", "stated,built", "stated or built"),
            _share("margin", "Margin of the user of the chips", *MARGIN_RULE[1:]),
            _share("cloud_margin", "Margin of a cloud between", *MARGIN_RULE[1:]),
        ),
    ),
    (
        "Revenue",
        "Of AI, a year: the sum of the list below, or the total stated.",
        (
            _choice("revenue_basis", "Which one is used", "list,stated", "list or stated"),
            _money("revenue_stated", "Total as stated", "An amount" + BLANK),
            _share("revenue_growth", "Growth a year from here", "-0.9", "10", "A rate" + BLANK),
        ),
    ),
    (
        "What the article says",
        "Held against what comes out.",
        (
            _money("claim_required", "Revenue required", "An amount" + BLANK),
            Field(
                "claim_gap",
                "Missing",
                "money",
                rule=("decimal", "-1E+15", "1E+15"),
                hint="An amount" + BLANK,
            ),
        ),
    ),
    (
        "Annuity",
        "Of the whole cost of a year; another capital is a line of its own.",
        (
            _money("annuity_capex", "Another capital, shown beside", "An amount" + BLANK),
            _text("annuity_capex_is", "What that capital is"),
            Field("life", "Life", "years", rule=("decimal", "0", "50")),
            _share("wacc", "Cost of capital, annual effective"),
            _share("opex_pct", "Running cost a year, on top, share of capital", "0", "5"),
            _share("annuity_residual", "Left at the end, share of capital"),
        ),
    ),
    (
        "Capital spending",
        "",
        (
            _money("capex_stated", "Total of the companies below, as stated", "An amount" + BLANK),
            Field("depr_life", "Useful life, straight line", "years", rule=("decimal", "0", "12")),
        ),
    ),
    (
        "Game",
        "Payoffs are below, in the order: both the first; the first alone; the second alone; none.",
        (
            _text("game_row", "Row player"),
            _text("game_column", "Column player"),
            _text("game_first", "First strategy"),
            _text("game_second", "Second strategy"),
        ),
    ),
    (
        "Model",
        "",
        (
            Field(
                "tol",
                "Tolerance of the checks, share of the scale",
                "check",
                rule=("decimal", "0", "0.01"),
            ),
            _number("grid_mult_step", "Step of the multiple", "x", "0", "5"),
            _share("grid_margin_step", "Step of the margin", "0", "0.3"),
            Field("grid_life_step", "Step of the life", "years", rule=("decimal", "0", "10")),
            _share("grid_wacc_step", "Step of the cost of capital", "0", "0.3"),
            _share("grid_price_step", "Step of the price of compute", "0", "0.33"),
        ),
    ),
)


def _rows(word: str, count: int) -> tuple[str, ...]:
    return tuple(f"{word} {k}" for k in range(1, count + 1))


def _wide(title: str, note: str, rows: tuple[str, ...], *columns: Field) -> tuple[Grid, ...]:
    """A table of more than three columns: three at a time."""
    parts = [columns[k : k + 3] for k in range(0, len(columns), 3)]
    return tuple(
        Grid(title if k == 0 else f"{title}, continued", "" if k else note, rows, part, k > 0)
        for k, part in enumerate(parts)
    )


GRIDS: tuple[Grid, ...] = (
    Grid(
        "Data-centre revenue of the maker of the chips",
        "Quarters in the order of time.",
        _rows("Quarter", 24),
        (
            _text("quarter_name", "Quarter"),
            Field("quarter_end", "Ended", "date", rule=DATE_RULE),
            _money("quarter_revenue", "Revenue"),
        ),
    ),
    Grid(
        "Parts of the multiple",
        "Spent for each 1 spent on chips; capital: TRUE where it is built, FALSE where it is run.",
        _rows("Part", 10),
        (
            _text("part_name", "Part"),
            _number("part_per_gpu", "Per 1 of chips", "x", "0", "20"),
            Field("part_capital", "Capital", "text", rule=YESNO),
        ),
    ),
    Grid(
        "Revenue by company",
        "Of AI, a year.",
        _rows("Company", 30),
        (_text("company", "Company"), _money("company_revenue", "Revenue")),
    ),
    *_wide(
        "Other claims",
        "What others say must be earned in a year.",
        _rows("Claim", 12),
        _text("other_claim", "Claim"),
        Field("other_date", "Dated", "date", rule=DATE_RULE),
        _money("other_required", "Required"),
        _money("other_short", "Short of it", "An amount" + BLANK),
    ),
    *_wide(
        "Rates of a year",
        "An amount of a quarter, month or day; revenue of the same period.",
        _rows("Rate", 8),
        _text("run_label", "What"),
        _money("run_amount", "Amount"),
        _number("run_per", "Times a year", "number", "0", "366"),
        _money("run_prior", "A year, before", "An amount" + BLANK),
        _money("run_revenue", "Revenue of the period", "An amount" + BLANK),
    ),
    *_wide(
        "Guidance by company",
        "Spending of a year: low end, high end; the year before; revenue of the year.",
        _rows("Company", 10),
        _text("capex_company", "Company"),
        _money("capex_low", "Low"),
        _money("capex_high", "High", "An amount; blank: as low"),
        _money("capex_prior", "Year before", "An amount" + BLANK),
        _money("capex_revenue", "Revenue", "An amount" + BLANK),
    ),
    Grid(
        "Spending by year",
        "Years in order, within twelve of the first; revenue of the same companies.",
        _rows("Year", 12),
        (
            Field("wall_year", "Year", "count", rule=("whole", "1990", "2100")),
            _money("wall_capex", "Spent"),
            _money("wall_revenue", "Revenue", "An amount" + BLANK),
        ),
    ),
    Grid(
        "Charge of what was there before",
        "From the first year above on.",
        _rows("Year", 24),
        (_money("wall_existing", "Depreciation"),),
    ),
    *_wide(
        "Laboratories",
        "A year of each.",
        _rows("Laboratory", 6),
        _text("lab_name", "Laboratory"),
        _money("lab_revenue", "Revenue"),
        _money("lab_inference", "Inference"),
        _money("lab_training", "Training"),
        _money("lab_staff", "Staff"),
        _money("lab_other", "Other"),
        _money("lab_cash", "Cash", "An amount" + BLANK),
        _number("lab_gpu_hour", "Price of a GPU-hour", "per hour", "0", "1000", "Price" + BLANK),
    ),
    Grid(
        "Payoffs",
        "Both the first; the row player alone; the column player alone; none.",
        _rows("Outcome", 4),
        (
            _number("payoff_row", "Row player", "number", "-1E+6", "1E+6"),
            _number("payoff_column", "Column player", "number", "-1E+6", "1E+6"),
        ),
    ),
    *_wide(
        "Figures of the articles",
        "In units of their own.",
        _rows("Figure", 24),
        _text("fact", "Figure"),
        _number("fact_amount", "Amount", "own unit", "-1E+15", "1E+15"),
        _text("fact_unit", "Unit"),
        _number("fact_against", "Against", "own unit", "-1E+15", "1E+15", "A number" + BLANK),
        _text("fact_against_is", "What that is"),
    ),
    *_wide(
        "The question over time",
        "Days in order.",
        _rows("Point", 12),
        _text("point", "Question"),
        Field("point_date", "Asked", "date", rule=DATE_RULE),
        _money("point_gpu", "Chips, a year"),
        _number("point_mult", "Multiple", "x", "1", "20"),
        _share("point_margin", "Margin", *MARGIN_RULE[1:]),
        _money("point_revenue", "Revenue", "An amount" + BLANK),
    ),
)

SCALARS = tuple(f for _, _, fields in GROUPS for f in fields)
