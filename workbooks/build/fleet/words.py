"""What the GPU fleet workbook says of itself."""

from __future__ import annotations

from workbooks.build.front import Words

SHEETS = (
    ("Inputs", "Every input, with its source, date and grade"),
    ("Deal", "The memo: headline numbers, two charts, the story"),
    ("Terms", "Inputs turned into the numbers the model runs on"),
    ("Unit", "What an hour costs, part by part"),
    ("Power", "Energy of a server and of the fleet, by PUE"),
    ("RentalData", "Dated prices and the decline that fits them"),
    ("Econ", "Price, cash, value and economic depreciation by year of use"),
    ("Depr", "Five methods side by side; what a used GPU fetches"),
    ("Fleet", "Vintages written off, year by year, and what they would fetch"),
    ("LifeChange", "Another useful life: the charge, and what companies published"),
    ("Cascade", "Frontier, inference, off"),
    ("Impairment", "ASC 360 in two steps, IAS 36 in one"),
    ("Loan", "Balance, service, loan to value and cover"),
    ("Cluster", "Network, failures, the cost of training"),
    ("Coupon", "Compute below the market"),
    ("Annual", "Books, value and resale by age; feeds charts and print"),
    ("Sensitivity", "Three grids"),
    ("Cases", "The returns behind the first grid"),
    ("Checks", "Each number by two routes"),
    ("Sources", "Inputs and where they come from"),
    ("Notes", "Methods, map of the formulas, contract"),
)
METHODS = (
    "Years are whole and cash falls at their end. What is per GPU, server, kW or hour is in whole "
    "currency; fleets, loans and companies are in the unit of display.",
    "Value at an age: cash of the years of use that follow and the residual at their end, at the "
    "cost of capital. Economic depreciation is what it loses in a year: cash less the return on "
    "the value at the start of the year.",
    "Years of use: those planned, or fewer: a GPU is retired before the first year whose cash is "
    "negative, if the model is told to.",
    "The return is solved in eight steps of a rule that settles wherever money goes out before it "
    'comes in, and is "n/a" where a year loses cash; the checks compare Excel\'s own IRR.',
    "Break-even price: the opening price at which the same curve, scaled, pays capital and running "
    "cost over so many years, none of them cut short.",
    "The fit is the straight line through the logarithms of the quotes in use; R2 stands beside. "
    "One constant rate hides a path with a trough: compare the peak, the trough and the rebound.",
    "SL, SYD, DDB and VDB are Excel's functions; VDB switches to straight line. ECON writes cost "
    "less salvage off as value is lost.",
    "Fleet: half a year's charge in the first and the last year, or full years. A vintage leaves "
    "the books at the end of its last year, at salvage; what DDB leaves then is a loss.",
    "Change of useful life: prospective, book value less salvage over what is left (ASC 250).",
    "Cascade: runs while its cash is not negative and not below what the site would earn "
    "otherwise. New chips that do more work per dollar cap the price of inference.",
    "Impairment: undiscounted cash against the books first, then fair value (ASC 360); the higher "
    "of value in use and fair value less cost of sale at once (IAS 36).",
    "Loan to value is on the resale value in the condition and haste given, not on the books.",
    "Sensitivity of the decline tilts the whole curve; a year k moves by the ratio of what is "
    "left, k less one times.",
)
WORDS = Words(
    "GPU fleet model",
    (("Operator", "in_operator"), ("Lender", "in_lender"), ("Asset", "in_asset")),
    "Sets what a GPU loses in value each year against what the books write off, what an hour costs "
    "and must earn, and what a loan on the fleet is covered by.",
    SHEETS,
    METHODS,
    ("Econ", "Depr", "Cascade", "Impairment", "Loan", "Annual"),
)
