"""Mechanisms 32 to 38: the venture fund's chips, what they lose, larger clusters."""

from __future__ import annotations

from workbooks.build.tour.parts import ASSUMED, COMPUTED, Figure, Input, Mechanism

FUND = (
    Mechanism(
        32,
        "a16z has more than 20,000 GPUs, worth up to $5 billion",
        "S2",
        (
            Input("billions", "Worth", 5, "$B", "S2"),
            Input("server_price", "The same", "={billions}*row_billion", "$", ""),
            Input("gpus_per_server", "GPUs", 20000, "number", "S2"),
            Input("kw", "Power", 0, "kW", ""),
            Input("life", "Life", 1, "years", ""),
            Input("wacc", "Cost of capital", 0, "%", ""),
            Input("low", "A GPU, at least", 30000, "$", "S4"),
            Input("high", "A GPU, at most", 40000, "$", "S4"),
            Input("sane", "A price no GPU has", 120000, "$", ASSUMED),
        ),
        (
            Figure("Price of each GPU", "$", 250000, 0.5, COMPUTED,
                   "{server_price}/{gpus_per_server}", "GPU_TCO({stash})", (2, 2)),
            Figure("The same in the function's warning", "$", 250000, 0.5, COMPUTED,
                   "IF(out_32a>{sane},out_32a,0)",
                   "GPU_TCO({stash})", (13, 2)),
            Figure("All of them at the lower price", "$B", 0.6, 0.05, COMPUTED,
                   "{gpus_per_server}*{low}/row_billion"),
            Figure("All of them at the higher price", "$B", 0.8, 0.05, COMPUTED,
                   "{gpus_per_server}*{high}/row_billion"),
        ),
        '="Inconsistent: $"&TEXT(out_32a,"#,##0")&" a GPU is the price of a whole server in claim '
        '23; at $30,000 to 40,000 a GPU they are worth $"&TEXT(out_32c,"0.0")&" to "'
        '&TEXT(out_32d,"0.0")&" billion. The function warns."',
        blocks=(("stash", "server_price", "wacc"),),
    ),
    Mechanism(
        33,
        "Rent below the market is a coupon to young firms: Luma 3,000 GPUs, a round of $43 million",
        "S2",
        (
            Input("gpus", "GPUs", 3000, "number", "S2"),
            Input("market", "A GPU-hour", 4, "$", "S4"),
            Input("free", "Charged nothing", 0, "$", ASSUMED),
            Input("discount", "Discount", 0.25, "%", ASSUMED),
            Input("months", "Months", 12, "a year", ASSUMED),
            Input("raised", "The round", 43, "$M", "S2"),
            Input("charged", "Charged with the discount", "={market}*(1-{discount})", "$", ""),
            Input("round", "The round", "={raised}*row_million", "$", ""),
        ),
        (
            Figure("A year's use at the market", "$", 105100000, 50000, COMPUTED,
                   "({market}-{free})*{gpus}*row_hours*{months}/row_months",
                   "GPU_COUPON({market},{free},{gpus},{months})", (2, 2)),
            Figure("A year's coupon", "$", 26300000, 50000, COMPUTED,
                   "{market}*{discount}*{gpus}*row_hours*{months}/row_months",
                   "GPU_COUPON({market},{charged},{gpus},{months})", (2, 2)),
            Figure("Of the round", "%", 0.61, 0.005, COMPUTED, "out_33b/({raised}*row_million)",
                   "GPU_COUPON({market},{charged},{gpus},{months},,,{round})", (2, 3)),
        ),
        "The articles name Andromeda (4,000 GPUs) and an Azure credit of $350,000 with $250,000 of "
        "cash beside it; they say nothing of the discount.",
    ),
    Mechanism(
        34,
        "On the large cluster a year of training passes in a week",
        "S2",
        (
            Input("small", "GPUs of a young firm", 1000, "number", ASSUMED),
            Input("times", "The cluster is larger by", 52, "x", "S2"),
            Input("params", "Parameters", 4e11, "number", ASSUMED),
            Input("tokens", "Tokens", 5.2416e12, "number", ASSUMED),
            Input("peak", "Peak of a GPU", 1e15, "FLOP a second", ASSUMED),
            Input("mfu", "Of it used", 0.4, "%", ASSUMED),
            Input("hour", "A GPU-hour", 4, "$", "S4"),
            Input("large", "GPUs of the cluster", "={small}*{times}", "number", ""),
            Input("mw", "Size, in plants", 1, "number", ""),
            Input("cost_mw", "Worth of the cluster", 5000, "$M", "S2"),
            Input("build_months", "Built in", 1, "months", ""),
            Input("rent_kw_mo", "Rent, not counted", 0, "$", ""),
            Input("term", "Term, not counted", 1, "years", ""),
            Input("ltc", "Financed", 1, "%", ASSUMED),
            Input("con_rate", "Cost of capital", 0.1, "%", ASSUMED),
            Input("residual_pct", "Worth at the end", 1, "%", ""),
            Input("wait", "A year of waiting", 12, "months", "S2"),
        ),
        (
            *(
                Figure(label, "days", days, 0.5, COMPUTED,
                       f"row_flop*{{params}}*{{tokens}}/({{peak}}*{{mfu}}*row_seconds){over}",
                       f"GPU_TRAIN_COST({{params}},{{tokens}},{{peak}},{{mfu}},{{hour}},{{{key}}})",
                       (2, 3))
                for label, days, over, key in (
                    ("Days on the firm's own: a year", 364, "/{small}", "small"),
                    ("Days on the cluster: a week", 7, "/{small}/{times}", "large"),
                )
            ),
            Figure("Cost of that work", "$", 34944000, 500, COMPUTED,
                   "{hour}*out_34a*{small}*row_day",
                   "GPU_TRAIN_COST({params},{tokens},{peak},{mfu},{hour},{large})", (2, 4)),
            Figure("What a year of waiting costs", "$M", 523.6, 0.05, COMPUTED,
                   "{cost_mw}*{ltc}*((1+{con_rate}/row_months)^{wait}-1)",
                   "DEV_DELAY_COST({plant},{wait})", (2, 1)),
        ),
        "Parameters and tokens are chosen so that the firm's own GPUs take a year; the week "
        "follows from 52 times as many at the same efficiency, which no cluster quite keeps.",
        blocks=(("plant", "mw", "residual_pct"),),
        tested=False,
    ),
    Mechanism(
        35,
        "GPUs are not railways: no power over prices, and soon obsolete",
        "S2, S0",
        (
            Input("p0", "A GPU-hour at first", 4, "$", "S4"),
            Input("decline", "Falls by", 0.25, "% a year", ASSUMED),
            Input("life", "Life", 6, "years", "S4"),
            Input("use", "In use", 0.7, "%", ASSUMED),
            Input("opex", "Running cost, each hour", 0.6, "$", ASSUMED),
            Input("rate", "Cost of capital", 0.1, "%", ASSUMED),
        ),
        (
            Figure("Price in the last year", "$", 0.949, 5e-4, COMPUTED,
                   "{p0}*(1-{decline})^({life}-1)",
                   "GPU_RENTAL_CURVE({p0},{decline},{life})", ("{life}+1", 2)),
            Figure("Worth at first", "$", 40148, 0.5, COMPUTED,
                   "SUMPRODUCT((ax_k<={life})*({p0}*(1-{decline})^(ax_k-1)*{use}>{opex})"
                   "*({p0}*(1-{decline})^(ax_k-1)*{use}-{opex})*row_hours/(1+{rate})^ax_k)",
                   "GPU_ECON_DEPR({p0},{decline},{use},{opex},{life},{rate})", (2, 4)),
            Figure("Lost in the first year", "$", 15257, 0.5, COMPUTED,
                   "({p0}*{use}-{opex})*row_hours-{rate}*out_35b",
                   "GPU_ECON_DEPR({p0},{decline},{use},{opex},{life},{rate})", (2, 5)),
            Figure("Of its worth; in equal parts it were 16.7%", "%", 0.38, 5e-4, COMPUTED,
                   "out_35c/out_35b"),
        ),
        "The article gives no fall of prices: a quarter a year is assumed. From October 2025 to "
        "March 2026 the rent of an H100 rose by some 38%: no one number is the curve.",
        tested=False,
    ),
    Mechanism(
        36,
        "Nobody trains a frontier model twice in the same data centre",
        "S0",
        (
            Input("p0", "A GPU-hour at first", 4, "$", "S4"),
            Input("decline", "Falls by", 0.25, "% a year", ASSUMED),
            Input("use", "In use", 0.7, "%", ASSUMED),
            Input("opex", "Running cost, each hour", 0.6, "$", ASSUMED),
            Input("older", "Age, and what is left then", 0.6, "share", "SpotWire", 2),
            Input("oldest", "Age, and what is left then", 0.46, "share", "SpotWire", 3),
            Input("age", "Age when it is sold on", 2.5, "years", ASSUMED),
            Input("broker", "Sold by a broker", 0.85, "share", "SpotWire"),
        ),
        (
            Figure("Life until an hour earns its cost no more", "years", 5.35, 0.005, COMPUTED,
                   "LN({opex}/({p0}*{use}))/LN(1-{decline})",
                   "GPU_ECON_LIFE({p0},{decline},{use},{opex})"),
            Figure("Left when it is sold on", "%", 0.4505, 5e-5, COMPUTED,
                   "({older}+({age}-{older_before})*({oldest}-{older})"
                   "/({oldest_before}-{older_before}))*{broker}",
                   "GPU_RESIDUAL({age},{ages},{left},{broker})"),
        ),
        "The claim is of use, not of price: a chip goes on to inference at a lower rent, and is "
        "worth its running cost for some five years. The residuals are anchors, not measured.",
        ranges=(("ages", "older_before", "oldest_before"), ("left", "older", "oldest")),
        tested=False,
    ),
    Mechanism(
        37,
        "Too much supply lowers the price of compute and lifts the margin of young firms",
        "S0, S1",
        (
            Input("revenue", "Revenue, as in claim 17", "=in_17_revenue", "$B", ""),
            Input("inference", "Inference, after the fall", "=in_17_inference*(1-{fall})", "$B",
                  ""),
            Input("training", "Training", "=in_17_training*(1-{fall})", "$B", ""),
            Input("staff", "People", "=in_17_staff", "$B", ""),
            Input("fall", "Compute cheaper by", 0.5, "%", ASSUMED),
        ),
        (
            Figure("Gross margin today", "%", -0.143, 5e-4, COMPUTED,
                   "1-in_17_inference/in_17_revenue", "AI_LAB_PNL(row_17_lab)", (4, 3)),
            Figure("Gross margin at half the price", "%", 0.429, 5e-4, COMPUTED,
                   "1-in_17_inference*(1-{fall})/in_17_revenue", "AI_LAB_PNL({lab})", (4, 3)),
        ),
        "On the laboratory of claim 17. S4 puts the balance of supply and demand in 2030 in its "
        "headline and at the end of the century in its text: inconsistent, a slip for decade.",
        blocks=(("lab", "revenue", "staff"),),
        tested=False,
    ),
    Mechanism(
        38,
        "Clusters grow from 100,000 to 300,000 GPUs",
        "S0",
        (
            Input("small", "GPUs", 100000, "number", "S0"),
            Input("large", "GPUs", 300000, "number", "S0"),
            Input("per_node", "GPUs in a node", 8, "number", "S4"),
            Input("kw_node", "Power of a node", 10.2, "kW", "maker"),
            Input("pue", "PUE", 1.2, "x", "S4"),
        ),
        tuple(
            Figure(f"Power of {words}", "MW", mw, 0.5, COMPUTED,
                   f"{{{key}}}/{{per_node}}*{{kw_node}}*{{pue}}/row_kilo",
                   f"GPU_FABRIC({{{key}}},{{per_node}},,{{kw_node}},{{pue}})", (2, 5))
            for key, words, mw in (("small", "100,000", 153), ("large", "300,000", 459))
        ),
        "The article counts GPUs; their power is the maker's largest, at the lower PUE of claim "
        "26.",
    ),
)  # fmt: skip
