"""Mechanisms 9 to 22: capital spending, the revenue question, the laboratories."""

from __future__ import annotations

from workbooks.build.tour.parts import ASSUMED, COMPUTED, Figure, Input, Mechanism

_B = "$B"
_TWICE = Input("mult", "Whole cost over that of the chips", 2, "x", "S1")
_MARGIN = Input("margin", "Margin of their user", 0.5, "%", "S1")

QUESTIONS = (
    Mechanism(
        9,
        "The $200 billion question: $50B of chips, as much again to run them, a margin of one half",
        "S1",
        (
            Input("chips", "Nvidia's data-centre sales, a year", 50, _B, "S1"),
            _TWICE,
            _MARGIN,
            Input("none", "No margin", 0, "%", ASSUMED),
        ),
        (
            Figure("Cost of the data centres", _B, 100, 0.5, "S1", "{chips}*{mult}/(1-{none})",
                   "AI_REVENUE_REQUIRED({chips},{mult},{none})"),
            Figure("Revenue that must be earned", _B, 200, 0.5, "S1", "{chips}*{mult}/(1-{margin})",
                   "AI_REVENUE_REQUIRED({chips},{mult},{margin})"),
        ),
        "S1 calls the second dollar energy, S2 energy and construction, S4 puts power at a tenth: "
        "the multiple is a choice. A margin divides by what it leaves, which doubles at one half "
        "only.",
    ),
    Mechanism(
        10,
        "$75 billion of AI revenue are assumed, so $125 billion are missing",
        "S1",
        (
            Input("required", "Must be earned", 200, _B, "S1"),
            Input("stated", "Revenue as stated", 75, _B, "S1"),
            Input("openai", "OpenAI", 1, _B, "S1"),
            Input("microsoft", "Microsoft", 10, _B, "S1"),
            Input("meta", "Meta", 10, _B, "S1"),
            Input("apple", "Apple", 10, _B, "S1"),
            *(
                Input(key, label, 5, _B, "S1")
                for key, label in (
                    ("oracle", "Oracle"), ("bytedance", "ByteDance"), ("alibaba", "Alibaba"),
                    ("tencent", "Tencent"), ("x", "X"), ("tesla", "Tesla"),
                )
            ),
            Input("google", "Google, in a list of 2024", 10, _B, "Tom's"),
        ),
        (
            Figure("Missing", _B, 125, 0.5, "S1", "{required}-{stated}",
                   "AI_REVENUE_GAP({required},{stated})", (2, 3)),
            Figure("Sum of the list", _B, 61, 0.5, COMPUTED, "SUM({list})",
                   "AI_REVENUE_GAP({required},{list})", (2, 2)),
            Figure("Sum with Google", _B, 71, 0.5, COMPUTED, "SUM({longer})",
                   "AI_REVENUE_GAP({required},{longer})", (2, 2)),
        ),
        '="Inconsistent: the list adds to "&TEXT(SUM({list}),"0")&", with Google to "'
        '&TEXT(SUM({longer}),"0")&", not to "&TEXT({stated},"0")&": "'
        '&TEXT({stated}-SUM({longer}),"0")&" to "&TEXT({stated}-SUM({list}),"0")'
        '&" billion have no name."',
        ranges=(("list", "openai", "tesla"), ("longer", "openai", "google")),
    ),
    Mechanism(
        11,
        "The $600 billion question: AI must sell four times what Nvidia does",
        "S2, S0, S3",
        (
            Input("chips", "Nvidia's run-rate", 150, _B, "S2"),
            _TWICE,
            _MARGIN,
            Input("revenue", "Revenue that the gap quoted implies", 100, _B, COMPUTED),
            Input("required", "Must be earned", "=out_11a", _B, ""),
        ),
        (
            Figure("Revenue that must be earned", _B, 600, 0.5, "S2", "{chips}*{mult}/(1-{margin})",
                   "AI_REVENUE_REQUIRED({chips},{mult},{margin})"),
            Figure("Missing, as usually quoted", _B, 500, 0.5, "S2", "out_11a-{revenue}",
                   "AI_REVENUE_GAP({required},{revenue})", (2, 3)),
        ),
        "The period is not said: over the life of a year's chips, or every year (S3 reads it so). "
        "The workbook of the question shows both.",
    ),
    Mechanism(
        12,
        "All software sold as a service is a market of $250 billion",
        "S0",
        (
            Input("required", "Must be earned", 600, _B, "S0"),
            Input("market", "Software as a service", 250, _B, "S0"),
        ),
        (
            Figure("Required over that market", "x", 2.4, 0.05, COMPUTED, "{required}/{market}",
                   "AI_REVENUE_GAP({required},{market})", (2, 5)),
        ),
        "The required revenue is that of claim 11; the market is the article's figure of 2024.",
    ),
    Mechanism(
        13,
        "Big technology's capital spending rises from $138B to $229B a year, by $91B",
        "S0",
        (
            Input("prior", "A year before", 138, _B, "S0"),
            Input("run", "Annualised", 229, _B, "S0"),
            Input("rise", "Rise as stated", 91, _B, "S0"),
            Input("per", "It is a year's already", 1, "a year", ASSUMED),
        ),
        (
            Figure("Growth, by the rise as stated", "%", 0.659, 5e-4, COMPUTED, "{rise}/{prior}",
                   "CAPEX_RUNRATE({run},{per},{prior})", (2, 2)),
            Figure("Rise", _B, 91, 0.5, "S0", "{run}*{per}-{prior}"),
        ),
        "Inconsistent: the article calls the rise incremental operating expenditure; it is capital "
        "expenditure.",
    ),
    Mechanism(
        14,
        "$60 billion a year are spent on AI by 2026, and some $20 billion earned",
        "S3",
        (
            Input("spent", "Spent a year", 60, _B, "S3"),
            Input("earned", "Earned a year", 20, _B, "S3"),
        ),
        (
            Figure("Missing", _B, 40, 0.5, COMPUTED, "{spent}-{earned}",
                   "AI_REVENUE_GAP({spent},{earned})", (2, 3)),
            Figure("Earned of what is spent", "%", 0.333, 5e-4, COMPUTED, "{earned}/{spent}",
                   "AI_REVENUE_GAP({spent},{earned})", (2, 4)),
        ),
        "Of models alone, by the article; one firm of claim 15 is at 48: the scopes differ.",
    ),
    Mechanism(
        15,
        "Google spends $12 billion a quarter",
        "S3",
        (
            Input("quarter", "A quarter", 12, _B, "S3"),
            Input("per", "Quarters in a year", 4, "a year", "S3"),
        ),
        (
            Figure("A year", _B, 48, 0.5, COMPUTED, "{quarter}*{per}",
                   "CAPEX_RUNRATE({quarter},{per})", (2, 1)),
        ),
        '="Inconsistent in scope: one firm\'s "&TEXT(out_15,"0")&" billion a year beside the "'
        '&TEXT(in_14_spent,"0")&" billion of all in claim 14."',
    ),
    Mechanism(
        16,
        "More than $1 trillion goes into AI in the coming years; 300 million jobs, 7% of GDP",
        "S3",
        (
            Input("capex", "Capital", 1000, _B, "S3"),
            Input("life", "Life", 6, "years", "S4"),
            Input("wacc", "Cost of capital", 0.1, "%", ASSUMED),
            Input("opex", "Running cost, of the capital", 0, "% a year", ASSUMED),
            _MARGIN,
        ),
        (
            Figure("Revenue that earns it back", "$B a year", 459.2, 0.05, COMPUTED,
                   "({capex}*{opex}-PMT({wacc},{life},{capex}))/(1-{margin})",
                   "AI_REVENUE_ANNUITY({capex},{life},{wacc},{opex},{margin})"),
        ),
        "The article gives the capital only; life, return and margin are those of other claims or "
        "assumed. The capital is that of several years, not the whole cost of a year's chips as in "
        "claim 11: no reading of that question. Jobs and GDP are not computed.",
        tested=False,
    ),
    Mechanism(
        17,
        "OpenAI 2024 costs $8.5B: inference 4, training 3, people 1.5; it loses about 5",
        "S3",
        (
            Input("revenue", "Revenue: cost less loss", 3.5, _B, COMPUTED),
            Input("inference", "Inference", 4, _B, "S3"),
            Input("training", "Training", 3, _B, "S3"),
            Input("staff", "People", 1.5, _B, "S3"),
        ),
        (
            Figure("Cost", _B, 8.5, 0.05, "S3", "{inference}+{training}+{staff}",
                   "AI_LAB_PNL({lab})", (8, 2)),
            Figure("Result", _B, -5, 0.05, "S3", "{revenue}-{inference}-{training}-{staff}",
                   "AI_LAB_PNL({lab})", (9, 2)),
            Figure("Inference of revenue", "%", 1.14, 0.005, COMPUTED, "{inference}/{revenue}",
                   "AI_LAB_PNL({lab})", (3, 3)),
        ),
        "Inference alone costs more than is sold.",
        blocks=(("lab", "revenue", "staff"),),
    ),
    Mechanism(
        18,
        "Microsoft has free cash flow of $330 million a day",
        "S0",
        (
            Input("day", "A day", 330, "$M", "S0"),
            Input("days", "Days in a year", 365, "a year", ASSUMED),
        ),
        (
            Figure("A year", "$M", 120450, 0.5, COMPUTED, "{day}*{days}",
                   "CAPEX_RUNRATE({day},{days})", (2, 1)),
        ),
        '="Inconsistent: "&TEXT(out_18,"#,##0")&" million a year is near the operating cash flow '
        'of fiscal 2024, some 118 billion; its free cash flow was about 74 (both from memory)."',
    ),
    Mechanism(
        19,
        "Microsoft, Amazon and Google are worth $7 trillion, a tenth of all the world's shares",
        "S0, S3",
        remark="Circumstances of 2024, as are: Tesla spends $0.6 billion a quarter on AI, Amazon "
        "$50 billion on sites in six months, Nvidia has 82% of accelerators, 95% of training. "
        "Nothing follows from them here.",
    ),
    Mechanism(
        20,
        "A prisoner's dilemma: the risk of investing too little exceeds that of too much",
        "S0, S3",
        (
            Input("invest", "I invest: they do; they do not", 3, "payoff", ASSUMED, -1),
            Input("hold", "I hold back: they do; they do not", 0, "payoff", ASSUMED, -4),
        ),
        (
            Figure("Regret if both invest: an equilibrium", "payoff", 0, 0.05, COMPUTED,
                   "MAX({invest_before},{hold_before})-{invest_before}",
                   "AI_GAME({game})", (2, 9)),
            Figure("Regret of the one who holds back alone", "payoff", 3, 0.05, COMPUTED,
                   "MAX({invest_before},{hold_before})-{hold_before}",
                   "AI_GAME({game})", (4, 9)),
            Figure("Regret if both hold back", "payoff", 3, 0.05, COMPUTED,
                   "MAX({invest},{hold})-{hold}", "AI_GAME({game})", (5, 9)),
        ),
        "The payoffs are chosen, only their order is the article's: to build too much costs 1, to "
        "lose the moat 4. Both would be better off holding back.",
        blocks=(("game", "invest", "hold"),),
        tested=False,
    ),
    Mechanism(
        21,
        "Cisco was worth $555 billion in 2000, with 70% of switches and 85% of routers",
        "S3",
        remark="An analogy; nothing follows from it here.",
    ),
    Mechanism(
        22,
        "AI is a tax or a profit: a query costs 3 to 4 cents; cents become dollars",
        "S4",
        (
            Input("query", "A query: the middle", 0.035, "$", "S4"),
            Input("queries", "Queries", 1000, "number", ASSUMED),
            Input("revenue", "Sold at cost", "={query}*{queries}", "$", ""),
            Input("inference", "Cost", "={query}*{queries}", "$", ""),
            Input("training", "Training", 0, "$", ""),
            Input("staff", "People", 0, "$", ""),
            Input("gpu_hour", "A GPU-hour", 4, "$", "S4"),
        ),
        (
            Figure("GPU-hours that they take", "hours", 8.75, 0.005, COMPUTED,
                   "{query}*{queries}/{gpu_hour}", "AI_LAB_PNL({lab})", (10, 2)),
            Figure("Queries to a GPU-hour", "number", 114, 0.5, COMPUTED, "{gpu_hour}/{query}"),
        ),
        "At the middle of the article's 3 to 4 cents, all of it compute; what a query earns it "
        "does not say.",
        blocks=(("lab", "revenue", "gpu_hour"),),
    ),
)  # fmt: skip
