"""Annual block and sensitivities of the developer workbook."""

from __future__ import annotations

from collections.abc import Mapping

from workbooks.developer_model.building import Building
from workbooks.developer_model.income import Income
from workbooks.developer_model.lending import Debt
from workbooks.developer_model.returns import Returns
from workbooks.developer_model.spreads import Spreads
from workbooks.developer_model.terms import MONTHS, NOTHING, Cell, Terms

YEARS = 40
STEPS = range(-3, 4)
Grid = list[list[Cell]]


def annual(terms: Terms, debt: Debt, returns: Returns, spreads: Spreads) -> Mapping[str, object]:
    """Sums of each year of operation up to the exit, and balances at its end."""
    opening = terms.build_span
    rent, cash = [0.0] * (YEARS + 1), [0.0] * (YEARS + 1)
    noi, service = [0.0] * (YEARS + 1), [0.0] * (YEARS + 1)
    cash[0] = sum(returns.levered[: opening + 1])
    for month in range(1, terms.exit + 1):
        year = (month - 1) // MONTHS + 1
        rent[year] += returns.income.rent[month - 1]
        cash[year] += returns.levered[opening + month]
    ratios: list[Cell] = [""] * (YEARS + 1)
    for year, earned, due in returns.years():
        noi[year], service[year] = earned, due
        if due > 0.0:
            ratios[year] = earned / due
    return {
        "out_annual_rent": rent,
        "out_annual_noi": noi,
        "out_annual_service": service,
        "out_annual_dscr": ratios,
        "out_annual_balance": _at_ends(debt.balance, terms.exit),
        "out_annual_lease_balance": _at_ends(spreads.owed, terms.term),
        "out_annual_levered": cash,
    }


def _at_ends(months: list[float], last: int) -> list[float]:
    """Balances at the ends of years, nothing from the last month on."""
    ends = range(0, MONTHS * (YEARS + 1), MONTHS)
    return [months[end] if end < last else 0.0 for end in ends]


def grids(
    terms: Terms, building: Building, income: Income, debt: Debt, spreads: Spreads
) -> Mapping[str, Grid]:
    """The four sensitivities, seven by seven."""
    return {
        "out_grid_yoc": _yield_on_cost(terms, building, income),
        "out_grid_margin": _margin(terms, building, income),
        "out_grid_rent": _rent(terms, spreads),
        "out_grid_proceeds": _proceeds(terms, debt),
    }


def _yield_on_cost(terms: Terms, building: Building, income: Income) -> Grid:
    """Rent down, cost per MW across."""
    read = terms.read
    rents = [1.0 + step * read.number("grid_rent_step", 0.05) for step in STEPS]
    factors = [1.0 + step * read.number("grid_cost_step", 0.05) for step in STEPS]
    totals = [building.total_at(terms.delay, factor) for factor in factors]
    return [[income.stabilised_at(rent) / total for total in totals] for rent in rents]


def _margin(terms: Terms, building: Building, income: Income) -> Grid:
    """Exit rate down, further months of delay across."""
    if terms.cap is None:
        return [[NOTHING] * len(STEPS) for _ in STEPS]
    step = round(terms.read.number("grid_delay_step", 3.0))
    totals = [building.total_at(terms.delay + more * step) for more in range(len(STEPS))]
    caps = [terms.cap + k * terms.read.number("grid_cap_step", 0.0025) for k in STEPS]
    return [
        [income.stabilised / cap / total - 1.0 if cap > 0.0 else NOTHING for total in totals]
        for cap in caps
    ]


def _rent(terms: Terms, spreads: Spreads) -> Grid:
    """Rent required: tenant's yield down, spread across."""
    read = terms.read
    yields = [spreads.tenant_yield + k * read.number("grid_yield_step", 0.0025) for k in STEPS]
    asked = read.number("spread", 200.0)
    over = [asked + k * read.number("grid_spread_step", 25.0) for k in STEPS]
    return [[spreads.rent_for(base, spread) for spread in over] for base in yields]


def _proceeds(terms: Terms, debt: Debt) -> Grid:
    """What the income carries: rate of the take-out down, cover ratio across."""
    read = terms.read
    rates = [terms.perm_rate + k * read.number("grid_rate_step", 0.005) for k in STEPS]
    middle = read.number("perm_dscr", 1.0)
    covers = [middle + k * read.number("grid_dscr_step", 0.05) for k in STEPS]
    sizes = [[debt.by_cover(rate, cover) for cover in covers] for rate in rates]
    return [[NOTHING if size is None else size for size in row] for row in sizes]
