"""The inputs of the GPU fleet model: name, label, number format and rule of each blue cell."""

from __future__ import annotations

from workbooks.build.fields import MONEY_RULE, YESNO, Field

DATE_RULE = ("date", "1", "100000")
UNIT_RULE = ("list", '"$,$k,$M,$B"')
BLANK = "; blank: none"


def share(key: str, label: str, high: str = "1", hint: str = "", low: str = "0") -> Field:
    return Field(key, label, "rate", rule=("decimal", low, high), hint=hint)


def plain(key: str, label: str, hint: str = "") -> Field:
    words = hint or "An amount of zero or more, in whole currency"
    return Field(key, label, "plain", rule=("decimal", "0", "1E+15"), hint=words)


def hour(key: str, label: str, hint: str = "") -> Field:
    return Field(key, label, "hour", rule=("decimal", "0", "1000"), hint=hint)


def count(key: str, label: str, high: str, unit: str, low: str = "0", hint: str = "") -> Field:
    return Field(key, label, "count", unit=unit, rule=("whole", low, high), hint=hint)


def _number(key: str, label: str, unit: str, high: str = "1E+9", hint: str = "") -> Field:
    return Field(key, label, "number", unit=unit, rule=("decimal", "0", high), hint=hint)


def choice(key: str, label: str, words: str, hint: str) -> Field:
    return Field(key, label, "text", rule=("list", f'"{words}"'), hint=hint)


GROUPS: tuple[tuple[str, str, tuple[Field, ...]], ...] = (
    (
        "The deal",
        "What is per GPU, per server, per kW or per hour is in whole currency; other money in the "
        "unit of entry.",
        (
            Field("name", "Deal", "text"),
            Field("operator", "Operator", "text"),
            Field("lender", "Lender", "text"),
            Field("asset", "Asset", "text"),
            Field("story", "What is stylised in this deal", "text"),
            Field("currency", "Currency label", "text", hint="Any text, for example $ or EUR "),
            Field("unit", "Unit of entry", "text", rule=UNIT_RULE, hint="$, $k, $M or $B"),
            Field("show_unit", "Unit of display", "text", rule=UNIT_RULE, hint="$, $k, $M or $B"),
            Field("asof", "As-of date", "date", rule=DATE_RULE),
        ),
    ),
    (
        "The server",
        "Capital is all that stands round a GPU; PUE is total over IT energy, at least 1.",
        (
            plain("server_price", "Price of a server"),
            count("per_server", "GPUs in a server", "1024", "GPUs", "1"),
            plain("network", "Network per GPU"),
            plain("storage", "Storage per GPU"),
            plain("install", "Installation per GPU"),
            share("spares", "Spares, share of the server"),
            _number("kw", "IT load of a server", "kW", "1000"),
            share("load", "Share of that load drawn", "1"),
            Field(
                "pue",
                "Power usage effectiveness",
                "number",
                unit="ratio",
                rule=("decimal", "1", "10"),
                hint="Total energy over IT energy, at least 1",
            ),
            _number("power_price", "Price of power", "per kWh", "10"),
            choice(
                "power_basis",
                "Power is paid for hours",
                "reserved,used",
                "reserved: all hours; used: those sold",
            ),
            plain("colo", "Colocation per kW-month of IT load"),
            plain("opex_server", "Operations per server and year"),
            share("availability", "Share of hours that it is up"),
            share("util", "Share of those that is sold"),
            share("goodput", "Share of sold hours that does useful work"),
            _number("query_price", "Earned per query", "currency", "1000", "A price" + BLANK),
        ),
    ),
    (
        "Economics",
        "Years are whole, cash falls at their end; rates are annual effective.",
        (
            count("gpus", "GPUs", "100000000", "GPUs", "1"),
            count("life", "Years of service planned", "20", "years", "1"),
            share("wacc", "Cost of capital, annual effective"),
            share("residual", "Residual at the end of use, share of capital"),
            hour("opex_hour", "Running cost per available hour", "A price; blank: the stack's"),
            Field("stop", "Retire before the first year that loses cash", "text", rule=YESNO),
        ),
    ),
    (
        "The rental curve",
        "Price per GPU-hour sold, by year of use.",
        (
            choice(
                "curve",
                "Curve",
                "geometric,table,regime,fit",
                "geometric, table: prices below, regime: two declines, fit: that of the quotes",
            ),
            hour("p0", "Price of the first year"),
            share("decline", "Decline a year", "0.95", low="-0.9"),
            hour("floor", "Floor of the price"),
            count(
                "switch_year", "Regime: last year of the first", "19", "years", "1", "Blank: none"
            ),
            share("reset", "Regime: change of price in the year after", "10", low="-0.95"),
            share("decline2", "Regime: decline from then on", "0.95", low="-0.9"),
        ),
    ),
    (
        "The contract",
        "Take or pay: while it lasts its price and hours are what a GPU earns; then the market.",
        (
            hour("contract_price", "Price per hour", "A price" + BLANK),
            count("contract_years", "Years", "20", "years"),
            share("contract_util", "Share of hours paid"),
        ),
    ),
    (
        "The books",
        "",
        (
            choice(
                "method",
                "Method",
                "SL,SYD,DDB,VDB,ECON",
                "SL, SYD, DDB, VDB (with the switch to straight line), or ECON: as value is lost",
            ),
            count("book_life", "Useful life", "20", "years", "1"),
            share("salvage", "Salvage, share of cost", "0.99"),
            Field(
                "factor",
                "Factor of the declining balance",
                "number",
                unit="x",
                rule=("decimal", "0", "20"),
            ),
            choice("convention", "First year", "full,half", "full, or half a year's charge"),
        ),
    ),
    (
        "Resale",
        "Factors by age stand below.",
        (
            share("condition", "Condition", "2"),
            share("liquidation", "Haste: 1 orderly, less for a quick sale"),
            share("resale_decline", "Decline a year after the last age", "0.95"),
        ),
    ),
    (
        "The loan",
        "On the fleet above, paid once a year.",
        (
            share("advance", "Advance, share of cost", "1.5"),
            share("loan_rate", "Rate, annual effective"),
            count("loan_years", "Years", "20", "years", "1"),
            choice("amort", "Repayment", "level,straight,bullet", "level, straight or bullet"),
            share("ltv_max", "Highest loan to value", "10", "A share" + BLANK),
            _number("dscr_min", "Lowest cover", "x", "100", "A number" + BLANK),
        ),
    ),
    (
        "A change of useful life",
        "Prospective: the book value is spread over what is left of the new life.",
        (
            Field(
                "change_gross",
                "Cost of what is in use",
                "money",
                rule=MONEY_RULE,
                hint="An amount; blank: the vintages",
            ),
            Field("change_age", "Its age", "years", rule=("decimal", "0", "20")),
            Field("old_life", "Useful life so far", "years", rule=("decimal", "0", "20")),
            Field("new_life", "Useful life from now on", "years", rule=("decimal", "0", "20")),
            share("change_salvage", "Salvage, share of cost", "0.99"),
            share("change_new_salvage", "New salvage", "0.99", "A share; blank: the same"),
            share("tax", "Tax rate"),
        ),
    ),
    (
        "The cascade",
        "Frontier work first, inference after it; then off.",
        (
            count("frontier_years", "Years of frontier work", "20", "years"),
            share("frontier_util", "Share of hours sold then", hint="A share; blank: as above"),
            count("inference_years", "Years of inference", "20", "years"),
            share("inference_util", "Share of hours sold then", hint="A share; blank: as above"),
            share("inference_share", "Price of inference, share of the curve", "5"),
            share("perf_gain", "More work per dollar of new chips, a year", "10"),
            plain("site_value", "What the site earns otherwise, per kW-year"),
        ),
    ),
    (
        "Impairment",
        "",
        (
            count("impair_age", "Age at the test", "20", "years"),
            share("shock", "Fall of the rental prices"),
            Field(
                "fair_value",
                "Fair value of the fleet",
                "money",
                rule=MONEY_RULE,
                hint="An amount; blank: the resale value",
            ),
            share("sell_cost", "Cost of sale, share"),
        ),
    ),
    (
        "The cluster",
        "",
        (
            count("radix", "Ports of a switch", "1024", "ports", "4"),
            _number("metres", "Fibre per link", "metres", "1000000"),
            _number("failure_rate", "Failures per GPU-year", "number", "1000"),
            _number("params", "Model: parameters", "billion"),
            _number("tokens", "Model: tokens", "billion"),
            _number("peak", "Peak of a GPU", "TFLOPS"),
            share("mfu", "Share of that peak reached"),
            hour("train_price", "Price of the hours", "A price; blank: their cost"),
        ),
    ),
    (
        "The coupon",
        "Compute rented below the market.",
        (
            count("coupon_gpus", "GPUs", "100000000", "GPUs"),
            hour("coupon_market", "Market price", "A price; blank: that of the first year"),
            hour("coupon_charged", "Price charged"),
            count("coupon_months", "Months", "240", "months", "1"),
            share("coupon_util", "Share of hours used"),
            Field("round_size", "Round that it comes with", "money", rule=MONEY_RULE),
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
            plain("sane_low", "Capital per GPU: least that is sane"),
            plain("sane_high", "Capital per GPU: most"),
            share("grid_decline_step", "Step of the decline"),
            share("grid_util_step", "Step of the share sold"),
            share("grid_residual_step", "Step of the residual"),
            share("grid_price_step", "Step of the server's price"),
            _number("grid_pue_step", "Step of the PUE", "ratio", "1"),
        ),
    ),
)

SCALARS = tuple(f for _, _, fields in GROUPS for f in fields)
