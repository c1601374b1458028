"""The deals that come with OnBalance: sourced, graded, and solved as they say."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import pytest

from workbooks.deal import load_deal
from workbooks.deal_file import presets
from workbooks.developer_model import evaluate
from workbooks.model import build_model, headline


def test_the_presets():
    ours = ["abilene", "build100", "frontier", "hyperion"]
    fleets = ["coreweave", "h100", "hyperscaler", "rentals"]
    names = ["hyperion", "oracle", "seed", "xai", *(f"developer/{name}" for name in ours)]
    names += [f"fleet/{name}" for name in fleets]
    names += [f"question/{year}" for year in (2023, 2024, 2026)]
    assert list(presets()) == names
    assert load_deal("frontier").design == load_deal("hyperion", "developer").design == "developer"
    assert load_deal("hyperion").design == "lease"


@pytest.mark.parametrize("name", presets())
def test_every_number_of_a_preset_has_source_and_grade(name):
    deal = load_deal(name)
    values, notes = deal.values(), deal.notes()
    for key, value in values.items():
        if key in ("show_unit", "unit", "currency") or not isinstance(value, (int, float, dt.date)):
            continue
        note = notes[key]
        assert note.source, key
        assert note.source == "OnBalance default" or note.grade, key
    assert deal.deal.story


@pytest.mark.parametrize("name", presets())
def test_every_row_of_a_preset_has_source_and_grade(name):
    for key, rows in load_deal(name).notes().items():
        if isinstance(rows, list):
            assert all(row.source and row.grade for row in rows), key


def solved_rent(cost, rate, nper, freq=1, timing=0, growth=0.0, residual=0.0):
    """The rent a year whose present value, with the residual's, is the cost: term by term."""
    per = (1 + rate) ** (1 / freq) - 1
    factors = ((1 + growth) ** (k // freq) * (1 + per) ** -(k + 1 - timing) for k in range(nper))
    return (cost - residual * (1 + per) ** -nper) / sum(factors) * freq


def test_rents_that_are_not_public_are_solved_for_the_stated_yield():
    for name in ("oracle", "xai"):
        deal = load_deal(name)
        lease, market = deal.lease, deal.market
        quoted = market.tenant_yield + market.spread / 1e4
        effective = (1 + quoted / market.yield_freq) ** market.yield_freq - 1
        periods = round(lease.term * lease.freq)
        terms = (lease.freq, lease.timing, lease.escalator, market.residual)
        rent = solved_rent(lease.cost, effective, periods, *terms)
        assert lease.rent == pytest.approx(rent, rel=1e-9)


@cache
def outputs(name: str) -> dict[str, Any]:
    """What the reference model of a development says of a preset."""
    return evaluate(load_deal(name, "developer").values())


def test_developments_cost_and_borrow_what_is_public():
    for name, total, loan in (("abilene", 3400, 2300), ("frontier", 26250, 23250)):
        out = outputs(name)
        assert out["out_total"] == pytest.approx(total, rel=1e-6)
        assert out["out_debt"] == pytest.approx(loan, rel=1e-6)
        assert out["out_rent_required"] == pytest.approx(
            load_deal(name).rent.rent_kw, rel=1e-6
        )  # the tenant's bonds and 2%
        assert out["out_spread_quoted"] == pytest.approx(200, abs=1e-3)
    assert outputs("build100")["out_idc"] == pytest.approx(57.859, abs=5e-4)


def test_hyperion_as_its_noteholders_and_its_equity_see_it():
    out = outputs("hyperion")
    assert out["out_total"] == pytest.approx(29_750, rel=1e-6)
    assert out["out_equity"] == pytest.approx(2_450, rel=1e-5)
    assert out["out_perm_size"] == 27_300
    assert out["out_debt_quoted"] == pytest.approx(0.0658, rel=1e-9)
    assert out["out_debt_over_treasury"] == pytest.approx(225, abs=25)  # as reported at issue
    assert out["out_perm_repaid"] == pytest.approx(0, abs=1e-3)  # rent alone repays the notes
    assert out["out_min_dscr"] == pytest.approx(1, abs=1e-6)


def test_the_rent_of_hyperion_repays_its_notes_and_the_guarantee_is_their_balance():
    deal = load_deal("hyperion")
    rent = solved_rent(deal.guarantee.spv_debt, 0.0658, 20)
    assert deal.lease.rent == pytest.approx(rent, rel=1e-9)
    for year, row in zip((4, 8, 12, 16, 20), deal.guarantee.exits, strict=True):
        balance = rent * (1 - 1.0658 ** -(20 - year)) / 0.0658
        assert row.guaranteed == pytest.approx(balance, rel=1e-9, abs=1e-6)
        assert row.expected >= min(row.guaranteed, row.cap)
        assert row.expected == pytest.approx(deal.lease.cost * 0.98**year, abs=0.6)
    assert all(one.probability < deal.options.threshold for one in deal.options.renewals)
    assert deal.deal.asof < deal.deal.commencement


def test_the_seed_deal_is_the_one_of_the_articles():
    deal = load_deal("seed")
    assert (deal.lease.cost, deal.lease.rent, deal.lease.term) == (2000, 200, 20)
    assert deal.lease.life == deal.lease.term
    assert deal.deal.asof == deal.deal.commencement


@cache
def built(name: str) -> bytes:
    """The finished workbook of a preset, made once for all tests here."""
    return build_model(load_deal(name))


@pytest.mark.parametrize(
    ("name", "today", "commencement", "full"),
    [
        ("seed", 2492.4420685080, 2492.4420685080, 2492.4420685080),  # G2 of the golden values
        ("hyperion", 0, 8841.53204134, 31073.48281374),  # G12, in $M
    ],
)
def test_the_headline_of_a_preset(name, today, commencement, full):
    assert headline(built(name)).numbers == pytest.approx((today, commencement, full), rel=1e-8)


@pytest.mark.parametrize(
    "name",
    [name if "/" not in name else pytest.param(name, marks=pytest.mark.slow) for name in presets()],
)
def test_every_preset_builds_passes_its_checks_and_can_be_read_back(name, tmp_path):
    path = tmp_path / "built.xlsx"
    path.write_bytes(built(name))
    assert headline(built(name)).failing == []
    assert load_deal(path) == load_deal(name)
    assert load_deal(path).notes() == load_deal(name).notes()
