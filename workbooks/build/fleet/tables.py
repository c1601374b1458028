"""The tables of inputs of the GPU fleet model."""

from __future__ import annotations

from workbooks.build.fields import YESNO, Field, Grid
from workbooks.build.fleet.fields import BLANK, DATE_RULE, choice, count, hour, plain, share

_COMPANIES = tuple(f"Company {k}" for k in range(1, 9))

GRIDS: tuple[Grid, ...] = (
    Grid(
        "Prices of the table",
        "By year of use; after the last one the decline goes on.",
        tuple(f"Year {k}" for k in range(1, 21)),
        (hour("curve_price", "Price per hour"),),
    ),
    Grid(
        "Dated rental prices",
        "In order of date. Keep list, contract and index prices apart: only those in use are "
        "fitted.",
        tuple(f"Quote {k}" for k in range(1, 25)),
        (
            Field("rental_date", "Date", "date", rule=DATE_RULE),
            Field(
                "rental_price",
                "Price per hour",
                "hour",
                rule=("decimal", "0.000001", "1000"),
                hint="A price above zero",
            ),
            Field("rental_use", "In the fit", "text", unit="per GPU-h", rule=YESNO),
        ),
    ),
    Grid(
        "What they are prices of",
        "The fit is of one chip; quotes of another one stand beside.",
        tuple(f"Quote {k}" for k in range(1, 25)),
        (
            choice("rental_kind", "Kind of price", "list,contract,index,resale", "One of the list"),
            Field("rental_chip", "Chip", "text"),
        ),
        continued=True,
    ),
    Grid(
        "Vintages",
        "In order of years, within twenty of the first; price per GPU, all-in, whole currency. "
        "None: the fleet of today.",
        tuple(f"Vintage {k}" for k in range(1, 13)),
        (
            count("vintage_year", "Calendar year", "2150", "year", "1990"),
            count("vintage_gpus", "GPUs", "100000000", "GPUs"),
            plain("vintage_price", "Cost per GPU"),
        ),
    ),
    Grid(
        "Resale factors",
        "Ages ascend; between them in a straight line.",
        tuple(f"Age {k}" for k in range(1, 13)),
        (
            Field("resale_age", "Age", "years", rule=("decimal", "0", "40")),
            share("resale_factor", "Share of the price new", "5"),
        ),
    ),
    Grid(
        "Published changes of useful life",
        "",
        _COMPANIES,
        (
            Field("life_company", "Company", "text"),
            Field("life_old", "Old life", "years", rule=("decimal", "0", "20")),
            Field("life_new", "New life", "years", rule=("decimal", "0", "20")),
        ),
    ),
    Grid(
        "Their published effects a year",
        "A gain is positive. The tax rate is the company's own, not the one between the effects.",
        _COMPANIES,
        (
            Field(
                "life_pretax",
                "Before tax",
                "money",
                rule=("decimal", "-1E+15", "1E+15"),
                hint="An amount in the unit of entry, a gain positive; blank: none",
            ),
            Field(
                "life_net",
                "After tax",
                "money",
                rule=("decimal", "-1E+15", "1E+15"),
                hint="An amount in the unit of entry" + BLANK,
            ),
            Field(
                "life_tax",
                "Tax rate",
                "rate",
                unit="money; %",
                rule=("decimal", "0", "1"),
                hint="A rate" + BLANK,
            ),
        ),
    ),
)
