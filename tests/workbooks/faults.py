"""Faults planted in a finished model in memory, one at a time, to see its checks turn red.

A fault is one formula changed, one cell overwritten with a number, or one input that the model
must refuse. The next one takes it out again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from workbooks.address import column_letters
from workbooks.engine import Engine
from workbooks.names import Name
from workbooks.template import Template


class Fault(NamedTuple):
    """One cell made wrong: of a name, so far down and so far right; a formula or a number."""

    name: str
    new: str | float
    down: int = 0
    right: int = 0


class Input(NamedTuple):
    """One input that the model cannot hold."""

    key: str
    new: Any


class Model:
    """A deal in a template, in memory, with one fault at a time."""

    def __init__(self, data: bytes, deal: Mapping[str, Any]) -> None:
        self.template, self.deal = Template(data), deal
        self.engine = Engine(data)
        self.raw = self.engine._book._book
        self.engine.set_inputs(deal)
        self.engine.recalc()
        self.undo: list[Any] = []

    def plant(self, fault: Fault | Input) -> None:
        """Put a fault in the place of the last one."""
        self.clean()
        if isinstance(fault, Input):
            self.engine.set_inputs({fault.key: fault.new})
            self.undo.append(lambda: self.engine.set_inputs({fault.key: self.deal[fault.key]}))
        else:
            name, old = place(self.template, fault)
            where = (name.sheet, address(name, fault.down, fault.right))
            new = str(fault.new).format(old=old)
            self.raw.set_formula(*where, f"={new}")
            self.undo.append(lambda: self.raw.set_formula(*where, f"={old}"))
        self.engine.recalc()

    def clean(self) -> None:
        """Take the fault out."""
        while self.undo:
            self.undo.pop()()

    def red(self) -> dict[str, Any]:
        """The checks that are not 0."""
        flags = self.engine.read(f"chk_{name}" for name in self.template.group("chk_"))
        return {name.removeprefix("chk_"): flag for name, flag in flags.items() if flag != 0}


def address(name: Name, down: int, right: int) -> str:
    """A cell of a name."""
    assert name.area.top + down <= name.area.bottom
    assert name.area.left + right <= name.area.right
    return f"{column_letters(name.area.left + right)}{name.area.top + down}"


def place(template: Template, fault: Fault) -> tuple[Name, str]:
    """The name a fault is planted in, and the formula that stands there."""
    name = template.names[fault.name]
    cell = template.sheet(name.sheet).cell(name.area.top + fault.down, name.area.left + fault.right)
    formula = next((item.text for item in cell if item.tag.endswith("}f")), None)
    assert formula, f"{fault.name} holds no formula there"
    return name, formula


@contextmanager
def opened(data: bytes, deal: Mapping[str, Any]) -> Iterator[Model]:
    """The model, clean at the start and clean again at the end."""
    model = Model(data, deal)
    assert model.red() == {}
    yield model
    model.clean()
    model.engine.recalc()
    assert model.red() == {}, "a fault was not taken out"
    model.engine.close()


def turns_red(model: Model, check: str, fault: Fault | Input) -> None:
    """A fault turns its check red, and the master counts it."""
    if isinstance(fault, Fault):
        sheet = model.template.names[fault.name].sheet
        assert sheet != "Checks", "the check itself was changed"
    model.plant(fault)
    red = model.red()
    assert red.get(check) == 1
    assert red["master"] == len(red) - 1


def on_every_sheet(template: Template) -> bool:
    """Whether every sheet says, where a person looks first, how many checks fail."""
    cells = [template.sheet(title).cell(4, 2) for title in template.parts]
    formulas = [[item.text for item in cell if item.tag.endswith("}f")] for cell in cells]
    return all(found == ["row_master_text"] for found in formulas)
