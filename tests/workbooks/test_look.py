"""How the finished workbook prints: one page wide, whole titles, no ###, no blank page.

LibreOffice prints it and the text of each page is read back, so only what a reader sees counts.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.engines import Office
from workbooks.deal import load_deal
from workbooks.deal_read import make
from workbooks.model import build_model, template_file

pytestmark = pytest.mark.skipif(
    not (shutil.which("pdftotext") and shutil.which("pdfinfo")), reason="poppler is not installed"
)

#: forty years by months, steps, phases and guarantees: the most that the template holds
LONG = {
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

#: pages of each sheet; those along time have as many as the term asks for
PAGES = {
    "Cover": 1, "Inputs": 3, "Deal": 1, "Terms": 3, "Timeline": None, "Classification": 1,
    "Schedule": None, "Annual": 2, "Renewals": 1, "Journal": 1, "Disclosure": 1, "Lessor": 1,
    "LeaseVsBuy": 1, "Analyst": 1, "Sensitivity": 1, "Checks": 1, "Sources": 2, "Notes": 2,
}  # fmt: skip
#: deal -> the most pages that it may print on
MOST = {"hyperion": 28, "seed": 28, "oracle": 32, "xai": 30, "long": 44}
ERRORS = r"#{3,}|#(?:NAME|REF|VALUE|DIV|NUM|N/A|NULL)|Err:\d"


def other_deals() -> list[object]:
    return [pytest.param(deal, marks=pytest.mark.slow) for deal in MOST if deal != "hyperion"]


@pytest.fixture(scope="module", params=["hyperion", *other_deals()])
def printed(
    request: pytest.FixtureRequest, office: Office, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    """A deal, and its finished workbook as a PDF file."""
    deal = make(LONG) if request.param == "long" else load_deal(request.param)
    target = tmp_path_factory.mktemp("print") / f"{request.param}.pdf"
    office.pdf(build_model(deal), target)
    return request.param, target


@pytest.fixture(scope="module")
def pages(printed: tuple[str, Path]) -> list[str]:
    """The text of each page."""
    text = subprocess.run(
        ["pdftotext", "-layout", str(printed[1]), "-"], capture_output=True, check=True
    ).stdout.decode()
    return text.split("\f")[:-1]


@pytest.fixture(scope="module")
def titles() -> dict[str, str]:
    """The title that stands at the top of each sheet."""
    book = openpyxl.load_workbook(template_file("lease"), read_only=True)
    found = {sheet.title: str(sheet["B2"].value) for sheet in book}
    book.close()
    return found


def test_it_prints_on_few_pages(printed: tuple[str, Path], pages: list[str]) -> None:
    assert len(PAGES) <= len(pages) <= MOST[printed[0]]


def test_every_page_is_landscape(printed: tuple[str, Path], pages: list[str]) -> None:
    every = ["-f", "1", "-l", str(len(pages))]
    told = subprocess.run(
        ["pdfinfo", *every, str(printed[1])], capture_output=True, text=True, check=True
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


def test_every_sheet_prints_on_its_pages(pages: list[str], titles: dict[str, str]) -> None:
    begins = [[line.strip() for line in text.splitlines() if line.strip()][1] for text in pages]
    assert list(titles) == list(PAGES)
    for sheet, count in PAGES.items():
        found = begins.count(titles[sheet])
        assert found >= 1, sheet
        assert count is None or found <= count, sheet
    assert list(dict.fromkeys(begins)) == list(titles.values())


def test_no_cell_is_too_narrow_or_an_error(pages: list[str]) -> None:
    found = [(n, line) for n, text in enumerate(pages, 1) for line in text.splitlines()
             if re.search(ERRORS, line)]  # fmt: skip
    assert not found[:3]


def test_the_memo_tells_the_deal(printed: tuple[str, Path], pages: list[str]) -> None:
    """The headline, both charts with their titles, and the story stand on one page."""
    (memo,) = (text for text in pages if "The deal on one page" in text)
    for words in (
        "Recorded today", "Recorded at commencement", "Owed in full", "Yield to the lessor",
        "How much of the obligation is on the balance sheet?",
        "What does the lessee charge to profit each year?", "Its cheapest way out costs",
    ):  # fmt: skip
        assert words in memo, words
