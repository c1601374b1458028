"""Cells to and from Calc, without LibreOffice."""

from __future__ import annotations

import math
import os
import re
import struct
import sys

import pytest

from addin.calc.cells import CODES, PATH, Answers, add_folders, error, given, sentence
from addin.calc.differences import DIFFERENCES, ENTERED
from addin.call import CODES as SHOWN
from addin.call import NO_ERROR


def number(value):
    """The number of the error that a NaN carries."""
    assert math.isnan(value)
    return struct.unpack("<Q", struct.pack("<d", value))[0] & 0xFFFFFFFF


def test_every_error_has_a_number():
    assert set(CODES) == set(SHOWN)
    assert [number(error(code)) for code in CODES] == list(CODES.values())


def test_given():
    assert given(None) is None
    assert given(2.0) == 2.0
    assert given("") == ""
    assert given((("", 1.0), ("a", ""))) == [[None, 1.0], ["a", None]]


def test_answers():
    answers = Answers()
    assert answers.last_error() == NO_ERROR
    assert answers.compute("LEASE_PV", (0.0, 2.0, 100.0)) == ((200.0,),)
    ((bad,),) = answers.compute("LEASE_PV", (0.0, 0.0, 100.0))
    assert number(bad) == CODES["#NUM!"]
    assert answers.last_error() == "nper must be at least 1, got 0"
    good, bad = answers.compute("LEASE_PV", (0.0, ((1.0,), ("x",)), 100.0, None))
    assert good == (100.0,)
    assert number(bad[0]) == CODES["#VALUE!"]
    assert answers.compute("UDF_SOURCE", ("LEASE_PV",))[0][0].startswith("LEASE_PV(")
    ((bad,),) = answers.compute("NO_SUCH", ())
    assert number(bad) == CODES["#NAME?"]


def test_a_text_stands_alone():
    answers = Answers()
    assert answers.compute_text("UDF_SOURCE", ("LEASE_PV",)).startswith("LEASE_PV(")
    assert number(answers.compute_text("UDF_SOURCE", ("NO_SUCH",))) == CODES["#N/A"]
    pair = (("LEASE_PV",), ("LEASE_ROU",))
    assert number(answers.compute_text("UDF_SOURCE", (pair,))) == CODES["#VALUE!"]
    assert "one text at a time" in answers.last_error()


def test_flags_are_numbers():
    answers = Answers(lambda: (lambda *_: [[True, False, 1.5, "a"]], ""))
    assert answers.compute("X", ()) == ((1.0, 0.0, 1.5, "a"),)
    assert all(type(cell) is not bool for cell in answers.compute("X", ())[0])


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (ModuleNotFoundError("No module named 'numpy'", name="numpy"), "has no package numpy: "),
        (ImportError("No module named 'numpy.core' (or 'x' is unknown)"), "has no package numpy: "),
        (ImportError("wrong\nformat"), "cannot be loaded by the Python .*: wrong format"),
        (SyntaxError("bad"), "cannot be loaded"),
    ],
)
def test_what_is_missing_is_one_sentence(fault, words):
    def load():
        raise fault

    answers = Answers(load)
    ((cell,),) = answers.compute("LEASE_PV", (0.05, 20.0, 200.0))
    assert number(cell) == CODES["#VALUE!"]
    assert answers.last_error() == sentence(fault)
    assert re.search(words, answers.last_error())
    assert "\n" not in answers.last_error()


def test_folders_come_first(monkeypatch):
    monkeypatch.setattr(sys, "path", ["x", "own", "b"])
    monkeypatch.setenv(PATH, "")
    add_folders("own")
    assert sys.path == ["own", "x", "b"]
    monkeypatch.setenv(PATH, os.pathsep.join(["a", "b"]))
    add_folders("own")
    assert sys.path == ["own", "a", "b", "x"]


def test_the_table_of_differences_reads_well():
    texts = [(one.name, one.shown, one.why) for one in DIFFERENCES] + list(ENTERED)
    assert len({name for name, _, _ in texts}) == len(texts)
    for _, shown, why in texts:
        assert shown.endswith(".")
        assert why.endswith(".")
