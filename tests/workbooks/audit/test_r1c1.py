"""Formulas relative to their cell: copies are one text, differences stay, and it is quick."""

from __future__ import annotations

import string
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator, TranslatorError

import templates
from tests.workbooks.audit.planted import some
from workbooks import designs
from workbooks.address import column_letters
from workbooks.audit import r1c1
from workbooks.audit.grammar import parse
from workbooks.audit.nodes import Ref, walk
from workbooks.audit.r1c1 import normal, normal0

TEMPLATES = Path(templates.__file__).parent
PARTS = st.sampled_from(
    ["B7", "$B7", "B$7", "$B$7", "C5:D9", "$C5:D$9", "E:F", "$E:F", "12:13", "12:$13", "Plan!B7"]
    + ["'Bob''s'!C5:C9", "'In it'!$B$2", "LOG10(B9)", "SUM(C5:C8)", "in_rate", "TAX2020.x"]
    + ['"B7 is not a cell"', '"a""B7"', "1E+3", "0.5", "Jan:Dec!B7", "Deals[Cost]", "#REF!"]
)
FORMULAS = st.lists(PARTS, min_size=1, max_size=6).flatmap(
    lambda parts: st.lists(
        st.sampled_from(["+", " - ", "*", "&", "<>", "^"]),
        min_size=len(parts), max_size=len(parts),
    ).map(lambda ops: "".join(map("".join, zip(parts, ops, strict=True))) + "1")
)  # fmt: skip


@given(FORMULAS, st.integers(-3, 40), st.integers(-1, 30))
@example("$B7+'In it'!$B$2+SUM(C5:C8)+E:$F+1", 3, 2)
def test_a_formula_copied_by_another_program_stays_the_same(formula, down, right):
    origin, target = "H20", f"{column_letters(8 + right)}{20 + down}"
    try:
        copied = Translator("=" + formula, origin).translate_formula(target)[1:]
    except TranslatorError:
        return
    assert normal(copied, 20 + down, 8 + right) == normal(formula, 20, 8)
    assert normal0(copied, 20 + down, 8 + right) == normal0(formula, 20, 8)


@given(FORMULAS, st.integers(0, 40), st.integers(0, 30))
def test_the_cells_of_a_copy_are_those_that_the_first_tree_says(formula, down, right):
    target = f"{column_letters(8 + right)}{20 + down}"
    copied = Translator("=" + formula, "H20").translate_formula(target)[1:]
    moved = [node.moved(down, right) for node in walk(parse(formula)) if isinstance(node, Ref)]
    assert moved == [node.area for node in walk(parse(copied)) if isinstance(node, Ref)]


@given(FORMULAS | st.text(string.printable, max_size=40))
def test_the_quick_way_says_the_same_as_the_careful_one(formula):
    quick = r1c1._quick(formula, 20, 8)
    careful = r1c1._written(formula, 20, 8, r1c1._number, str)
    assert quick is None or quick == careful


@given(st.lists(st.tuples(FORMULAS, st.integers(0, 9), st.integers(0, 9)), max_size=6))
def test_copies_are_written_as_each_alone(given_):
    """Formulas copied by another program to cells here and there, in any order."""
    copies = r1c1.Copies()
    for formula, down, right in given_:
        for row, column in ((20, 8), (21 + down, 8), (21 + down, 9 + right)):
            target = f"{column_letters(column)}{row}"
            text = Translator("=" + formula, "H20").translate_formula(target)[1:]
            assert copies.normal(text, row, column) == normal(text, row, column)


def test_what_looks_like_a_copy_and_is_none():
    for pair in ((("A3", 3, 2), ("A-1", 0 + 1, 2)), (("A1", 1, 3), ("XFD1", 1, 1))):
        copies = r1c1.Copies()
        for one in pair:
            assert copies.normal(*one) == normal(*one)


@pytest.mark.parametrize(
    ("formula", "written"),
    [
        ("A1", "R[-4]C[-2]"),
        ("C5", "RC"),
        ("$C$5+C$5+$C5", "R5C3+R5C+RC3"),
        ("B:$D", "C[-1]:C4"),
        ("4:$6", "R[-1]:R6"),
        ("sum( a1 : b2 )", "SUM(R[-4]C[-2]:R[-3]C[-1])"),
        ("A1:C9 B2:B3", "R[-4]C[-2]:R[4]C R[-3]C[-1]:R[-2]C[-1]"),
        ("'Plan'!A1", "Plan!R[-4]C[-2]"),
        ("'P 1'!A1", "'P 1'!R[-4]C[-2]"),
        ("Jan:Dec!A5", "Jan:Dec!RC[-2]"),
        ("[1]Plan!A5", "[1]Plan!RC[-2]"),
        ("'[B 1.xlsx]P'!A5", "'[B 1.xlsx]P'!RC[-2]"),
        ("C5#", "RC#"),
        ("Deals[[#This Row],[A1]]*1.50", "Deals[[#This Row],[A1]]*1.5"),
        ("in_Rate*1000000+1E+3+1e20", "IN_RATE*1000000+1000+1e+20"),
        ('"C5"&C5', '"C5"&RC'),
        ("XFE1+C5", "XFE1+RC"),
        ("LOG10(C5)", "LOG10(RC)"),
        ("#REF!C5", "#REF!RC"),
        ("R1C1", "R1C1"),
    ],
)
def test_what_is_written(formula, written):
    assert normal(formula, 5, 3) == written


def test_literals_are_one_text_without_their_value():
    assert normal0('A1*2+IF(B1="x",10%,3E+2)', 1, 3) == "RC[-2]*#+IF(RC[-1]=#,#%,#)"


@pytest.mark.parametrize("name", some(designs.NAMES, {"question"}))
def test_every_formula_of_a_template_is_read(name):
    """Each is read, and the quick way agrees with the careful one."""
    book = openpyxl.load_workbook(TEMPLATES / f"{name}.xlsx", read_only=True)
    count = 0
    read = set()
    for sheet in book:
        copies = r1c1.Copies()
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                formula, place = cell.value[1:], (cell.row, cell.column)
                text = normal(formula, *place)
                assert text == r1c1._written(formula, *place, r1c1._number, str)
                assert text == copies.normal(formula, *place)
                if text not in read:
                    parse(formula)
                read.add(text)
                count += 1
    assert 10 < len(read) < count / 2
