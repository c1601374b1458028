"""How the finished fleet workbook prints: one page wide, whole titles, no ###, the memo on a page.

LibreOffice prints it and the text of each page is read back, so only what a reader sees counts.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from tests.engines import Office
from tests.workbooks.test_look import ERRORS
from workbooks.deal import load_deal
from workbooks.model import build_model, template_file

pytestmark = pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler is not installed")

#: pages of each sheet, at most
PAGES = {
    "Cover": 1, "Inputs": 5, "Deal": 1, "Terms": 3, "Unit": 1, "Power": 1, "RentalData": 2,
    "Econ": 2, "Depr": 1, "Fleet": 2, "LifeChange": 2, "Cascade": 1, "Impairment": 1, "Loan": 1,
    "Cluster": 1, "Coupon": 1, "Annual": 1, "Sensitivity": 1, "Cases": 1, "Checks": 1,
    "Sources": 4, "Notes": 2,
}  # fmt: skip


@pytest.fixture(scope="module", params=["coreweave", pytest.param("h100", marks=pytest.mark.slow)])
def pages(
    request: pytest.FixtureRequest, office: Office, tmp_path_factory: pytest.TempPathFactory
) -> list[list[str]]:
    """The lines of each page, without the blank ones."""
    target: Path = tmp_path_factory.mktemp("print") / "fleet.pdf"
    office.pdf(build_model(load_deal(request.param, "fleet")), target)
    command = ["pdftotext", "-layout", str(target), "-"]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    return [
        [line.strip() for line in page.splitlines() if line.strip()]
        for page in text.split("\f")[:-1]
    ]


@pytest.fixture(scope="module")
def titles() -> dict[str, str]:
    """The title that stands at the top of each sheet."""
    book = openpyxl.load_workbook(template_file("fleet"), read_only=True)
    found = {sheet.title: str(sheet["B2"].value) for sheet in book}
    book.close()
    return found


def test_every_sheet_prints_on_its_pages(pages: list[list[str]], titles: dict[str, str]) -> None:
    assert list(titles) == list(PAGES)
    begins = [page[1] for page in pages]
    for sheet, most in PAGES.items():
        assert 1 <= begins.count(titles[sheet]) <= most, sheet
    assert list(dict.fromkeys(begins)) == list(titles.values())


def test_every_page_says_that_the_checks_pass(pages: list[list[str]]) -> None:
    for number, page in enumerate(pages, 1):
        assert "All checks pass" in page[3], f"page {number}"
        assert len(page) > 8, f"page {number} is nearly blank"


def test_no_cell_is_too_narrow_or_an_error(pages: list[list[str]]) -> None:
    bad = [(n, line) for n, page in enumerate(pages, 1) for line in page if re.search(ERRORS, line)]
    assert not bad[:3]


def test_the_memo_tells_the_fleet(pages: list[list[str]]) -> None:
    (memo,) = ("\n".join(page) for page in pages if "The fleet on one page" in page)
    for words in (
        "Value lost in the first year", "An hour sold costs", "Return on the capital",
        "Opening price to break even", "What is a GPU worth as it ages?",
        "What does an hour cost?", "The lender", "that lets at", "moves net income by",
    ):  # fmt: skip
        assert words in memo, words
