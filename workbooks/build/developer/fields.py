"""The inputs of the developer model: name, label, number format and rule of each blue cell."""

from __future__ import annotations

from workbooks.build.fields import MONEY_RULE, SHARE_RULE, YESNO, Field, Grid

DATE_RULE = ("date", "1", "100000")
UNIT_RULE = ("list", '"$,$k,$M,$B"')
FREQ_RULE = ("list", '"1,2,4,12"')
RATE_RULE = ("decimal", "0", "1")
RATIO_RULE = ("decimal", "0", "100")
FREQ_HINT = "1, 2, 4 or 12"
BLANK = "; blank: none"


def _share(key: str, label: str, high: str = "1", hint: str = "") -> Field:
    return Field(key, label, "rate", rule=("decimal", "0", high), hint=hint)


def _money(key: str, label: str, hint: str = "") -> Field:
    return Field(key, label, "money", rule=MONEY_RULE, hint=hint)


def _rate(key: str, label: str, hint: str = "") -> Field:
    return Field(key, label, "rate", rule=RATE_RULE, hint=hint)


def _count(key: str, label: str, high: str, hint: str = "", low: str = "0") -> Field:
    return Field(key, label, "count", unit="months", rule=("whole", low, high), hint=hint)


def _years(key: str, label: str, high: str = "40", hint: str = "") -> Field:
    return Field(key, label, "years", rule=("decimal", "0", high), hint=hint)


def _number(key: str, label: str, unit: str, low: str, high: str, hint: str = "") -> Field:
    return Field(key, label, "number", unit=unit, rule=("decimal", low, high), hint=hint)


def _choice(key: str, label: str, words: str, hint: str) -> Field:
    return Field(key, label, "text", rule=("list", f'"{words}"'), hint=hint)


GROUPS: tuple[tuple[str, str, tuple[Field, ...]], ...] = (
    (
        "The deal",
        "Who, what and when. Money below is entered in the unit of entry; the model shows it in "
        "the unit of display.",
        (
            Field("name", "Deal", "text"),
            Field("tenant", "Tenant", "text"),
            Field("developer", "Developer", "text"),
            Field("asset", "Asset", "text"),
            Field("story", "What is stylised in this deal", "text"),
            Field("currency", "Currency label", "text", hint="Any text, for example $ or EUR "),
            Field("unit", "Unit of entry", "text", rule=UNIT_RULE, hint="$, $k, $M or $B"),
            Field("show_unit", "Unit of display", "text", rule=UNIT_RULE, hint="$, $k, $M or $B"),
            Field("asof", "As-of date", "date", rule=DATE_RULE),
            Field("start", "Start of construction", "date", rule=DATE_RULE),
        ),
    ),
    (
        "The project",
        "Shares are of what stands before them: soft costs of construction; contingency of both; "
        "the fee of all three.",
        (
            _number("mw", "Capacity let", "MW", "0", "100000"),
            _money("cost_mw", "Construction per MW"),
            _money("land", "Land, paid in month 1"),
            _share("soft_pct", "Soft costs, share of construction", "5"),
            _share("contingency_pct", "Contingency, share of construction and soft costs", "5"),
            _money("ofci_mw", "Owner-furnished equipment per MW"),
            _share("fee_pct", "Developer's fee, share", "5"),
            _money("leasing", "Leasing cost"),
            _count("build_months", "Months of construction", "60", low="1"),
            _count("delay", "Delay", "59", "Whole months; with construction at most 60"),
            _choice(
                "shape",
                "Curve of spending",
                "cosine,linear,normal,beta,own",
                "cosine, linear, normal, beta, or own: the weights below",
            ),
            _count("outside_months", "Outside date, from the start", "600", "Months" + BLANK, "1"),
            _money("ld_month", "Damages per month of delay"),
        ),
    ),
    (
        "The construction loan",
        "Nominal rate, compounded monthly on the opening balance; interest and fees are drawn.",
        (
            _share("ltc", "Loan to whole cost"),
            _rate("con_rate", "Rate, nominal monthly"),
            _choice("fund", "Who pays first", "prorata,equity", "prorata, or equity first"),
            _share("fee", "Fee at signing, share of the commitment", "0.2"),
            _share("commit_fee", "Fee on the undrawn, a year, nominal monthly", "0.2"),
        ),
    ),
    (
        "The lease",
        "Rent starts at completion and is paid monthly in arrears.",
        (
            _number("rent_kw", "Rent per kW-month, first year", "per kW-month", "0", "1E+9"),
            _years("term", "Term", hint="Years, whole months, at most 40"),
            Field(
                "escalator", "Escalator, each twelve months", "rate", rule=("decimal", "-0.5", "1")
            ),
            _count("free", "Rent-free months at the start", "480"),
            _count("ramp", "Months of even letting up", "480"),
            Field("nnn", "Triple net: the tenant pays all costs", "text", rule=YESNO),
            _share("opex_pct", "Cost of a gross lease, share of rent"),
            _number("pue", "Power usage effectiveness", "ratio", "1", "10"),
            _number("power_price", "Price of power, gross lease", "per kWh", "0", "1000"),
            _money("opex", "Owner's cost a year"),
            Field(
                "opex_growth",
                "Its growth, each twelve months",
                "rate",
                rule=("decimal", "-0.5", "1"),
            ),
        ),
    ),
    (
        "The exit",
        "Sale at the cap rate on the income of the twelve months after it, or at a share of cost.",
        (
            _years("exit_year", "Years from completion", hint="Years; blank: the end of the lease"),
            _rate("exit_cap", "Cap rate", "A rate from 0% to 100%" + BLANK),
            _share("residual_pct", "Or residual, share of the budget", "10", "A share" + BLANK),
            _share("sale_cost", "Cost of sale, share of the price"),
        ),
    ),
    (
        "The permanent loan",
        "The least of the limits given; without any, or without a style, the construction loan is "
        "kept at its rate, interest only.",
        (
            _choice(
                "style",
                "Style",
                "none,sculpted,level,interest_only,ctl",
                "none, sculpted, level, interest_only, or ctl: serviced by the rent",
            ),
            _rate("perm_rate", "Rate, quoted", "A rate from 0% to 100%" + BLANK),
            Field(
                "perm_freq",
                "Compounding of that rate, times a year",
                "count",
                rule=FREQ_RULE,
                hint=FREQ_HINT,
            ),
            _number("perm_dscr", "Debt service cover", "x", "0", "100", "A number" + BLANK),
            _share("perm_ltv", "Loan to value", "2", "A share, needs a cap rate" + BLANK),
            _rate("perm_debt_yield", "Debt yield", "A rate" + BLANK),
            _money("perm_amount", "Amount", "An amount" + BLANK),
            _years("perm_amort", "Amortisation", "100", "Years; blank: the term of the lease"),
            _count("perm_io", "Months of interest only, level", "480"),
            _money("balloon", "Balloon at the end of the lease"),
            _rate(
                "refi_rate",
                "Refinancing: rate, nominal monthly",
                "A rate; blank: the permanent loan's",
            ),
            _rate("refi_cap", "Refinancing: cap rate", "A rate; blank: that of the exit"),
            _share("refi_ltv", "Refinancing: loan to value", "2", "A share" + BLANK),
            _number("refi_dscr", "Refinancing: cover", "x", "0", "100", "A number" + BLANK),
            _rate("refi_debt_yield", "Refinancing: debt yield", "A rate" + BLANK),
            _years("refi_amort", "Refinancing: amortisation", "100", "Years; 0: interest only"),
        ),
    ),
    (
        "The curves",
        "Yields are quoted with their own compounding; the model converts to annual effective.",
        (
            Field("tenant_date", "Date of the tenant's yields", "date", rule=DATE_RULE),
            Field(
                "tenant_freq",
                "Their compounding, times a year",
                "count",
                rule=FREQ_RULE,
                hint=FREQ_HINT,
            ),
            Field("treasury_date", "Date of the Treasury yields", "date", rule=DATE_RULE),
            Field(
                "treasury_freq",
                "Their compounding, times a year",
                "count",
                rule=FREQ_RULE,
                hint=FREQ_HINT,
            ),
            Field("curve_flat", "Beyond the curve its nearest point is meant", "text", rule=YESNO),
        ),
    ),
    (
        "The spread",
        "",
        (
            Field(
                "spread",
                "Spread asked over the tenant's bond, quoted",
                "bp",
                rule=("decimal", "-2000", "5000"),
            ),
            Field(
                "secured",
                "Of it: secured by the building, not by the tenant",
                "bp",
                rule=("decimal", "-5000", "5000"),
            ),
            Field("illiquid", "Of it: hard to sell", "bp", rule=("decimal", "-5000", "5000")),
            _share("spread_residual", "Residual at the end of the lease, share of whole cost", "2"),
            _rate(
                "discount",
                "Discount rate of the net present value, effective",
                "A rate; blank: the tenant's curve",
            ),
        ),
    ),
    (
        "Default of the tenant",
        "",
        (
            _years("default_year", "Years from completion"),
            _count("downtime", "Months to re-let", "480"),
            _share("relet", "Rent after it, share of the old", "2"),
            _money("relet_cost", "Cost of re-letting"),
            _share("carry_pct", "Cost of the empty building, share of the rent lost", "2"),
            _count("claim_months", "Claim, months of rent", "480"),
            _share("recovery", "Recovered of the claim"),
            _share("pd", "Probability of default, a year"),
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
            Field("grid_rent_step", "Step of the rent", "rate", rule=SHARE_RULE),
            Field("grid_cost_step", "Step of the construction cost", "rate", rule=SHARE_RULE),
            Field("grid_cap_step", "Step of the cap rate", "rate", rule=SHARE_RULE),
            _count("grid_delay_step", "Step of the delay", "60"),
            Field("grid_yield_step", "Step of the tenant's yield", "rate", rule=SHARE_RULE),
            Field("grid_spread_step", "Step of the spread", "bp", rule=("decimal", "0", "5000")),
            _number("grid_dscr_step", "Step of the cover", "x", "0", "100"),
            Field("grid_rate_step", "Step of the loan's rate", "rate", rule=SHARE_RULE),
        ),
    ),
)

_POINTS = tuple(f"Bond {k}" for k in range(1, 13))


def _curve(who: str, title: str) -> Grid:
    return Grid(
        title,
        "Maturities ascend.",
        _POINTS,
        (
            Field(f"{who}_issue", "Issue", "text"),
            Field(f"{who}_maturity", "Maturity", "date", rule=DATE_RULE),
            Field(f"{who}_yield", "Yield", "rate", rule=("decimal", "-0.5", "1")),
        ),
    )


GRIDS: tuple[Grid, ...] = (
    _curve("tenant", "The tenant's bonds"),
    _curve("treasury", "Treasury"),
    Grid(
        "Ladder of spreads",
        "Each has a spread over Treasury or a yield.",
        tuple(f"Rung {k}" for k in range(1, 11)),
        (
            Field("ladder_name", "Name", "text"),
            Field("ladder_bp", "Spread, bp", "bp", rule=("decimal", "-5000", "100000")),
            Field("ladder_yield", "Yield", "rate", rule=("decimal", "-0.5", "1")),
        ),
    ),
    Grid(
        "Own curve of spending",
        "One weight for each month of construction; they are scaled to 100%.",
        tuple(f"Month {k}" for k in range(1, 61)),
        (Field("weight", "Weight", "rate", rule=("decimal", "0", "1E+9")),),
    ),
)

SCALARS = tuple(f for _, _, fields in GROUPS for f in fields)
