"""What the lease workbook says of itself."""

from __future__ import annotations

from workbooks.build.front import Words

SHEETS = (
    ("Inputs", "Every input, with its source, date and grade"),
    ("Deal", "The memo: headline numbers, two charts, the story"),
    ("Terms", "Inputs turned into the numbers the model runs on"),
    ("Timeline", "Dates, rent and present values, period by period"),
    ("Classification", "Five tests on three bases of guarantee and term; the frontier"),
    ("Schedule", "US finance, US operating and IFRS 16 side by side"),
    ("Annual", "The same by lease year; feeds charts and print"),
    ("Renewals", "What each exit recognises, guarantees and costs"),
    ("Journal", "Entries of one period"),
    ("Disclosure", "Maturity, averages, what has not commenced"),
    ("Lessor", "Yield against the tenant's bond; money at risk by exit"),
    ("LeaseVsBuy", "After-tax cost of leasing and of owning"),
    ("Analyst", "Layers and views of one obligation"),
    ("Sensitivity", "Two grids"),
    ("Checks", "Each number by two routes"),
    ("Sources", "Inputs and where they come from"),
    ("Notes", "Methods, map of the formulas, contract"),
)
METHODS = (
    "Liability: present value of payments not yet paid at commencement; with payments in advance "
    "the first one is outside it and inside the right-of-use asset (ASC 842-20-30-1; IFRS 16.26).",
    "US finance and IFRS 16: interest on the liability, asset straight line. US operating: one "
    "straight-line cost of payments, direct costs and the probable guarantee; the asset is what "
    "is left (ASC 842-20-25-6).",
    "Recognised term: base term and each renewal in turn while its probability reaches the "
    "threshold; an early termination that is reasonably certain ends it sooner.",
    "Guarantee: US books the shortfall when it is probable, IFRS what is expected to be payable; "
    "the classification test takes the maximum; the disclosure and the analyst see it separately.",
    "Phases: a phase is recorded at the first payment date on or after its delivery. With yearly "
    "payments choose more payments a year to place a delivery more finely.",
    "As-of date: before commencement nothing is recorded. Between payment dates the balance "
    "accretes by days of the period; in advance it stands before a payment due that day.",
    "Full term and cheapest way out are two views of one claim and are never added; nor is the "
    "debt of the financing vehicle.",
    "Fair value and life come from Inputs; amortisation runs over the remaining life where title "
    "passes or a purchase is reasonably certain.",
    "Yields are annual effective unless a label says otherwise; a quoted bond yield is converted "
    "from its own compounding before it is compared.",
    "Print area of Schedule and Timeline: set to the term of the deal when the file is built.",
)
WORDS = Words(
    "Data-centre lease model",
    (("Lessee", "in_lessee"), ("Lessor", "in_lessor"), ("Asset", "in_asset")),
    "Puts a data-centre lease on the balance sheet three ways: what US GAAP "
    "records, what IFRS 16 records, and what is owed in full.",
    SHEETS,
    METHODS,
    ("Timeline", "Schedule"),
)
