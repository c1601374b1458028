"""Reading formulas: every odd form, what is refused, and the way back to text."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.formula import Tokenizer

from workbooks.address import MAX_COLUMN, MAX_ROW, Area
from workbooks.audit.grammar import parse
from workbooks.audit.nodes import (
    Apply,
    Array,
    Binary,
    Call,
    ErrorNode,
    Flag,
    Group,
    Missing,
    Name,
    Number,
    Postfix,
    Ref,
    Structured,
    Text,
    Unary,
    text,
    walk,
)
from workbooks.audit.r1c1 import normal
from workbooks.audit.tokens import UnparsedError


def ref(area, *, book="", sheet="", sheet_to="", fixed=(False,) * 4, spill=False, written=""):
    return Ref(book, sheet, sheet_to, Area(*area), fixed, spill, written)


A1, B2 = ref((1, 1, 1, 1), written="A1"), ref((2, 2, 2, 2), written="B2")
C3 = ref((3, 3, 3, 3), written="C3")


@pytest.mark.parametrize(
    ("formula", "tree"),
    [
        ("1E+3", Number(1000.0, "1E+3")),
        (".5", Number(0.5, ".5")),
        ('"a""b"', Text('a"b')),
        ('""', Text("")),
        ("true", Flag(True)),
        ("TRUE()", Call("TRUE", (), "TRUE")),
        ("#SPILL!", ErrorNode("#SPILL!", "#SPILL!")),
        ("#N/A", ErrorNode("#N/A", "#N/A")),
        ("#DIV/0!", ErrorNode("#DIV/0!", "#DIV/0!")),
        ("#GETTING_DATA", ErrorNode("#GETTING_DATA", "#GETTING_DATA")),
        ("Sheet1!#REF!", ErrorNode("#REF!", "Sheet1!#REF!")),
        ("#REF!$A$1", ErrorNode("#REF!", "#REF!$A$1")),
        ("a1", ref((1, 1, 1, 1), written="a1")),
        ("$B3", ref((3, 2, 3, 2), fixed=(False, True, False, True), written="$B3")),
        ("B$3:A1", ref((1, 1, 3, 2), fixed=(False, False, True, False), written="B$3:A1")),
        ("A1 : B2", ref((1, 1, 2, 2), written="A1:B2")),
        ("A1#", ref((1, 1, 1, 1), spill=True, written="A1#")),
        (
            "$A:C",
            ref((1, 1, MAX_ROW, 3), fixed=(True, True, True, False), written="$A:C"),
        ),
        (
            "2:$7",
            ref((2, 1, 7, MAX_COLUMN), fixed=(False, True, True, True), written="2:$7"),
        ),
        ("Jan:Dec!A5", ref((5, 1, 5, 1), sheet="Jan", sheet_to="Dec", written="Jan:Dec!A5")),
        (
            "'Q 1:Bob''s'!A1",
            ref((1, 1, 1, 1), sheet="Q 1", sheet_to="Bob's", written="'Q 1:Bob''s'!A1"),
        ),
        (
            "Data!A1:Data!B2",
            ref((1, 1, 2, 2), sheet="Data", written="Data!A1:Data!B2"),
        ),
        ("[1]Plan!A1", ref((1, 1, 1, 1), book="1", sheet="Plan", written="[1]Plan!A1")),
        (
            r"'C:\deals\[Q 1.xlsx]In it'!A1",
            ref(
                (1, 1, 1, 1),
                book=r"C:\deals\Q 1.xlsx",
                sheet="In it",
                written=r"'C:\deals\[Q 1.xlsx]In it'!A1",
            ),
        ),
        ("[1]!Rate", Name("Rate", "", "1", "[1]!Rate")),
        ("Inputs!Rate", Name("Rate", "Inputs", "", "Inputs!Rate")),
        ("Excel|Book!'R1C1'", Name("'R1C1'", "", "Excel|Book", "Excel|Book!'R1C1'")),
        ("R1C1", Name("R1C1", "", "", "R1C1")),
        ("RC", Name("RC", "", "", "RC")),
        ("XFE1", Name("XFE1", "", "", "XFE1")),
        ("A1048577", Name("A1048577", "", "", "A1048577")),
        ("in_rate.v2", Name("in_rate.v2", "", "", "in_rate.v2")),
        (r"\x?", Name(r"\x?", "", "", r"\x?")),
        ("Größe", Name("Größe", "", "", "Größe")),
        ("Deals[Cost]", Structured("Deals", (), ("Cost",), "Deals[Cost]")),
        ("Deals[]", Structured("Deals", (), (), "Deals[]")),
        ("[@Cost]", Structured("", ("This Row",), ("Cost",), "[@Cost]")),
        (
            "Deals[@[A b]:[C]]",
            Structured("Deals", ("This Row",), ("A b", "C"), "Deals[@[A b]:[C]]"),
        ),
        (
            "Deals[[#This Row],[It''s '[x']]]",
            Structured("Deals", ("This Row",), ("It's [x]",), "Deals[[#This Row],[It''s '[x']]]"),
        ),
        (
            "Deals[[#Headers],[#Data],['#]]",
            Structured("Deals", ("Headers", "Data"), ("#",), "Deals[[#Headers],[#Data],['#]]"),
        ),
        ("Deals[#Totals]", Structured("Deals", ("Totals",), (), "Deals[#Totals]")),
        ("F()", Call("F", (), "F")),
        ("F(A1,)", Call("F", (A1, Missing()), "F")),
        ("LOG10(A1)", Call("LOG10", (A1,), "LOG10")),
        ("_xlfn.STDEV.S(A1)", Call("_XLFN.STDEV.S", (A1,), "_xlfn.STDEV.S")),
        ("[1]!Own(A1)", Call("[1]!OWN", (A1,), "[1]!Own")),
        ("@A1", Unary("@", A1)),
        ("@A1:B2", Unary("@", ref((1, 1, 2, 2), written="A1:B2"))),
        ("A1%%", Postfix("%", Postfix("%", A1))),
        ("--A1", Unary("-", Unary("-", A1))),
        ("(A1)#", Postfix("#", Group(A1))),
        ("A1 B2", Binary(" ", A1, B2)),
        ("SUM((A1,B2))", Call("SUM", (Group(Binary(",", A1, B2)),), "SUM")),
        ("A1,B2", Binary(",", A1, B2)),
        ("A1:Plan!B2", Binary(":", A1, ref((2, 2, 2, 2), sheet="Plan", written="Plan!B2"))),
        ("A1:B2:C3", Binary(":", ref((1, 1, 2, 2), written="A1:B2"), C3)),
        (
            "A1:INDEX(B:B,3)",
            Binary(
                ":",
                A1,
                Call(
                    "INDEX",
                    (
                        ref((1, 2, MAX_ROW, 2), fixed=(True, False) * 2, written="B:B"),
                        Number(3.0, "3"),
                    ),
                    "INDEX",
                ),
            ),
        ),
        (
            "{1,-2.5;TRUE,#N/A}",
            Array(
                (
                    (Number(1.0, "1"), Number(-2.5, "-2.5")),
                    (Flag(True), ErrorNode("#N/A", "#N/A")),
                )
            ),
        ),
        (
            "LAMBDA(x,x+1)(A1)",
            Apply(
                Call(
                    "LAMBDA",
                    (
                        Name("x", "", "", "x"),
                        Binary("+", Name("x", "", "", "x"), Number(1.0, "1")),
                    ),
                    "LAMBDA",
                ),
                (A1,),
            ),
        ),
        ("\n A1\t+\r\nB2 ", Binary("+", A1, B2)),
    ],
)
def test_a_formula_and_its_tree(formula, tree):
    assert parse(formula) == tree


@pytest.mark.parametrize(
    ("formula", "meaning"),
    [
        ("-A1^B2", "(-A1)^B2"),
        ("A1^B2^C3", "(A1^B2)^C3"),
        ("A1-B2-C3", "(A1-B2)-C3"),
        ("A1+B2*C3", "A1+(B2*C3)"),
        ("A1/B2*C3", "(A1/B2)*C3"),
        ("A1*B2%", "A1*(B2%)"),
        ("A1&B2+C3", "A1&(B2+C3)"),
        ("A1=B2&C3", "A1=(B2&C3)"),
        ("A1<>B2>=C3", "(A1<>B2)>=C3"),
        ("A1*-B2^C3", "A1*((-B2)^C3)"),
        ("A1^-B2*C3", "(A1^(-B2))*C3"),
        ("A1:B2 B2:C3,C3", "((A1:B2) (B2:C3)),C3"),
        ("-A1:B2", "-(A1:B2)"),
        ("@A1:B2 C3", "@((A1:B2) C3)"),
    ],
)
def test_what_binds_more(formula, meaning):
    def loose(node):
        """The tree as text with parentheses around everything."""
        while isinstance(node, Group):
            node = node.body
        match node:
            case Binary():
                return f"({loose(node.left)}{node.op}{loose(node.right)})"
            case Unary():
                return f"({node.op}{loose(node.operand)})"
            case Postfix():
                return f"({loose(node.operand)}{node.op})"
        return text(node)

    assert loose(parse(formula)) == loose(parse(meaning))


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        ("", "a value is missing"),
        ("A1+", "a value is missing"),
        ("SUM(A1", "opened at character 1 is not closed"),
        ("SUM(A1))", "')' is not expected at character 8"),
        ("(A1,)", "')' is not expected"),
        ("()", "')' is not expected"),
        ("{A1}", "not expected"),
        ("{1,2;3}", "not expected"),
        ("{1,2", "not closed"),
        ("{1+2}", "'+' is not expected"),
        ("5 A1", "' ' is not expected"),
        ("A1 5", "'5' cannot stand behind ' '"),
        ("A1:5", "cannot stand behind ':'"),
        ("A1;B2", "';' is not expected"),
        ('"abc', "at character 1 is not understood"),
        ("'abc", "is not understood"),
        ("Sheet!", "is not understood"),
        ("A1 & ~B2", "'~' at character 6 is not understood"),
        ("A1[", "is not understood"),
        ("XFD:XFE", "outside a sheet"),
        ("1:1048577", "outside a sheet"),
        ("A1(B2)(C3)%(1)", "'(' is not expected"),
    ],
)
def test_what_is_no_formula_ends_in_a_sentence(formula, sentence):
    with pytest.raises(UnparsedError) as caught:
        parse(formula)
    assert sentence in str(caught.value)


def test_64_levels_in_8192_characters_are_read_and_300_end_in_a_sentence():
    inner = "1+" * 3700 + "A1"
    deep = "IF(A1>0," * 64 + inner + ",0)" * 64
    assert 8000 < len(deep) <= 8192
    tree = parse(deep)
    assert text(tree) == deep
    assert sum(isinstance(node, Call) for node in walk(tree)) == 64
    for opened, closed in (("(", ")"), ("SUM(", ")")):
        with pytest.raises(UnparsedError, match="nested more than 256 deep"):
            parse(opened * 300 + "1" + closed * 300)
    assert text(parse("-" * 8000 + "1")) == "-" * 8000 + "1"
    with pytest.raises(UnparsedError, match="characters, 16384 is the most"):
        parse("1+" * 10_000 + "1")


@pytest.mark.parametrize("piece", ["'", '"', "[", "['", "a:", "(", "A1 ", "'a'!", "$", "1:", "#"])
def test_hostile_repetition_takes_no_time(piece):
    formula = piece * (16_000 // len(piece))
    start = time.perf_counter()
    with contextlib.suppress(UnparsedError):
        parse(formula)
    normal(formula, 1, 1)
    assert time.perf_counter() - start < 2


# --------------------------------------------------------------------- the way back to text

CELLS = st.builds(
    "{}{}{}{}".format, st.sampled_from(["", "$"]), st.sampled_from(["A", "AB", "XFD"]),
    st.sampled_from(["", "$"]), st.integers(1, MAX_ROW),
)  # fmt: skip
SHEETS = st.sampled_from(["", "Plan!", "'Bob''s [x'!", "Jan:Dec!", "[2]Out!", "'[Q.xlsx]A b'!"])
LEAVES = st.one_of(
    CELLS,
    st.builds("{}{}".format, SHEETS, CELLS),
    st.builds("{}{}:{}".format, SHEETS, CELLS, CELLS),
    st.sampled_from(["$A:B", "Plan!3:7", "in_rate", "T[Cost]", "T[@[a b]]", "#REF!", "TRUE"]),
    st.sampled_from(["1", "0.25", "1E+3", "2E-7", '"a""(b"', '""', "{1,-2;3,4}"]),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds("{}{}{}".format, inner, st.sampled_from(list("+-*/^&=<>") + ["<>", ">="]), inner),
        st.builds("({})".format, inner),
        st.builds("-{}".format, inner),
        st.builds("{}%".format, inner),
        st.builds("SUM({})".format, st.lists(inner, max_size=3).map(",".join)),
        st.builds("IF({},,{})".format, inner, inner),
        st.builds("LET(x,{},x*{})".format, inner, inner),
    ),
    max_leaves=12,
)


def others_tokens(formula):
    """What openpyxl's reader finds, without the spaces."""
    return [
        (token.value, token.type, token.subtype)
        for token in Tokenizer("=" + formula).items
        if token.type != "WHITE-SPACE"
    ]


@given(TREES)
def test_a_tree_written_back_has_the_same_tokens(formula):
    tree = parse(formula)
    assert others_tokens(text(tree)) == others_tokens(formula)
    assert parse(text(tree)) == tree


@given(TREES)
def test_the_operands_are_those_that_another_reader_finds(formula):
    def mine(node):
        if isinstance(node, Number | Ref | Name | Structured | ErrorNode):
            return node.text
        if isinstance(node, Text | Flag):
            return text(node)
        return None

    skipped = "{1,-2;3,4}"
    formula = formula.replace(skipped, "7")
    found = [mine(node) for node in walk(parse(formula))]
    theirs = [value for value, kind, _ in others_tokens(formula) if kind == "OPERAND"]
    assert [one for one in found if one is not None] == theirs
