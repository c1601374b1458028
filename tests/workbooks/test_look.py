"""How the finished workbook prints: one page wide, whole titles, no ###, no blank page.

LibreOffice prints it and the text of each page is read back, so only what a reader sees counts.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from tests.engines import Office
from workbooks.deal import load_deal
from workbooks.deal_read import make
from workbooks.model import build_model, template_file

pytestmark = pytest.mark.skipif(
    not (shutil.which("pdftotext") and shutil.which("pdfinfo")), reason="poppler is not installed"
)


class Subject(NamedTuple):
    """A template under test: how it prints, and what its memo says."""

    template: str
    #: pages of each sheet; those along time have as many as the term asks for
    pages: dict[str, int | None]
    #: deal -> the most pages that it may print on; the first one is printed by default
    most: dict[str, int]
    #: the longest deal that the template holds
    long: dict[str, Any]
    words: tuple[str, ...]


#: forty years by months, steps, phases and guarantees: the most that the template holds
LONG_LEASE = {
    "deal": {"name": "Forty years", "asof": date(2026, 6, 30), "commencement": date(2026, 1, 31)},
    "lease": {
        "cost": 27300.0, "rent": 1890.0, "freq": 12, "timing": "advance", "term": 20.0,
        "life": 45.0, "escalator": 0.025, "free": 6, "rate": 0.0575, "comp": "effective",
        "direct": 120.0, "allowance": 300.0, "restoration": 200.0,
        "steps": [{"year": year, "rent": 1900.0 + 40.0 * year} for year in (3, 8, 15, 30)],
        "phases": [
            {"date": date(2026, 1, 31), "share": 0.25}, {"date": date(2026, 9, 15), "share": 0.25},
            {"date": date(2027, 6, 30), "share": 0.3}, {"date": date(2028, 3, 1), "share": 0.2},
        ],
    },
    "options": {
        "renewals": [{"years": 5.0, "probability": chance} for chance in (0.9, 0.8, 0.5, 0.3)]
    },
    "guarantee": {
        "exits": [{"guaranteed": 9000.0, "cap": 1500.0, "expected": 7000.0}], "spv_debt": 20000.0,
    },
    "market": {"tenant_yield": 0.052, "residual": 2000.0},
}  # fmt: skip

START = date(2026, 1, 31)
#: sixty months of construction, forty years of lease, every table full
LONG_BUILD = {
    "deal": {"name": "Forty years", "asof": date(2026, 6, 30), "start": START},
    "project": {
        "mw": 2000.0, "cost_mw": 14.0, "land": 400.0, "soft_pct": 0.05, "contingency_pct": 0.05,
        "ofci_mw": 1.0, "fee_pct": 0.03, "leasing": 90.0, "build_months": 60, "shape": "own",
        "weights": [{"weight": 1.0 + month % 7} for month in range(60)], "outside_months": 48,
    },
    "construction": {
        "ltc": 0.75, "con_rate": 0.07, "fund": "equity", "fee": 0.01, "commit_fee": 0.005,
    },
    "rent": {"rent_kw": 130.0, "term": 40.0, "escalator": 0.025, "free": 3, "ramp": 12},
    "exit": {"exit_cap": 0.06, "sale_cost": 0.01},
    "debt": {
        "style": "level", "perm_rate": 0.065, "perm_dscr": 1.3, "perm_ltv": 0.7,
        "perm_debt_yield": 0.08, "perm_amount": 30000.0, "perm_amort": 30.0, "perm_io": 24,
        "refi_ltv": 0.6, "refi_dscr": 1.3, "refi_debt_yield": 0.09, "refi_amort": 25.0,
    },
    "curves": {
        "tenant_date": START, "treasury_date": START, "flat": True,
        "tenant": [
            {"issue": f"4.{year}% notes due {2027 + 3 * year}",
             "maturity": date(2027 + 3 * year, 6, 1), "bond_yield": 0.04 + 0.001 * year}
            for year in range(12)
        ],
        "treasury": [
            {"issue": f"Treasury of June {2027 + 3 * year}",
             "maturity": date(2027 + 3 * year, 6, 1), "bond_yield": 0.035 + 0.001 * year}
            for year in range(12)
        ],
    },
    "spread": {
        "secured": 20.0, "illiquid": 40.0, "residual": 0.1,
        "ladder": [{"name": f"Other paper, rung {rung}", "bp": 50.0 * rung} for rung in range(10)],
    },
    "stress": {"relet_cost": 300.0, "carry_pct": 0.2, "pd": 0.01},
}  # fmt: skip

LEASE = Subject(
    "lease",
    {
        "Cover": 1, "Inputs": 3, "Deal": 1, "Terms": 3, "Timeline": None, "Classification": 1,
        "Schedule": None, "Annual": 2, "Renewals": 1, "Journal": 1, "Disclosure": 1, "Lessor": 1,
        "LeaseVsBuy": 1, "Analyst": 1, "Sensitivity": 1, "Checks": 1, "Sources": 2, "Notes": 2,
    },
    {"hyperion": 28, "seed": 28, "oracle": 32, "xai": 30, "long": 44},
    LONG_LEASE,
    (
        "Recorded today", "Recorded at commencement", "Owed in full", "Yield to the lessor",
        "How much of the obligation is on the balance sheet?",
        "What does", "charge to", "Its cheapest way out costs",
    ),
)  # fmt: skip
DEVELOPER = Subject(
    "developer",
    {
        "Cover": 1, "Inputs": 3, "Deal": 1, "Terms": 2, "Budget": 1, "Construction": 1,
        "Operations": None, "Debt": 1, "Loan": None, "Returns": 1, "Flows": None, "Spread": 2,
        "Credit": None, "Annual": 1, "Sensitivity": 1, "Checks": 1, "Sources": 2, "Notes": 2,
    },
    {"build100": 32, "hyperion": 36, "abilene": 32, "frontier": 36, "long": 52},
    LONG_BUILD,
    (
        "Yield on cost", "Lease over tenant's bonds, quoted 2x a year", "Return of the owner",
        "Rent asked", "How is the building paid for?", "What is its yield made of?", "It costs",
        "Against the bonds of", "a kW-month",
    ),
)  # fmt: skip
#: every table full, with long names
LONG_QUESTION = {
    "deal": {"name": "Every table full", "unit": "$B", "asof": date(2026, 5, 20)},
    "chips": {
        "quarters": [
            {"quarter": f"FY{20 + k // 4} Q{k % 4 + 1}", "revenue": 4.0 * 1.15**k,
             "ended": date(2020 + k // 4, 3 * (k % 4) + 1, 28)}
            for k in range(24)
        ],
    },
    "costs": {"parts": [{"part": f"Part {k} of the whole", "per_gpu": 0.2} for k in range(10)]},
    "revenue": {
        "stated": 900.0, "growth": 0.5,
        "companies": [{"company": f"Company no {k}", "amount": 1.0 * k} for k in range(30)],
    },
    "claims": {
        "required": 600.0, "gap": 500.0,
        "others": [
            {"claim": f"Another house, estimate {k}", "dated": date(2025, k + 1, 1),
             "required": 2000.0, "short": 800.0}
            for k in range(12)
        ],
    },
    "annuity": {"opex_pct": 0.1, "residual": 0.1},
    "capex": {
        "stated": 1500.0, "depr_life": 12.0,
        "runs": [
            {"label": f"Rate number {k}", "amount": 60.0, "per": 4.0, "prior": 138.0,
             "revenue": 300.0}
            for k in range(8)
        ],
        "companies": [
            {"company": f"Platform {k}", "low": 175.0, "high": 185.0, "prior": 92.0,
             "revenue": 900.0}
            for k in range(10)
        ],
        "years": [{"year": 2018 + k, "amount": 60.0 * k, "revenue": 1500.0} for k in range(12)],
        "existing": [{"charge": 60.0} for _ in range(24)],
    },
    "labs": {
        "labs": [
            {"lab": f"Laboratory {k}", "revenue": 3.5, "inference": 4.0, "training": 3.0,
             "staff": 1.5, "other": 0.4, "cash": 12.0, "gpu_hour": 2.35}
            for k in range(6)
        ],
    },
    "game": {
        "payoffs": [{"mine": m, "yours": y} for m, y in ((6, 6), (2, 7), (7, 2), (0, 0))],
    },
    "context": {
        "facts": [
            {"fact": f"A figure of an article, number {k}", "amount": 600.0, "unit": "$B a year",
             "against": 250.0, "against_is": "what it is held against"}
            for k in range(24)
        ],
    },
    "history": {
        "points": [
            {"point": f"Asked the {k + 1}th time", "dated": date(2023 + k // 4, k % 4 + 1, 20),
             "gpu": 50.0 + 20 * k, "revenue": 75.0}
            for k in range(12)
        ],
    },
}  # fmt: skip
QUESTION = Subject(
    "question",
    {
        "Cover": 1, "Inputs": 6, "Deal": 1, "Terms": 1, "Question": 3, "Revenue": 2, "Annuity": 1,
        "Capex": 1, "Wall": 1, "Labs": 1, "Game": 1, "Context": 1, "History": 2, "Sensitivity": 1,
        "Checks": 1, "Sources": 2, "Notes": 2,
    },
    {"2024": 30, "2023": 30, "2026": 30, "long": 30},
    LONG_QUESTION,
    (
        "Revenue required", "Missing, if needed every year", "Missing, if over the life",
        "From chips to revenue: who needs what?", "Is it earned, however it is read?",
        "ask for", "a year is enough for them", "What the figures leave open",
    ),
)  # fmt: skip
#: every table full, a loan as long as the sheets
LONG_FLEET = {
    "deal": {"name": "Every table full", "asof": date(2026, 6, 30)},
    "server": {
        "server_price": 290_000.0, "network": 8000.0, "spares": 0.03, "kw": 10.2, "pue": 1.3,
        "power_price": 0.08, "colo": 130.0, "util": 0.7,
    },
    "economics": {"gpus": 100_000, "life": 20, "wacc": 0.1, "opex_hour": 0.4, "stop": False},
    "curve": {"curve": "table", "p0": 4.0, "prices": [{"price": 4.0 * 0.85**k} for k in range(20)]},
    "rental": {
        "series": [
            {"date": date(2023 + k // 12, k % 12 + 1, 15), "price": 8.0 * 0.95**k}
            for k in range(24)
        ],
    },
    "fleet": {
        "vintages": [{"year": 2024 + k, "gpus": 10_000, "price": 45_000.0} for k in range(12)],
    },
    "resale": {"curve": [{"age": 0.5 * k, "factor": 0.85**k} for k in range(12)]},
    "loan": {"advance": 0.7, "loan_rate": 0.11, "loan_years": 20, "ltv_max": 0.9},
    "change": {
        "companies": [
            {"company": f"A company, change number {k}", "old": 6.0, "new": 5.0, "pretax": 700.0,
             "net": 550.0}
            for k in range(8)
        ],
    },
    "cluster": {"params": 405.0, "tokens": 15_600.0, "failure_rate": 0.17},
}  # fmt: skip
FLEET = Subject(
    "fleet",
    {
        "Cover": 1, "Inputs": 5, "Deal": 1, "Terms": 3, "Unit": 1, "Power": 1, "RentalData": 2,
        "Econ": 2, "Depr": 1, "Fleet": 2, "LifeChange": 2, "Cascade": 1, "Impairment": 1,
        "Loan": 1, "Cluster": 1, "Coupon": 1, "Annual": 1, "Sensitivity": 1, "Cases": 1,
        "Checks": 1, "Sources": 4, "Notes": 2,
    },
    {"coreweave": 35, "h100": 35, "hyperscaler": 35, "rentals": 35, "long": 37},
    LONG_FLEET,
    (
        "Value lost in the first year", "An hour sold costs", "Return on the capital",
        "Opening price to break even", "What is a GPU worth as it ages?",
        "What does an hour cost?", "The lender", "that lets at",
        "moves net income by|No change of useful life",
    ),
)  # fmt: skip
SUBJECTS = (LEASE, DEVELOPER, FLEET, QUESTION)
ERRORS = r"#{3,}|#(?:NAME|REF|VALUE|DIV|NUM|N/A|NULL)|Err:\d"


def deals() -> list[object]:
    """Each deal of each template; by default the first of one template."""
    late = (LEASE, DEVELOPER, QUESTION)
    return [
        pytest.param(
            (subject, name),
            id=f"{subject.template}-{name}",
            marks=[pytest.mark.slow] * (place > 0 or subject in late),
        )
        for subject in SUBJECTS
        for place, name in enumerate(subject.most)
    ]


@pytest.fixture(scope="module", params=deals())
def deal(request: pytest.FixtureRequest) -> tuple[Subject, str]:
    """A template, and a deal for it."""
    return request.param


@pytest.fixture(scope="module")
def printed(
    deal: tuple[Subject, str], office: Office, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The finished workbook of the deal as a PDF file."""
    subject, name = deal
    if name == "long":
        filled = make(subject.long, subject.template)
    else:
        filled = load_deal(name, subject.template)
    target = tmp_path_factory.mktemp("print") / f"{name}.pdf"
    office.pdf(build_model(filled), target)
    return target


@pytest.fixture(scope="module")
def pages(printed: Path) -> list[str]:
    """The text of each page."""
    text = subprocess.run(
        ["pdftotext", "-layout", str(printed), "-"], capture_output=True, check=True
    ).stdout.decode()
    return text.split("\f")[:-1]


@pytest.fixture(scope="module")
def titles(deal: tuple[Subject, str]) -> dict[str, str]:
    """The title that stands at the top of each sheet."""
    book = openpyxl.load_workbook(template_file(deal[0].template), read_only=True)
    found = {sheet.title: str(sheet["B2"].value) for sheet in book}
    book.close()
    return found


def test_it_prints_on_few_pages(deal: tuple[Subject, str], pages: list[str]) -> None:
    subject, name = deal
    assert len(subject.pages) <= len(pages) <= subject.most[name]


def test_every_page_is_landscape(printed: Path, pages: list[str]) -> None:
    every = ["-f", "1", "-l", str(len(pages))]
    told = subprocess.run(
        ["pdfinfo", *every, str(printed)], capture_output=True, text=True, check=True
    ).stdout
    sizes = re.findall(r"size:\s+([\d.]+) x ([\d.]+)", told)
    assert len(sizes) == len(pages)
    assert all(float(width) > float(height) for width, height in sizes)


def test_every_page_has_its_title_whole_and_something_to_read(
    pages: list[str], titles: dict[str, str]
) -> None:
    """A sheet wider than a page would put pages without their title beside it."""
    for number, text in enumerate(pages, 1):
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        assert lines[1] in titles.values(), f"page {number} begins with {lines[:3]}"
        assert "All checks pass" in lines[3], f"page {number}"
        assert len(lines) > 8, f"page {number} is nearly blank"


def test_every_sheet_prints_on_its_pages(
    deal: tuple[Subject, str], pages: list[str], titles: dict[str, str]
) -> None:
    begins = [[line.strip() for line in text.splitlines() if line.strip()][1] for text in pages]
    assert list(titles) == list(deal[0].pages)
    for sheet, count in deal[0].pages.items():
        found = begins.count(titles[sheet])
        assert found >= 1, sheet
        assert count is None or found <= count, sheet
    assert list(dict.fromkeys(begins)) == list(titles.values())


def test_no_cell_is_too_narrow_or_an_error(pages: list[str]) -> None:
    found = [(n, line) for n, text in enumerate(pages, 1) for line in text.splitlines()
             if re.search(ERRORS, line)]  # fmt: skip
    assert not found[:3]


def test_the_memo_tells_the_deal(deal: tuple[Subject, str], pages: list[str]) -> None:
    """The headline, both charts with their titles, and the story stand on one page."""
    (memo,) = (text for text in pages if " on one page" in text)
    for words in deal[0].words:  # one of several, where a bar stands between them
        assert any(one in memo for one in words.split("|")), words
