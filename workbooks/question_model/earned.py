"""What is earned, what is missing in each reading of the question, and what others say."""

from __future__ import annotations

import math
from collections.abc import Mapping

from workbooks.flat_inputs import Inputs
from workbooks.question_model.cells import BLANK, NOTHING, Cell, known, less, padded, ratio
from workbooks.question_model.chain import Chain
from workbooks.question_model.spending import annuity

COMPANIES, CLAIMS, POINTS, FACTS = 30, 12, 12, 24


class Earned:
    """Revenue of AI against what is required."""

    def __init__(self, read: Inputs, chain: Chain) -> None:
        self.read, self.chain = read, chain
        self.companies = [amount or 0.0 for amount in read.moneys("company_revenue")]
        self.listed = math.fsum(self.companies)
        stated = read.maybe("revenue_stated")
        self.stated = None if stated is None else read.scale * stated
        is_list = read.text("revenue_basis", "list") == "list"
        self.revenue = self.listed if is_list else self.stated or 0.0

    def outputs(self) -> Mapping[str, Cell | list[Cell]]:
        return {
            **self._list(),
            **self._readings(),
            **self._claims(),
            **self._past(),
            **self._facts(),
        }

    def _list(self) -> Mapping[str, Cell | list[Cell]]:
        """The list, its total, and the row that reconciles it with the total stated."""
        unlisted = less(self.stated, self.listed)
        said = NOTHING
        if isinstance(unlisted, float):
            near = self.read.number("tol", 1e-6) * max(1.0, self.stated or 0.0)
            said = "adds up" if abs(unlisted) <= near else "does not add up"
        shares = [ratio(amount, self.listed) for amount in self.companies]
        return {
            "out_revenue_list": self.listed,
            "out_revenue_stated": known(self.stated),
            "out_revenue_unlisted": unlisted,
            "out_adds_up": said,
            "out_revenue": self.revenue,
            "out_company_share": padded(shares, COMPANIES),
        }

    def _readings(self) -> Mapping[str, Cell]:
        """Every year; once over the life; as an annuity."""
        needs = {
            "": self.chain.required,
            "_life": self.chain.required / self.read.number("life", 5.0),
            "_annuity": annuity(self.read, self.chain).revenue,
        }
        found: dict[str, Cell] = {"out_required_life": needs["_life"]}
        for name, need in needs.items():
            found[f"out_gap{name}"] = need - self.revenue
            found[f"out_coverage{name}"] = ratio(self.revenue, need)
        found["out_growth_x"] = ratio(self.chain.required, self.revenue)
        found["out_years_to_cover"] = self._years()
        return found

    def _years(self) -> Cell:
        """Years until revenue that grows as stated is what is required."""
        growth, required = self.read.maybe("revenue_growth"), self.chain.required
        if self.revenue >= required:
            return 0.0
        if self.revenue <= 0.0 or growth is None or growth <= 0.0:
            return NOTHING
        return (math.log(required) - math.log(self.revenue)) / math.log(1.0 + growth)

    def _claims(self) -> Mapping[str, Cell | list[Cell]]:
        """What the article says, less what comes out; what others say, as a multiple of it."""
        read, required = self.read, self.chain.required
        said = {key: read.maybe(f"claim_{key}") for key in ("required", "gap")}
        shown = {key: None if x is None else read.scale * x for key, x in said.items()}
        others = [ratio(amount, required) for amount in read.moneys("other_required")]
        return {
            "out_claim_required_diff": less(shown["required"], required),
            "out_claim_gap_diff": less(shown["gap"], required - self.revenue),
            "out_other_ratio": padded(others, CLAIMS),
        }

    def _past(self) -> Mapping[str, list[Cell]]:
        """The question on each day it was asked."""
        read = self.read
        amounts, mults = read.moneys("point_gpu"), read.numbers("point_mult")
        margins, earned = read.numbers("point_margin"), read.moneys("point_revenue")
        required: list[Cell] = []
        gaps: list[Cell] = []
        coverage: list[Cell] = []
        for gpu, mult, margin, revenue in zip(amounts, mults, margins, earned, strict=True):
            if gpu is None or mult is None or margin is None:
                continue
            need = gpu * mult / (1.0 - margin)
            required.append(need)
            gaps.append(BLANK if revenue is None else need - revenue)
            coverage.append(ratio(revenue, need, BLANK))
        names = ("required", "gap", "coverage")
        columns = (required, gaps, coverage)
        return {f"out_point_{n}": padded(c, POINTS) for n, c in zip(names, columns, strict=True)}

    def _facts(self) -> Mapping[str, list[Cell]]:
        """Figures of the articles against what they are held against."""
        ratios: list[Cell] = []
        gaps: list[Cell] = []
        pairs = (self.read.numbers("fact_amount"), self.read.numbers("fact_against"))
        for amount, against in zip(*pairs, strict=True):
            ratios.append(ratio(amount, against, BLANK))
            gaps.append(BLANK if amount is None or against is None else amount - against)
        return {"out_fact_ratio": padded(ratios, FACTS), "out_fact_diff": padded(gaps, FACTS)}
