"""The templates under test, and what is its own of each: sheets, tables, charts, inputs."""

from __future__ import annotations

from typing import NamedTuple

from workbooks.build.developer import fields as developer
from workbooks.build.fields import Field
from workbooks.build.fleet import fields as fleet
from workbooks.build.lease import fields as lease
from workbooks.build.question import fields as question


class Subject(NamedTuple):
    """A template under test, and what is its own."""

    template: str
    #: what a user may type into; from the builder
    scalars: tuple[Field, ...]
    #: functions beside those that every template may use
    functions: frozenset[str]
    #: text that cannot be wrong: nothing to validate
    free_text: frozenset[str]
    #: what the line under each title says
    band: tuple[str, ...]
    #: a line of each table, which gives its first and last row
    tables: tuple[str, ...]
    grids: tuple[str, ...]
    sheets: tuple[str, ...]
    #: the question of each chart, and whether its values may lie below zero
    charts: dict[str, bool]
    #: the charts over calendar years, which do not begin at zero
    calendar: frozenset[str] = frozenset()


LEASE = Subject(
    "lease",
    lease.SCALARS,
    frozenset(),
    frozenset({"name", "lessee", "lessor", "asset", "story", "currency"}),
    ("row_unit", "in_asof", "in_commencement"),
    (
        "row_date", "row_close", "ax_year", "row_x", "row_exit", "row_exit_guaranteed",
        "row_ladder_x", "out_exit_guarantee", "row_lessor_x", "row_lvb_dep", "row_way",
    ),
    ("out_grid_term", "out_grid_rvg"),
    (
        "Cover", "Inputs", "Deal", "Terms", "Timeline", "Classification", "Schedule", "Annual",
        "Renewals", "Journal", "Disclosure", "Lessor", "LeaseVsBuy", "Analyst", "Sensitivity",
        "Checks", "Sources", "Notes",
    ),
    {
        "How much of the obligation is on the balance sheet?": False,
        "What does": False,
        "How much is owed, and how much is recorded?": False,
        "What share of the full obligation does each exit recognise?": False,
        "What covers the lessor at each exit?": False,
    },
)  # fmt: skip
DEVELOPER = Subject(
    "developer",
    developer.SCALARS,
    frozenset({"COS", "EXP", "LN", "NORMSDIST", "PI"}),
    frozenset(
        {
            "name", "tenant", "developer", "asset", "story", "currency",
            "tenant_issue", "treasury_issue", "ladder_name",
        }
    ),
    ("row_unit", "in_asof", "row_complete"),
    (
        "ax_build", "ax_month", "row_loan_m", "ax_flow", "ax_year", "row_picture_x",
        "row_stress_years", "row_forward", "row_tenant_tenor", "out_ladder",
    ),
    ("out_grid_yoc", "out_grid_margin", "out_grid_rent", "out_grid_proceeds"),
    (
        "Cover", "Inputs", "Deal", "Terms", "Budget", "Construction", "Operations", "Debt", "Loan",
        "Returns", "Flows", "Spread", "Credit", "Annual", "Sensitivity", "Checks", "Sources",
        "Notes",
    ),
    {
        "Who pays for what?": False,
        "What does each party earn?": True,
        "Where does the lease lie against the curves?": True,
        "How does it stand on the ladder of spreads?": True,
        "Does the income pay the debt, with the tenant and without?": True,
        "How is the building paid for?": False,
        "What is its yield made of?": True,
    },
)  # fmt: skip
QUESTION = Subject(
    "question",
    question.SCALARS,
    frozenset({"LN", "PMT"}),
    frozenset(
        {
            "name", "article", "asset", "story", "currency", "game_row", "game_column",
            "game_first", "game_second", "quarter_name", "part_name", "company", "other_claim",
            "run_label", "capex_company", "lab_name", "annuity_capex_is", "fact", "fact_unit",
            "fact_against_is", "point",
        }
    ),
    ("row_unit", "in_asof"),
    (
        "row_quarter_k", "row_company_k", "row_run_k", "row_capex_k", "row_wall_k", "row_lab_k",
        "out_lab_runway", "row_game_k", "row_fact_k", "row_point_k", "row_other_k",
    ),
    ("out_grid_required", "out_grid_annuity"),
    (
        "Cover", "Inputs", "Deal", "Terms", "Question", "Revenue", "Annuity", "Capex", "Wall",
        "Labs", "Game", "Context", "History", "Sensitivity", "Checks", "Sources", "Notes",
    ),
    {
        "From chips to revenue: who needs what?": False,
        "Is it earned, however it is read?": False,
        "How much is spent on chips?": False,
        "Who earns it?": False,
        "Who means to spend how much?": False,
        "When is the spending charged?": False,
        "What does the price of compute do to the margin?": True,
        "How has the question grown?": False,
    },
)  # fmt: skip
FLEET = Subject(
    "fleet",
    fleet.SCALARS,
    frozenset({"EXP", "LN", "PMT"}),
    frozenset(
        {"name", "operator", "lender", "asset", "story", "currency", "life_company", "rental_chip"}
    ),
    ("row_unit", "in_currency", "in_asof"),
    (
        "ax_age", "row_depr_k", "row_cascade_k", "row_impair_k", "row_loan_k", "row_annual_k",
        "out_fleet_year", "ax_after", "row_quote", "row_life_number",
    ),
    ("out_grid_irr", "out_grid_hour", "out_grid_power"),
    (
        "Cover", "Inputs", "Deal", "Terms", "Unit", "Power", "RentalData", "Econ", "Depr", "Fleet",
        "LifeChange", "Cascade", "Impairment", "Loan", "Cluster", "Coupon", "Annual",
        "Sensitivity", "Cases", "Checks", "Sources", "Notes",
    ),
    {
        "What is a GPU worth as it ages?": False,
        "What does an hour cost?": False,
        "What did an hour cost, and what does one rate make of it?": False,
        "What do the books hold, and what would it fetch?": False,
        "How much of the collateral is lent?": False,
        "What does a useful life do to the charge of a year?": False,
    },
    frozenset({"What do the books hold, and what would it fetch?"}),
)  # fmt: skip
SUBJECTS = (LEASE, DEVELOPER, FLEET, QUESTION)
