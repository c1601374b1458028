"""Workbooks that mean harm end in a sentence or in a finished audit, in bounded time and memory."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable

import pytest

from tests.samples import every
from tests.workbooks.audit.test_read import SHEET, made
from tests.workbooks.books import MAIN, unzipped, zipped
from udfs.errors import TemplateError
from workbooks.address import column_letters
from workbooks.audit import read_sheet
from workbooks.audit.read import read
from workbooks.audit.survey import audit

SECONDS, MEGABYTES = 30, 60
HEAD = f'<worksheet xmlns="{MAIN}">'


def with_part(name: str, content: str) -> bytes:
    """A workbook in which one part is another."""
    return zipped({**unzipped(made(A1=1)), name: content.encode()})


def with_cells(*cells: tuple[str, str]) -> bytes:
    """A workbook with these formulas by address, in order."""
    rows: dict[str, list[str]] = {}
    for address, formula in cells:
        row = address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        rows.setdefault(row, []).append(f'<c r="{address}"><f>{formula}</f><v>1</v></c>')
    lines = "".join(f'<row r="{row}">{"".join(texts)}</row>' for row, texts in rows.items())
    return with_part(SHEET, f"{HEAD}<sheetData>{lines}</sheetData></worksheet>")


def refused(data: bytes) -> str:
    with pytest.raises(TemplateError) as caught:
        read(data)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_bomb() -> None:
    assert "compressed more than" in refused(with_part(SHEET, HEAD + " " * 30_000_000))


def test_entities() -> None:
    text = '<!DOCTYPE w [<!ENTITY a "b">]>' + HEAD + "<sheetData/></worksheet>"
    assert "document type" in refused(with_part(SHEET, text))


def test_nothing_inside() -> None:
    assert "not a workbook" in refused(b"no workbook")
    assert "not a worksheet" in refused(with_part(SHEET, f'<chartsheet xmlns="{MAIN}"/>'))
    assert "not well-formed" in refused(with_part(SHEET, HEAD + "<sheetData><row>"))


def test_cells_outside_a_sheet() -> None:
    for address in ("XFE1", "A1048577", "A99999999999999999999", "1A"):
        row = f'<row><c r="{address}"><v>1</v></c></row>'
        text = refused(with_part(SHEET, f"{HEAD}<sheetData>{row}</sheetData></worksheet>"))
        assert "outside a sheet" in text


def test_too_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_sheet, "MAX_CELLS", 3)
    assert "too many to audit" in refused(made(A1=1, A2=2, A3=3, A4=4))


def test_shared_formulas_do_not_grow_without_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_sheet, "MAX_FORMULA_TEXT", 50_000)
    first = "+".join(["A1"] * 500)
    cells = f'<c r="B1"><f t="shared" si="0" ref="B1:B99">{first}</f></c>'
    rows = f'<row r="1">{cells}</row>' + "".join(
        f'<row r="{row}"><c r="B{row}"><f t="shared" si="0"/></c></row>' for row in range(2, 100)
    )
    data = with_part(SHEET, f"{HEAD}<sheetData>{rows}</sheetData></worksheet>")
    assert "too long to audit" in refused(data)


def test_a_large_array() -> None:
    cell = '<row r="1"><c r="A1"><f t="array" ref="A1:XFD1048576">1</f></c></row>'
    data = with_part(SHEET, f"{HEAD}<sheetData>{cell}</sheetData></worksheet>")
    assert "too large" in refused(data)


def many_styles(count: int = 100_000) -> bytes:
    item = '<xf numFmtId="2" fontId="0" fillId="0" borderId="0"/>'
    head = f'<styleSheet xmlns="{MAIN}"><cellXfs>'
    # not all alike, so that the part does not look like a bomb
    many = "".join(item.replace('"2"', f'"{number % 977 * 131}"') for number in range(count))
    return with_part("xl/styles.xml", head + many + "</cellXfs></styleSheet>")


def deep_formula() -> bytes:
    nested = "ABS(" * 64 + "A1" + ")" * 64
    longest = nested + "+A1" * ((8_192 - len(nested)) // 3)
    return with_cells(*((f"B{row}", longest) for row in range(1, 4)))


def too_deep() -> bytes:
    return with_cells(("B1", "ABS(" * 1_500 + "A1" + ")" * 1_500), ("B2", "-" * 8_000 + "1"))


def one_cycle() -> bytes:
    length = 20_000
    return with_cells(*((f"A{row}", f"A{row % length + 1}+1") for row in range(1, length + 1)))


def all_on_all() -> bytes:
    return with_cells(*((f"A{row}", "SUM(A$1:A$3000)") for row in range(1, 3_001)))


def wide() -> bytes:
    texts = (f"SUM($A1:{column_letters(column - 1)}1)" for column in range(2, 16_385))
    cells = [(f"{column_letters(column)}1", text) for column, text in enumerate(texts, 2)]
    return with_cells(("A1", "1"), *cells)


def all_different() -> bytes:
    return with_cells(
        *(
            (f"C{row}", f"A{row * 7 % 9_001 + 1}*B{row * 11 % 8_009 + 1}+{row}")
            for row in range(1, 2_001)
        )
    )


def errors() -> bytes:
    cells = "".join(
        f'<row r="{row}"><c r="A{row}" t="e"><f>SUM(B$1:Z${row + 9_000})/0</f>'
        "<v>#DIV/0!</v></c></row>"
        for row in range(1, 5_001)
    )
    return with_part(SHEET, f"{HEAD}<sheetData>{cells}</sheetData></worksheet>")


def names() -> bytes:
    parts = unzipped(made(A1="=x1000"))
    many = "".join(
        f'<definedName name="x{n}">x{n + 1}+x{n + 2}</definedName>' for n in range(9_999)
    )
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"<definedNames/>", f"<definedNames>{many}</definedNames>".encode()
    ).replace(b"<definedNames />", f"<definedNames>{many}</definedNames>".encode())  # fmt: skip
    assert b"x9998" in parts["xl/workbook.xml"]
    return zipped(parts)


def million_styles() -> bytes:
    return many_styles(1_000_000)


HOSTILE = every(
    3,
    (
        deep_formula,
        million_styles,
        all_on_all,
        one_cycle,
        errors,
        all_different,
        too_deep,
        names,
        wide,
    ),
)


@pytest.mark.parametrize("make", HOSTILE)
def test_a_finished_audit_in_bounds(make: Callable[[], bytes]) -> None:
    data = make()
    started = time.process_time()
    report = audit(data, "survey")
    assert report.coverage.cells > 0
    assert time.process_time() - started < SECONDS


@pytest.mark.slow
def test_memory() -> None:
    data = many_styles()
    tracemalloc.start()
    try:
        read(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MEGABYTES << 20


def test_what_is_too_deep_is_counted() -> None:
    report = audit(too_deep(), "survey")
    assert any("B1" in text for text in report.coverage.unparsed)
