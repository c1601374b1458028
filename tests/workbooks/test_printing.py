"""What follows the deal on paper: pages along time, rows of long notes, titles of charts."""

from __future__ import annotations

import io
import re
from datetime import date

import openpyxl
import pytest

from tests.samples import every
from tests.workbooks.books import unzipped
from workbooks.build import path_of
from workbooks.cache import build_file
from workbooks.deal import load_deal
from workbooks.model import build_model
from workbooks.printing import LINE, ROWS
from workbooks.template import Template

LONG = "A source with a title that goes on and on, so that no column of a sheet can hold it whole"
#: an input of each template and a value for it
TRIED = {
    "lease": ("rate", 0.05),
    "developer": ("rent_kw", 80.0),
    "fleet": ("util", 0.6),
    "question": ("life", 6.0),
}
#: a sheet along time, which ends with the deal
ALONG = {"lease": "Schedule", "developer": "Loan"}


each = pytest.mark.parametrize("template", every(9, ["question", "lease", "developer", "fleet"]))


@each
def test_a_long_source_has_its_lines_and_a_short_one_gives_them_back(template: str) -> None:
    key, value = TRIED[template]
    data = path_of(template).read_bytes()
    row = Template(data).names[f"in_{key}_note"].area.top
    found = []
    for source in (LONG, "Short"):
        data = build_file(data, {key: value}, {key: (source, date(2026, 1, 1), "A", "")})
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        listed = [cell for cell in book["Sources"]["D"] if cell.value == source]
        found.append(
            [
                book["Inputs"].row_dimensions[row].height,
                book["Sources"].row_dimensions[listed[0].row].height,
            ]
        )
    assert found == [[2 * LINE, 2 * LINE], [None, None]]


@pytest.mark.parametrize("template", ["lease", pytest.param("developer", marks=pytest.mark.slow)])
@pytest.mark.parametrize("years", [5, pytest.param(20, marks=pytest.mark.slow)])
def test_a_sheet_along_time_ends_with_the_deal(template: str, years: int) -> None:
    sheet = ALONG[template]
    data = build_file(path_of(template).read_bytes(), {"term": years})
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    last = int(re.findall(r"\d+", book[sheet].print_area)[-1])
    name = book.defined_names[f"ax_print_{sheet.lower()}"]
    ((title, cell),) = name.destinations
    assert last == book[title][cell.replace("$", "")].value
    assert book[sheet].page_setup.fitToHeight == -(-last // ROWS)


@each
def test_titles_of_charts_say_the_name_of_the_deal(template: str) -> None:
    data = build_file(path_of(template).read_bytes(), {"name": "Quite another deal"})
    charts = [text for part, text in unzipped(data).items() if part.startswith("xl/charts/chart")]
    assert charts
    said = [b"Quite another deal<" in text for text in charts]
    assert sum(said) >= len(charts) - 1  # one title of the lease says the name of the lessee


@pytest.mark.parametrize(("deal", "drawn"), [("2023", False), ("2026", True)])
def test_a_sheet_without_numbers_draws_no_chart_and_says_so(deal: str, drawn: bool) -> None:
    data = build_model(load_deal(deal, "question"))
    book = openpyxl.load_workbook(io.BytesIO(data))
    shown = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    for name in ("Capex", "Labs"):
        assert len(book[name]._charts) == drawn, name
        said = [str(cell.value) for cell in shown[name]["B"]]
        assert any(text.endswith("there is no chart.") for text in said) != drawn, name
        assert any("Source: the table above" in text for text in said) == drawn, name
    assert len(book["Wall"]._charts) == len(book["Revenue"]._charts) == 1
