"""What strangers do on purpose: the survey keeps quiet about it, and still sees the fault beside.

Each case is a habit of real workbooks that looks like a slip to a rule that knows less.
"""

from __future__ import annotations

import pytest

from tests.workbooks.audit.small import book
from tests.workbooks.audit.test_survey import DATA, HEAD, column, found, loud, row
from workbooks.audit.survey import audit

LETTERS = "BCDEFGHI"


def sums(line: int, first: int = 2, last: int = 7, letters: str = LETTERS) -> dict[str, object]:
    return row(line, *(f"=SUM({one}{first}:{one}{last})" for one in letters), start=letters[0])


def test_a_column_of_totals_meets_a_row_of_totals() -> None:
    cells = {**HEAD, **DATA, **sums(9), "F1": "Half"}
    cells |= {f"F{line}": f"=SUM(B{line}:E{line})" for line in (2, 3, 4, 5, 6, 7, 9)}
    assert found(cells) == []  # row 8 is empty: the cell below is still one of its column
    assert found({**cells, "F9": "=SUM(B9:D9)"}) == ["a1 S!F9"]


def test_a_row_of_another_kind_below_a_table() -> None:
    cells: dict[str, object] = {}
    for line in range(2, 12):
        cells |= {f"B{line}": line, f"C{line}": 2 * line, f"D{line}": f"=B{line}*C{line}"}
        cells |= {
            f"E{line}": f"=D{line}/C{line}",
            f"F{line}": f'=IF(A{line}="x",0,D{line}-B{line})',
        }
    below = {letter: f"=MAX({letter}2:{letter}11)" for letter in "BCD"}
    cells |= {f"{letter}12": text for letter, text in below.items()}
    cells |= {"E12": "=D12/B12", "F12": "=D12-C12"}
    assert found(cells) == []
    assert found({**cells, "E8": "=D8/B8"}) == ["a1 S!E8"]


def test_the_formula_of_the_column_without_its_guard() -> None:
    cells = {**DATA, **sums(8)}
    cells |= {
        f"E{line}": f'=IF(A{line}="","",IF(D{line}=0,0,C{line}/D{line}))' for line in range(2, 8)
    }
    cells["E8"] = "=IF(D8=0,0,C8/D8)"
    assert found(cells) == []


def test_headings_that_are_fetched() -> None:
    names = {f"A{line}": f"Word {line}" for line in range(1, 40)}
    cells = row(1, *(f"=Words!$A{line}" for line in (3, 3, 3, 9, 3, 3)))
    cells = {address: (text, "Word 3") for address, text in cells.items()}
    assert loud(audit(book({"Words": names, "S": cells}), "survey")) == []
    numbers = {address: text for address, (text, _) in cells.items()}  # type: ignore[misc]
    fetched = book({"Words": {f"A{line}": line for line in range(1, 40)}, "S": numbers})
    assert [one.place for one in loud(audit(fetched, "survey"))] == ["S!E1"]


def test_another_column_of_a_table() -> None:
    table = {f"{letter}{line}": line for letter in "RSTU" for line in range(1, 9)}
    texts = [f"=VLOOKUP(A{line},$R$1:$U$8,{3 if line == 5 else 2},FALSE)" for line in range(2, 9)]
    cells = {**table, **column("A", 1, 2, 3, 4, 5, 6, 7), **column("B", *texts)}
    assert found(cells) == []
    assert found({**cells, "B5": "=VLOOKUP(A6,$R$1:$U$8,2,FALSE)"}) == ["a1 S!B5"]


def test_a_difference_that_returns_all_along_a_column() -> None:
    texts = [f"=B{line}*{'$K$2' if line % 5 == 0 else '$K$1'}" for line in range(2, 24)]
    cells = {**column("B", *range(3, 25)), **column("C", *texts), "K1": 2, "K2": 3}
    ragged = {**cells, "C15": "=B15*$K$3", "C11": "=B11*$K$4", "K3": 1, "K4": 5}
    assert found(ragged) == []


def test_a_formula_among_broken_ones() -> None:
    texts = ["=IF(#REF!=0,1,2)"] * 4 + ["=IF(D6=0,1,2)"] + ["=IF(#REF!=0,1,2)"] * 3
    cells = {**column("B", *texts), **column("D", 1, 2, 3, 4, 5, 6, 7, 8)}
    assert found(cells) == ["c8 S!B2:B5, B7:B9"]


def test_a_cell_that_somebody_chose_on_another_sheet() -> None:
    rates = {f"H{line}": line for line in range(1, 30)}
    texts = [f"=B{line}*Rates!$H$3" for line in range(2, 7)] + ["=B7*Rates!H9"]
    cells = {**column("B", 1, 2, 3, 4, 5, 6), **column("C", *texts)}
    assert loud(audit(book({"Rates": rates, "S": cells}), "survey")) == []


# ------------------------------------------------------------------ typed numbers


def test_counting_begins_anew() -> None:
    texts = [f"=A{line - 1}+1" for line in range(3, 20)]
    cells = {"A2": 1, **column("A", *texts, start=3)}
    assert found({**cells, "A9": 501}) == []
    assert found({**cells, "A9": 501, "A10": 1}) == []


def test_an_own_number_in_a_list_of_links() -> None:
    data = {f"{letter}{line}": line for letter in "BC" for line in range(2, 12)}
    links = {f"{letter}{line}": f"=Base!{letter}{line}" for letter in "BC" for line in range(2, 12)}
    typed = {"B6": 538.5, "C6": 484.7, "B7": 46.7, "C7": 42.1}
    sheets = {"Base": data, "S": {**links, **typed}}
    assert loud(audit(book(sheets), "survey")) == []


def test_a_number_that_feeds_the_line_it_heads() -> None:
    texts = [f"=$B2*{one}1" for one in "CDEFGHIJ"]
    assert found({**row(1, *range(2, 11)), **row(2, 747, *texts)}) == []


def test_a_number_behind_two_sums() -> None:
    cells = {**DATA, **sums(8, letters="BC"), "D8": 13, "D1": "Note"}
    assert found({**cells, "E8": "n/a"}) == []


# ------------------------------------------------------------------ ranges and errors


def test_a_total_above_its_parts() -> None:
    parts = {f"A{line}": f"Part {line}" for line in range(2, 12)} | column("B", *range(20, 30))
    assert found({**parts, "B2": "=SUM(B3:B9)"}) == []
    below = {f"A{line}": f"Part {line}" for line in range(2, 9)} | column("B", *range(20, 26))
    assert found({**below, "B8": "=SUM(B3:B7)"}) != []


def test_a_subtotal_taken_off_again() -> None:
    cells = {**row(2, 1, 2, 3), "E2": "=SUM(B2:D2)", "F2": 7, "G2": 8}
    assert found({**cells, "H2": "=SUM(B2:G2)-E2"}) == []
    assert found({**cells, "H2": "=SUM(B2:G2)"}) == ["c4 S!H2"]


def test_one_series_explained_by_several() -> None:
    table = {f"{letter}{line}": line for letter in "KLMN" for line in range(2, 9)}
    assert found({**table, "P2": "=SUM(LINEST(N2:N8,K2:M8))"}) == []
    assert found({**table, "P2": "=SUM(LINEST(N2:N8,K2:M7))"}) == ["c6 S!P2"]


def test_errors_pasted_as_values() -> None:
    assert found({"A1": 5, "B1": "#VALUE!", "B2": "#REF!"}) == []
    assert found({"A1": 5, "B1": ("=FIND(1,A1)", "#VALUE!")}) == ["d1 S!B1"]


def test_a_broken_formula_is_one_finding() -> None:
    cells = {f"B{line}": ("=#REF!*2", "#REF!") for line in range(1, 100)}
    assert found(cells) == ["c8 S!B1:B99"]


def test_empty_cells() -> None:
    assert found({"B1": "=B20*2"}) == ["c1 S!B1"]
    assert found({"B1": "=" + "+".join(f"B{line}" for line in range(20, 40, 2))}) == []
    named = book({"S": {"B1": "=PRA1*2", "C9": 5}}, {"PRA1": "S!$C$9"})
    assert loud(audit(named, "survey")) == []


@pytest.mark.parametrize("kind", ["iterate", "manual"])
def test_how_it_calculates_is_a_note(kind: str) -> None:
    from workbooks.audit.model import Calculation

    calculation = Calculation(mode="manual") if kind == "manual" else Calculation(iterate=True)
    cells = {"S": {"A1": 1, "B1": "=A1*2"}}
    report = audit(book(cells, calculation=calculation), "survey")
    assert [one.rule for one in report.findings if one.rule.startswith("f10")] != []
    assert loud(report) == []


def test_the_first_of_a_line_with_another_sign() -> None:
    texts = [f"={'-' if line == 3 else ''}A{line - 1}*1.05" for line in range(3, 14)]
    cells = {"A2": 100, **column("A", *texts, start=3)}
    assert found(cells) == ["a4 S!A3"]
    assert found({**cells, "A3": "=K9*0.5", "K9": 3}) == []


def test_a_chain_of_cells_one_of_which_is_empty() -> None:
    chains = row(9, *(f"=SUM({one}2+{one}3+{one}4+{one}6+{one}7)" for one in LETTERS))
    cells = {**DATA, **chains, "E6": "none"}
    assert found(cells) == []
    assert found({**cells, "E9": "=SUM(E2+E3+E7)"}) == ["a1 S!E9"]


def test_what_two_rules_find_in_part_of_the_same_cells() -> None:
    cells = {"B10": "=Z50*2", "D10": "=Z60+5000", "F10": "=AB60+5000", "AB60": 3}
    assert found(cells) == ["b4 S!D10, F10", "c1 S!B10, D10"]
    assert found({**cells, "B10": 4}) == ["b4 S!D10, F10"]


def test_the_numbers_of_the_columns_of_a_form() -> None:
    amounts = {**row(3, *range(50, 59)), **row(4, *range(70, 79)), "H6": "=E3"}
    amounts |= {"B6": "=B3*2", "C6": "=C4+1", "D6": "=D3-D4"}
    assert found({**amounts, **row(1, *"123456789")}) == []
    assert found({**amounts, **row(1, *range(2001, 2010))}) == ["c16 S!H6"]
