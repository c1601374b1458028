"""What the workbook of the question says of itself."""

from __future__ import annotations

from workbooks.build.front import Words

SHEETS = (
    ("Inputs", "Every input, with its source, date and grade"),
    ("Deal", "The memo: headline numbers, two charts, the story"),
    ("Terms", "Constants, units, words of the choices"),
    ("Question", "From chips to revenue required; three readings of the period"),
    ("Revenue", "By company, and the row that reconciles the list with the total"),
    ("Annuity", "The capital earned back year by year"),
    ("Capex", "Rates of a year, guidance by company"),
    ("Wall", "Depreciation that spending has locked in"),
    ("Labs", "A year of each laboratory; margin by price of compute"),
    ("Game", "Invest or hold back: best answers, equilibria, regret"),
    ("Context", "Figures of the articles, and what to hold them against"),
    ("History", "The question on each day it was asked; other claims"),
    ("Sensitivity", "Two grids"),
    ("Checks", "Each number by two routes"),
    ("Sources", "Inputs and where they come from"),
    ("Notes", "Methods, map of the formulas, contract"),
)
METHODS = (
    "Revenue required: spending on chips, times the whole cost over that of the chips, over what "
    "margins leave: (1 - margin of the cloud) x (1 - margin of the user). Dividing by 1 - 50% is a "
    "doubling; at no other margin is it.",
    "Period: the articles are read in two ways. Every year: the amount is needed each year. Over "
    "the life: one year's spending must bring it in once, over the years its chips last. When "
    "spending goes on at that level the second becomes the first.",
    "Annuity: the whole cost earned back at the cost of capital over the life, over what the "
    "user's margin leaves. It is the third reading, with a return, of the same cost as the others; "
    "without return, running cost and residual its sum over the life is reading 1. Running cost is "
    "on top: none where the multiple holds what runs the chips, or it would count twice.",
    "Multiple: stated, or built from parts. Parts marked capital make a capital of their own, "
    "which may be above a stated multiple; it and any other capital named, such as a forecast of "
    "several years, have a line on Annuity and are no reading of the question.",
    "The rows that reconcile show what an article's own figures leave open: they are differences, "
    "not errors of the model, and turn no check red.",
    "Depreciation wall: each year's spending in equal parts over the life, a whole part in its own "
    "year and a part year at the end, plus the charge of what was there before.",
    "Growth is on the period before; intensity is spending over the sales of the same period.",
    "Runway: months of cash at a level loss. The price of a GPU-hour that leaves no loss scales "
    "both inference and training.",
    "Game: regret is the best payoff against that choice less the payoff; a trap is an equilibrium "
    "that another outcome beats for one player without harm to the other.",
)
WORDS = Words(
    "AI revenue question",
    (("Article", "in_article"), ("Asset", "in_asset")),
    "Sets the revenue that spending on chips asks for against the revenue that is earned: by the "
    "rule of the articles, in each reading of its period, and as an annuity.",
    SHEETS,
    METHODS,
    ("Wall",),
)
