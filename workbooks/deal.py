"""A deal: the typed inputs of a model, read from a deal file and checked.

A deal file is TOML (JSON, YAML and the Inputs sheet of a finished workbook are read too), with the
sections below. Every input is a plain value or `{ value, unit, source, date, grade, note }`; a unit
that differs from the field's own is converted ("%" for a rate, "$B" for money in a "$M" deal).
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, ClassVar, cast, get_args

from pydantic import BaseModel, ConfigDict, PrivateAttr
from pydantic.fields import FieldInfo

from workbooks.deal_fields import (
    LARGEST,
    Compounding,
    Date,
    Discount,
    Line,
    Note,
    PaymentsAYear,
    Story,
    Timing,
    Unit,
    Whole,
    extra,
    field,
)

_UNITS = ("$", "$k", "$M", "$B")
_FREQS = (1, 2, 4, 12)


class Section(BaseModel):
    """A section of a deal file, or one row of a table in it."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="forbid", frozen=True, strict=True, allow_inf_nan=False
    )


class About(Section):
    """[deal]: names, currency, dates."""

    name: Line = field("text", "Hyperion")
    lessee: Line = field("text", "Meta", "")
    lessor: Line = field("text", "Blue Owl", "")
    asset: Line = field("text", "a data-centre campus", "")
    story: Story = field("text", "What is stylised in these figures.", "")
    currency: Line = field("text", "$", "$")
    unit: Unit = field("choice", "$M", "$M", choices=_UNITS)
    show_unit: Unit = field("choice", "$M", choices=_UNITS)
    asof: Date = field("date", dt.date(2026, 6, 30))
    commencement: Date = field("date", dt.date(2029, 1, 1))
    fy_end: Whole = field("count", 12, 12, low=1, high=12)


class Step(Section):
    """One row of [lease] steps: the rent per year from a lease year on."""

    year: Whole = field("count", 6, low=1, high=40, cell="step_year")
    rent: float = field("money", 220, low=0, high=LARGEST, cell="step_rent")


class Phase(Section):
    """One row of [lease] phases: a share of the campus and the day it is delivered."""

    date: Date = field("date", dt.date(2027, 1, 1), cell="phase_date")
    share: float = field("share", 0.25, above=0, high=1, cell="phase_share")


class Lease(Section):
    """[lease]: what is paid, for how long, and the rate it is measured at."""

    cost: float = field("money", 2000, above=0, high=LARGEST)
    fair_value: float = field("money", 2000, above=0, high=LARGEST)
    rent: float = field("money", 200, low=0, high=LARGEST)
    freq: PaymentsAYear = field("choice", 12, 1, choices=_FREQS)
    timing: Timing = field("choice", "arrears", 0, choices=("arrears", "advance"))
    term: float = field("years", 20, above=0, high=40)
    life: float = field("years", 30, above=0, high=100)
    remaining_life: float = field("years", 30, above=0, high=100)
    escalator: float = field("rate", 0.025, 0.0, above=-1, high=1)
    free: Whole = field("count", 3, 0, low=0, high=480)
    rate: float = field("rate", 0.05, above=-1, high=1)
    comp: Compounding = field("choice", "nominal", "nominal", choices=("nominal", "effective"))
    direct: float = field("money", 10, 0.0, low=0, high=LARGEST)
    prepaid: float = field("money", 10, 0.0, low=0, high=LARGEST)
    allowance: float = field("money", 10, 0.0, low=0, high=LARGEST)
    restoration: float = field("money", 10, 0.0, low=0, high=LARGEST)
    steps: list[Step] = field("table", [], [], rows=12)
    phases: list[Phase] = field("table", [], [], rows=6)


class Renewal(Section):
    """One row of [options] renewals, in their order."""

    years: float = field("years", 4, above=0, high=40, cell="opt_years")
    probability: float = field("share", 0.5, low=0, high=1, cell="opt_p")


class Options(Section):
    """[options]: renewals, termination, purchase, and the facts of the classification."""

    renewals: list[Renewal] = field("table", [], [], rows=9)
    threshold: float = field("share", 0.7, 0.7, low=0, high=1, cell="opt_threshold")
    termination_year: float | None = field("years", 5, None, above=0, high=40)
    termination_penalty: float = field("money", 50, 0.0, low=0, high=LARGEST)
    termination_certain: bool = field("flag", True, False)
    purchase_price: float = field("money", 100, 0.0, low=0, high=LARGEST)
    purchase_certain: bool = field("flag", True, False)
    title: bool = field("flag", True, False)
    specialised: bool = field("flag", True, False)
    short_term: bool = field("flag", True, False)
    relocation: float = field("money", 100, 0.0, low=0, high=LARGEST)


class Exit(Section):
    """One row of [guarantee] exits: the end of the base term, then of each renewal."""

    guaranteed: float = field("money", 1500, low=0, high=LARGEST, cell="exit_guaranteed")
    cap: float | None = field("money", 1000, None, low=0, high=LARGEST, cell="exit_cap")
    expected: float = field("money", 1600, low=0, high=LARGEST, cell="exit_expected")


class Guarantee(Section):
    """[guarantee]: the residual value guarantee, and the lender's debt behind the lease."""

    exits: list[Exit] = field("table", [], [], rows=10)
    probability: float | None = field("share", 0.5, None, low=0, high=1, cell="rvg_p")
    threshold: float = field("share", 0.75, 0.75, low=0, high=1, cell="rvg_threshold")
    spv_debt: float = field("money", 1500, 0.0, low=0, high=LARGEST)
    spv_share: float = field("share", 1, 1.0, low=0, high=1)


class Tax(Section):
    """[tax]: lease against buy."""

    rate: float = field("share", 0.21, 0.0, low=0, high=0.99, cell="tax")
    depr_life: float = field("years", 20, above=0, high=100)
    residual: float = field("money", 400, 0.0, low=0, high=LARGEST, cell="buy_residual")
    maintenance: float = field("money", 10, 0.0, low=0, high=LARGEST)
    discount: Discount = field(
        "choice", "wacc", "after_tax_debt", choices=("after_tax_debt", "wacc")
    )
    wacc: float = field("rate", 0.08, above=-1, high=1)


class Market(Section):
    """[market]: what the tenant's own bonds yield, and what the lessor keeps."""

    tenant_yield: float = field("rate", 0.05, above=-1, high=1)
    yield_freq: PaymentsAYear = field("choice", 2, 2, choices=_FREQS)
    spread: float = field("spread", 200, 200.0, low=-2000, high=5000)
    residual: float = field("money", 400, 0.0, low=0, high=LARGEST)


class Tests(Section):
    """[tests]: the thresholds of the classification."""

    pct_life: float = field("share", 0.75, 0.75, above=0, high=1)
    pct_pv: float = field("share", 0.9, 0.9, above=0, high=1)
    late_life: float = field("share", 0.25, 0.25, low=0, high=1)


class Model(Section):
    """[model]: settings of the workbook itself."""

    tol: float = field("rate", 1e-6, 1e-6, above=0, high=0.01)
    journal_period: Whole = field("count", 1, 1, low=0, high=480)
    grid_rate_step: float = field("rate", 0.005, 0.005, low=0, high=0.3)
    grid_term_step: float = field("years", 1.0, 1, low=0, high=40)
    grid_rvg_step: float = field("share", 0.1, 0.1, low=0, high=1)


class Deal(Section):
    """All inputs of one deal, checked; made by `load_deal` or `workbooks.deal_read.make`."""

    deal: About
    lease: Lease
    options: Options
    guarantee: Guarantee
    tax: Tax
    market: Market
    tests: Tests
    model: Model
    _notes: dict[str, Note | list[Note]] = PrivateAttr(default_factory=dict)

    @property
    def name(self) -> str:
        """The deal's name."""
        return self.deal.name

    def values(self) -> dict[str, Any]:
        """Every input by the name of its cell without `in_`; blank is None, a column is a list."""
        flat: dict[str, Any] = {}
        for section, _ in self:
            part = getattr(self, section)
            for key, info in type(part).model_fields.items():
                value = getattr(part, key)
                if isinstance(value, list):
                    for column, cell in cells_of(row_model(info)).items():
                        flat[cell] = [getattr(row, column) for row in value]
                else:
                    flat[cell_of(key, info)] = None if value == "" else value
        return flat

    def notes(self) -> dict[str, Note | list[Note]]:
        """Source, date, grade and note of every input, by the same names; a list for a table."""
        return dict(self._notes)


def cell_of(key: str, info: FieldInfo) -> str:
    """The name of a field's cell in a workbook, without `in_`."""
    return extra(info)["cell"] or key


def cells_of(model: type[Section]) -> dict[str, str]:
    """The cell name of each key of a section or of a table's row."""
    return {key: cell_of(key, info) for key, info in model.model_fields.items()}


def row_model(info: FieldInfo) -> type[Section]:
    """The model of the rows of a table field."""
    (model,) = get_args(info.annotation)
    return cast("type[Section]", model)


def load_deal(source: str | Path) -> Deal:
    """Read and check a deal: the name of a preset, or a TOML, JSON, YAML or .xlsx file.

    Raises
    ------
    TemplateError
        One sentence that names the field, what it holds, what is allowed, and an example.
    """
    from workbooks import deal_cells, deal_file, deal_read

    path = deal_file.find(source)
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        return deal_cells.read_workbook(path)
    return deal_read.make(deal_file.parse(path))
