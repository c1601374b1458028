"""A deal into a finished workbook, and what the finished workbook says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from udfs.errors import EXCEL_CODES, TemplateError
from workbooks import designs

if TYPE_CHECKING:
    from workbooks.deal import Deal
    from workbooks.engine import Engine

Mode = Literal["native", "udf", "values"]

#: the template of each mode; `values` is the native one with its formulas replaced
FILES = {"native": "{}.xlsx", "udf": "{}_udf.xlsx", "values": "{}.xlsx"}


class Check(NamedTuple):
    """One check of a workbook: its name without `chk_`, and whether it passes."""

    name: str
    passes: bool
    problem: str = ""


class Headline(NamedTuple):
    """The numbers that matter, in the order of the design, and the checks that fail.

    Money is in the unit that the deal shows; a text says why there is no number. A warning is the
    sentence of the workbook's ``out_warning``, where it has one to say.
    """

    numbers: tuple[float | str, ...]
    failing: list[str]
    warning: str = ""


def template_file(name: str, mode: Mode = "native") -> Path:
    """The file of a template that comes with OnBalance."""
    import templates

    (place,) = templates.__path__
    path = Path(place, FILES[mode].format(name))
    if not path.is_file():
        known = sorted(file.stem for file in Path(place).glob("*.xlsx") if "_udf" not in file.stem)
        sentence = f"there is no template {path.stem}; there is {', '.join(known) or 'none yet'}"
        raise TemplateError("template", name, "the name of a template", message=sentence)
    return path


def build_model(deal: Deal, mode: Mode = "native", template: str | None = None) -> bytes:
    """The finished workbook of a deal: inputs filled in, every formula with its value.

    Parameters
    ----------
    deal : Deal
        The inputs.
    mode : {"native", "udf", "values"}
        Excel's own formulas only; the same and a sheet that sets our functions beside them; or
        values in place of formulas.
    template : str, optional
        The name of a template that comes with OnBalance; without it the deal's own.
    """
    from workbooks.package import read_file

    return fill_model(read_file(template_file(template or deal.design, mode)), deal, mode)


def fill_model(data: bytes, deal: Deal, mode: Mode = "native") -> bytes:
    """The finished workbook of a deal from a template's bytes, ours or the user's own."""
    from workbooks.cache import build_file

    return build_file(
        data,
        deal.values(),
        deal.notes(),
        title=f"{deal.name}: {designs.find(deal.design).title}",
        description=f"OnBalance, mode {mode}: {deal.deal.story or deal.name}",
        values_only=mode == "values",
    )


def headline(data: bytes, figures: tuple[designs.Figure, ...] | None = None) -> Headline:
    """The headline of a finished workbook, from the values stored in it.

    Without `figures` it is that of the design.
    """
    from workbooks.template import Template, outputs

    stored = outputs(data)
    figures = figures or designs.of_cells(Template(data).group("in_")).headline
    numbers = tuple(_stated(stored.get(figure.output), figure) for figure in figures)
    flags = {key: flag for key, flag in stored.items() if key.startswith("chk_")}
    failing = [key.removeprefix("chk_") for key, flag in flags.items() if flag != 0]
    warning = str(stored.get("out_warning") or "")
    return Headline(numbers, sorted(set(failing) - {"master"}), warning)


def _stated(number: object, figure: designs.Figure) -> float | str:
    """A number of the headline, or the text that stands in its place where it may have one."""
    if isinstance(number, (int, float)):
        return float(number)
    if figure.may_miss and isinstance(number, str) and number not in EXCEL_CODES:
        return number
    sentence = f"the workbook has no number {figure.output}, it holds {number!r}"
    raise TemplateError(figure.output, number, "a number", message=sentence)


def run_checks(data: bytes) -> list[Check]:
    """Recalculate a workbook and read its checks, the master first.

    Raises
    ------
    TemplateError
        If the file is no workbook, or holds no checks.
    """
    from workbooks.engine import Engine
    from workbooks.template import Template

    names = list(Template(data).group("chk_"))
    if "master" not in names:
        sentence = "the workbook has no name chk_master: it was not made from an OnBalance template"
        raise TemplateError("chk_master", message=sentence)
    names.sort(key=lambda name: name != "master")
    engine = Engine(data)
    try:
        engine.recalc()
        return [_check(engine, name) for name in names]
    finally:
        engine.close()


def _check(engine: Engine, name: str) -> Check:
    try:
        flag = engine.read([f"chk_{name}"])[f"chk_{name}"]
    except TemplateError as error:
        return Check(name, False, str(error))
    return Check(name, flag == 0, "" if flag in (0, 1) or name == "master" else str(flag))
