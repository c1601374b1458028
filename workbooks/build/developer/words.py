"""What the developer workbook says of itself."""

from __future__ import annotations

from workbooks.build.front import Words

SHEETS = (
    ("Inputs", "Every input, with its source, date and grade"),
    ("Deal", "The memo: headline numbers, two charts, the story"),
    ("Terms", "Inputs turned into the numbers the model runs on"),
    ("Budget", "Uses and sources; the loan without a circle"),
    ("Construction", "Draws, interest and the loan, month by month"),
    ("Operations", "Rent, costs and income, month by month"),
    ("Debt", "Take-out loan: limits and what binds; the refinancing"),
    ("Loan", "Service and balance by month, and the same in default"),
    ("Returns", "Yield on cost, value, rates of return, cover, delay"),
    ("Flows", "The owner's cash, month by month"),
    ("Spread", "The lease against its tenant's bonds; the rent asked"),
    ("Credit", "Less income, and a tenant that stops paying"),
    ("Annual", "The operating years; feeds charts and print"),
    ("Sensitivity", "Four grids"),
    ("Checks", "Each number by two routes"),
    ("Sources", "Inputs and where they come from"),
    ("Notes", "Methods, map of the formulas, contract"),
)
METHODS = (
    "Every flow falls at the end of its month. Construction runs from month 0; operations begin "
    "at completion, delay included.",
    "The loan is a share of the whole cost, its own interest and fees included. The commitment has "
    "a closed form, so that there is no circle and no goal seek; the months then prove it.",
    "Equity first: the commitment is the largest of those that each month would give if debt began "
    "in it.",
    "Construction interest: nominal rate over twelve on the opening balance. Permanent loan: its "
    "quoted rate turned into an effective monthly one.",
    "Yield on cost is the stabilised income of the first year, all let and without free months, "
    "over the whole cost.",
    "Rates of return are annual effective. They are solved in ten steps of a rule that settles "
    "wherever money goes out before it comes in; the checks compare Excel's own IRR.",
    "X + bp: the lease held to its end, on whole cost, quoted as the tenant's bonds are, less the "
    "tenant's curve at the average life of the lease. The life counts from completion; the curve "
    "is that of its own date, no forward. The rent asked keeps the X of the lease as it stands.",
    "Waterfall of the yield: annual effective; secured and illiquidity are the inputs, built below "
    "value is cost against the value at the cap rate, what is left is residual, renewal and other.",
    "Sculpted and lease-backed (ctl) loans pay a level share of income or of rent; the balloon is "
    "due with the last rent.",
    "Default: income until then; the cost of the empty building; then a lower rent. The claim is "
    "paid in the first month after, re-letting in the first month let.",
    "Print areas of the sheets by month are set to the months of the deal when the file is built.",
)
WORDS = Words(
    "Data-centre developer model",
    (("Tenant", "in_tenant"), ("Developer", "in_developer"), ("Asset", "in_asset")),
    "Sets what a developer earns on a data centre against the bonds of its tenant: yield on cost, "
    "X plus how many basis points, and what the lender and the owner get of it.",
    SHEETS,
    METHODS,
    ("Construction", "Operations", "Loan", "Flows"),
)
