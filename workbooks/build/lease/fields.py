"""The inputs of the lease model: name, label, number format and rule of each blue cell."""

from __future__ import annotations

from workbooks.build.fields import MONEY_RULE, SHARE_RULE, YESNO, Field, Grid

RATE_RULE = ("decimal", "-0.99", "10")
YEARS_RULE = ("decimal", "0", "40")

GROUPS: tuple[tuple[str, str, tuple[Field, ...]], ...] = (
    (
        "The deal",
        "Who, what and when. Money below is entered in the unit of entry; the model shows it in "
        "the unit of display.",
        (
            Field("name", "Deal", "text"),
            Field("lessee", "Lessee (tenant)", "text"),
            Field("lessor", "Lessor (developer)", "text"),
            Field("asset", "Asset", "text"),
            Field("story", "What is stylised in this deal", "text"),
            Field("currency", "Currency label", "text", hint="Any text, for example $ or EUR "),
            Field(
                "unit",
                "Unit of entry",
                "text",
                rule=("list", '"$,$k,$M,$B"'),
                hint="Unit of the money on this sheet: $, $k, $M or $B",
            ),
            Field(
                "show_unit",
                "Unit of display",
                "text",
                rule=("list", '"$,$k,$M,$B"'),
                hint="Unit of the money on every other sheet: $, $k, $M or $B",
            ),
            Field(
                "asof",
                "As-of date",
                "date",
                rule=("date", "1", "100000"),
                comment="Reporting date. Before commencement nothing is recorded.",
            ),
            Field(
                "commencement",
                "Commencement date",
                "date",
                rule=("date", "1", "100000"),
                comment="Date the asset is made available to the lessee; measurement date.",
            ),
            Field(
                "fy_end",
                "Fiscal year ends in month",
                "count",
                unit="month",
                rule=("whole", "1", "12"),
                hint="Whole number from 1 to 12",
            ),
        ),
    ),
    (
        "The lease",
        "Rent is per year, for the whole campus, in the first lease year; each payment is rent "
        "divided by payments a year.",
        (
            Field("cost", "Cost to the lessor", "money", rule=MONEY_RULE),
            Field("fair_value", "Fair value at commencement", "money", rule=MONEY_RULE),
            Field("rent", "Rent a year, first lease year", "money", rule=MONEY_RULE),
            Field(
                "freq",
                "Payments a year",
                "count",
                rule=("list", '"1,2,4,12"'),
                hint="1, 2, 4 or 12",
            ),
            Field(
                "timing",
                "Timing of payments",
                "flag",
                rule=("list", '"0,1"'),
                hint="0 in arrears (end of period), 1 in advance (start of period)",
            ),
            Field(
                "term",
                "Base term (non-cancellable)",
                "years",
                rule=YEARS_RULE,
                hint="Years, a whole number of payments, at most 40 with renewals",
            ),
            Field("life", "Economic life of the asset", "years", rule=("decimal", "0", "200")),
            Field(
                "remaining_life",
                "Remaining life at commencement",
                "years",
                rule=("decimal", "0", "200"),
            ),
            Field("escalator", "Escalator, on each anniversary", "rate", rule=RATE_RULE),
            Field(
                "free",
                "Rent-free payments at the start",
                "count",
                rule=("whole", "0", "480"),
                hint="Whole number of payment periods",
            ),
            Field("rate", "Discount rate of the lessee, annual", "rate", rule=RATE_RULE),
            Field(
                "comp",
                "Compounding of that rate",
                "text",
                rule=("list", '"nominal,effective"'),
                hint="nominal: rate / payments a year per period; effective: annual effective",
            ),
            Field("direct", "Initial direct costs", "money", rule=MONEY_RULE),
            Field("prepaid", "Rent prepaid before commencement", "money", rule=MONEY_RULE),
            Field(
                "allowance",
                "Improvement allowance and incentives",
                "money",
                rule=MONEY_RULE,
                hint="Received from the lessor at commencement",
            ),
            Field("restoration", "Restoration cost (IFRS asset only)", "money", rule=MONEY_RULE),
        ),
    ),
    (
        "Options and classification",
        "Probabilities of renewal stand in the table of renewals below.",
        (
            Field(
                "opt_threshold",
                "Probability that counts as reasonably certain",
                "rate",
                rule=SHARE_RULE,
            ),
            Field(
                "termination_year",
                "Early termination possible after",
                "years",
                rule=YEARS_RULE,
                hint="Years from commencement, on a payment date; blank if none",
            ),
            Field("termination_penalty", "Penalty on termination", "money", rule=MONEY_RULE),
            Field("termination_certain", "Termination reasonably certain", "text", rule=YESNO),
            Field("purchase_price", "Price of the purchase option", "money", rule=MONEY_RULE),
            Field("purchase_certain", "Purchase reasonably certain", "text", rule=YESNO),
            Field("title", "Title passes at the end", "text", rule=YESNO),
            Field("specialised", "Specialised, no alternative use", "text", rule=YESNO),
            Field("short_term", "Short-term election", "text", rule=YESNO),
            Field(
                "relocation",
                "Cost of leaving (relocation, lost improvements)",
                "money",
                rule=MONEY_RULE,
            ),
            Field("pct_life", "Major part of the remaining life", "rate", rule=SHARE_RULE),
            Field("pct_pv", "Substantially all of the fair value", "rate", rule=SHARE_RULE),
            Field(
                "late_life",
                "Last part of the life in which test c is not applied",
                "rate",
                rule=SHARE_RULE,
            ),
        ),
    ),
    (
        "Guarantee and finance of the lessor",
        "",
        (
            Field(
                "rvg_p",
                "Probability that the guarantee is called",
                "rate",
                rule=SHARE_RULE,
                hint="Between 0 and 1; blank books the shortfall in full",
            ),
            Field(
                "rvg_threshold",
                "Probability from which it is probable (US)",
                "rate",
                rule=SHARE_RULE,
            ),
            Field("spv_debt", "Debt of the financing vehicle", "money", rule=MONEY_RULE),
            Field("spv_share", "Share with recourse to the lessee", "rate", rule=SHARE_RULE),
        ),
    ),
    (
        "Tax and lease versus buy",
        "",
        (
            Field("tax", "Tax rate of the lessee", "rate", rule=SHARE_RULE),
            Field("depr_life", "Tax life, straight line", "years", rule=("decimal", "0.01", "200")),
            Field(
                "buy_residual",
                "Value of the asset at the end of the full term",
                "money",
                rule=MONEY_RULE,
            ),
            Field("maintenance", "Yearly cost borne only by an owner", "money", rule=MONEY_RULE),
            Field(
                "discount",
                "Discount rate of the comparison",
                "text",
                rule=("list", '"after_tax_debt,wacc"'),
            ),
            Field("wacc", "Weighted average cost of capital", "rate", rule=RATE_RULE),
        ),
    ),
    (
        "Market",
        "A bond yield is quoted with its own compounding; the model converts to annual effective.",
        (
            Field("tenant_yield", "Tenant's bond yield", "rate", rule=RATE_RULE),
            Field(
                "yield_freq",
                "Compounding of that yield, times a year",
                "count",
                rule=("list", '"1,2,4,12"'),
            ),
            Field("spread", "Spread the developer asks", "bp", rule=("decimal", "-5000", "100000")),
            Field(
                "residual",
                "Lessor's residual at the end of the full term",
                "money",
                rule=MONEY_RULE,
            ),
        ),
    ),
    (
        "Model",
        "",
        (
            Field("journal_period", "Period shown on Journal", "count", rule=("whole", "0", "480")),
            Field(
                "grid_rate_step",
                "Step of the discount rate in the grid",
                "rate",
                rule=("decimal", "0", "0.3"),
            ),
            Field("grid_term_step", "Step of the term in the grid", "years", rule=YEARS_RULE),
            Field("grid_rvg_step", "Step of the guarantee in the grid", "rate", rule=SHARE_RULE),
            Field(
                "tol",
                "Tolerance of the checks, share of the scale",
                "check",
                rule=("decimal", "0", "0.01"),
            ),
        ),
    ),
)

GRIDS: tuple[Grid, ...] = (
    Grid(
        "Stepped rents",
        "From the lease year given, rent a year is the amount given; the escalator then stops. "
        "Lease years ascend.",
        tuple(f"Step {k}" for k in range(1, 13)),
        (
            Field("step_year", "Lease year", "count", rule=("whole", "1", "40")),
            Field("step_rent", "Rent a year", "money", rule=MONEY_RULE),
        ),
    ),
    Grid(
        "Phases of delivery",
        "A phase joins at the first payment date on or after its delivery; shares add to 100%. "
        "Leave empty for one delivery at commencement.",
        tuple(f"Phase {k}" for k in range(1, 7)),
        (
            Field("phase_date", "Delivered", "date", rule=("date", "1", "100000")),
            Field("phase_share", "Share of rent", "rate", rule=SHARE_RULE),
        ),
    ),
    Grid(
        "Renewals",
        "Each in turn; reasonably certain while its probability is at least the threshold above.",
        tuple(f"Renewal {k}" for k in range(1, 10)),
        (
            Field("opt_years", "Years", "years", rule=YEARS_RULE),
            Field("opt_p", "Probability", "rate", rule=SHARE_RULE),
        ),
    ),
    Grid(
        "Residual value guarantee by exit",
        "What the lessee guarantees if it leaves at that exit; a cap limits what it can owe.",
        ("End of base term", *(f"End of renewal {k}" for k in range(1, 10))),
        (
            Field("exit_guaranteed", "Guaranteed value", "money", rule=MONEY_RULE),
            Field("exit_cap", "Cap (blank: none)", "money", rule=MONEY_RULE),
            Field("exit_expected", "Expected value", "money", rule=MONEY_RULE),
        ),
    ),
)

#: Every scalar input key, in the order of the sheet.
SCALARS = tuple(f for _, _, fields in GROUPS for f in fields)
