"""Mechanisms 23 to 31: chips, their power, networks."""

from __future__ import annotations

from workbooks.build.tour.parts import ASSUMED, COMPUTED, Figure, Input, Mechanism

_SERVER = Input("server", "Server of eight", 250000, "$", "S4")
_EIGHT = Input("gpus", "GPUs in it", 8, "number", "S4")
_KW = Input("kw_server", "Power of a server", 10.2, "kW", "maker")
_KW_GPU = Input("kw", "Power of a GPU", "={kw_server}/{gpus}", "kW", "")
_ONE = Input("one", "At a price of one: the kWh", 1, "$ a kWh", ASSUMED)

CHIPS = (
    Mechanism(
        23,
        "A server of eight costs up to $250,000, a GPU $30,000 to 40,000 and about $4 an hour",
        "S4",
        (
            Input("server_price", "Server of eight", 250000, "$", "S4"),
            Input("gpus_per_server", "GPUs in it", 8, "number", "S4"),
            Input("kw", "Power of a server", 0, "kW", ""),
            Input("life", "Life: to be repaid in", 1, "years", ASSUMED),
            Input("wacc", "Cost of capital", 0, "%", ASSUMED),
            Input("hour", "A GPU-hour", 4, "$", "S4"),
            Input("months", "Months", 12, "a year", ASSUMED),
            Input("free", "Charged nothing", 0, "$", ASSUMED),
            Input("full", "At full use", 1, "%", ASSUMED),
            Input("high", "A GPU, at most", 40000, "$", "S4"),
            Input("each", "A GPU in the server", "={server_price}/{gpus_per_server}", "$", ""),
        ),
        (
            Figure("Rent of a server in a year", "$", 280320, 0.5, COMPUTED,
                   "({hour}-{free})*{gpus_per_server}*row_hours*{months}/row_months*{full}",
                   "GPU_COUPON({hour},{free},{gpus_per_server},{months},{full})", (2, 2)),
            Figure("Price of each GPU in it", "$", 31250, 0.5, COMPUTED,
                   "{server_price}/{gpus_per_server}", "GPU_TCO({unit})", (2, 2)),
            Figure("Price of an hour that repays it in a year", "$", 3.57, 0.005, COMPUTED,
                   "-PMT({wacc},{life},{each})/row_hours/{full}",
                   "GPU_BREAKEVEN_PRICE({each},{life},{wacc},{free},{full})"),
            Figure("Years to repay it", "years", 0.89, 0.005, COMPUTED, "{server_price}/out_23a"),
            Figure("Eight GPUs at the higher price", "$", 320000, 0.5, COMPUTED,
                   "{gpus_per_server}*{high}"),
        ),
        '="Inconsistent: "&TEXT({gpus_per_server},"0")&" GPUs at $"&TEXT({high},"#,##0")&" are $"'
        '&TEXT(out_23e,"#,##0")&", more than the $"&TEXT({server_price},"#,##0")'
        '&" of the whole server."',
        blocks=(("unit", "server_price", "wacc"),),
    ),
    Mechanism(
        24,
        "The infrastructure is written off over six years",
        "S4",
        (
            _SERVER,
            _EIGHT,
            Input("life6", "Life", 6, "years", "S4"),
            Input("life5", "Life", 5, "years", ASSUMED),
            Input("life4", "Life", 4, "years", ASSUMED),
            Input("life3", "Life", 3, "years", ASSUMED),
            Input("use", "In use", 0.7, "%", ASSUMED),
            Input("salvage", "Left at the end", 0, "$", ASSUMED),
            Input("year", "Year: all are alike", 1, "number", ""),
            Input("hour", "Price for each hour of a year", "={server}/{gpus}/row_hours", "$", ""),
            Input("used", "For each hour in use", "={hour}/{use}", "$", ""),
        ),
        (
            Figure("An hour, six years", "$", 0.5946, 5e-5, COMPUTED,
                   "SLN({server}/{gpus},{salvage},{life6})/row_hours",
                   "GPU_DEPR({hour},{salvage},{life6},{year})"),
            Figure("An hour in use, six years", "$", 0.8494, 5e-5, COMPUTED,
                   "SLN({server}/{gpus},{salvage},{life6})/row_hours/{use}",
                   "GPU_DEPR({used},{salvage},{life6},{year})"),
            *(
                Figure(f"An hour, {word} years", "$", charge, 5e-5, COMPUTED,
                       f"SLN({{server}}/{{gpus}},{{salvage}},{{life{years}}})/row_hours",
                       f"GPU_DEPR({{hour}},{{salvage}},{{life{years}}},{{year}})")
                for years, word, charge in (
                    (5, "five", 0.7135), (4, "four", 0.8918), (3, "three", 1.1891)
                )
            ),
        ),
        "A GPU loses value along a curve, not over a life that someone chose: claim 35.",
    ),
    Mechanism(
        25,
        "Power is about a tenth of the cost",
        "S4",
        (
            Input("server_price", "Server, all at $50,000 a GPU", 400000, "$", ASSUMED),
            Input("gpus_per_server", "GPUs in it", 8, "number", "S4"),
            Input("kw", "Power of a server", 10.2, "kW", "maker"),
            Input("life", "Life", 6, "years", "S4"),
            Input("wacc", "Cost of capital", 0.1, "%", ASSUMED),
            Input("pue", "PUE", 1.3, "x", "S4"),
            Input("power_price", "Power", 0.08, "$ a kWh", ASSUMED),
            Input("server_price", "The server alone", 250000, "$", "S4", name="bare_price"),
            Input("gpus_per_server", "GPUs in it", "={gpus_per_server}", "number", "",
                  name="bare_gpus"),
            Input("kw", "Power of a server", "={kw}", "kW", "", name="bare_kw"),
            Input("life", "Life", "={life}", "years", "", name="bare_life"),
            Input("wacc", "No return", 0, "%", ASSUMED, name="bare_wacc"),
            Input("pue", "PUE", "={pue}", "x", "", name="bare_pue"),
            Input("power_price", "Power", "={power_price}", "$ a kWh", "", name="bare_power"),
            *(
                Input(key, label, value, unit, source, name=f"{case}_{name}")
                for case, price, words, wacc in (
                    ("paid", "{bare_price}", "The server alone", "={wacc}"),
                    ("free", "{server_price}", "All at $50,000 a GPU", 0),
                    ("dear", "{server_price}", "All at $50,000 a GPU", 0.15),
                )
                for key, name, label, value, unit, source in (
                    ("server_price", "price", words, f"={price}", "$", ""),
                    ("gpus_per_server", "gpus", "GPUs in it", "={gpus_per_server}", "number", ""),
                    ("kw", "kw", "Power of a server", "={kw}", "kW", ""),
                    ("life", "life", "Life", "={life}", "years", ""),
                    ("wacc", "wacc", "Cost of capital", wacc, "%",
                     "" if isinstance(wacc, str) else ASSUMED),
                    ("pue", "pue", "PUE", "={pue}", "x", ""),
                    ("power_price", "power", "Power", "={power_price}", "$ a kWh", ""),
                )
            ),
            Input("each", "Power of a GPU", "={kw}/{gpus_per_server}", "kW", ""),
            Input("one", "For one hour at full load", 1, "hour", ASSUMED),
        ),
        (
            Figure("Power of a GPU-hour", "$", 0.1326, 5e-5, COMPUTED,
                   "{kw}/{gpus_per_server}*{pue}*{power_price}*{one}",
                   "GPU_POWER_COST({each},{pue},{power_price},{one},{one})"),
            Figure("Of capital with a return, and power", "%", 0.092, 5e-4, COMPUTED,
                   "1/(1-PMT({wacc},{life},{server_price})"
                   "/({kw}*{pue}*{power_price}*row_hours))",
                   "GPU_TCO({whole})", (9, 5)),
            Figure("Of the bare server without, and power", "%", 0.182, 5e-4, COMPUTED,
                   "1/(1-PMT({bare_wacc},{life},{bare_price})"
                   "/({kw}*{pue}*{power_price}*row_hours))", "GPU_TCO({bare})", (9, 5)),
            *(
                Figure(label, "%", share, 5e-4, COMPUTED,
                       f"1/(1-PMT({{{case}_wacc}},{{life}},{{{case}_price}})"
                       "/({kw}*{pue}*{power_price}*row_hours))", f"GPU_TCO({{{case}}})", (9, 5))
                for case, label, share in (
                    ("paid", "Of the bare server with a return", 0.139),
                    ("free", "Of all capital without a return", 0.122),
                    ("dear", "Of all capital at 15%", 0.081),
                )
            ),
        ),
        '="A tenth holds only with all capital and a return on it: "&TEXT(out_25b,"0.0%")'
        '&"; of the bare server power is "&TEXT(out_25c,"0.0%")&"."',
        blocks=(
            ("whole", "server_price", "power_price"), ("bare", "bare_price", "bare_power"),
            ("paid", "paid_price", "paid_power"), ("free", "free_price", "free_power"),
            ("dear", "dear_price", "dear_power"),
        ),
    ),
    Mechanism(
        26,
        "Liquid cooling takes PUE from 1.2 or 1.3 to 1.1",
        "S4",
        (
            _KW,
            Input("old", "PUE with air", 1.3, "x", "S4"),
            Input("new", "PUE with liquid", 1.1, "x", "S4"),
            _ONE,
            Input("share", "IT of all power, with air", "=1/{old}", "%", ""),
        ),
        (
            Figure("A server's year with air", "kWh", 116158, 0.5, COMPUTED,
                   "{kw_server}*{old}*row_hours*{one}", "GPU_POWER_COST({kw_server},{old},{one})"),
            Figure("A server's year with liquid", "kWh", 98287, 0.5, COMPUTED,
                   "{kw_server}*{new}*row_hours*{one}", "GPU_POWER_COST({kw_server},{new},{one})"),
            Figure("Left of the energy", "%", 0.846, 5e-4, COMPUTED, "{new}/{old}*{one}",
                   "GPU_POWER_COST({share},{new},{one},{one},{one})"),
        ),
        '="Inconsistent: the Chinese text says an additional 1.2 to 1.3 units; PUE is total over '
        'IT power, so "&TEXT({old},"0.0")&" adds "&TEXT({old}-1,"0.0")&". It also speaks of tier '
        'five; the usual scheme ends at IV (from memory)."',
    ),
    Mechanism(
        27,
        "A GPU at 60 to 70% of its load uses about what a US household does",
        "S4",
        (
            _KW,
            _EIGHT,
            Input("load", "Load: the middle", 0.65, "%", "S4"),
            Input("pue", "Without the building", 1, "x", ASSUMED),
            _ONE,
            _KW_GPU,
        ),
        (
            Figure("A GPU's year", "kWh", 7260, 0.5, COMPUTED,
                   "{kw_server}/{gpus}*{load}*{pue}*{one}*row_hours",
                   "GPU_POWER_COST({kw},{pue},{one},{load})"),
        ),
        "The article gives no household to hold it against; one in the US uses some 10,500 kWh a "
        "year (from memory), of which this is about 70%.",
        tested=False,
    ),
    Mechanism(
        28,
        "16,000 GPUs are 2,000 nodes, 48,000 connections and 500 miles of fibre",
        "S4",
        (
            Input("cluster", "GPUs", 16000, "number", "S4"),
            Input("per_node", "GPUs in a node", 8, "number", "S4"),
            Input("radix", "Ports of a switch", 64, "number", ASSUMED),
            Input("miles", "Fibre", 500, "miles", "S4"),
            Input("metres", "Length of a connection, if so", "={miles}*row_mile*row_kilo/out_28b",
                  "m", ""),
        ),
        (
            Figure("Nodes", "number", 2000, 0.5, "S4", "ROUNDUP({cluster}/{per_node},0)",
                   "GPU_FABRIC({cluster},{per_node},{radix})", (2, 1)),
            Figure("Connections", "number", 48000, 0.5, "S4",
                   "{cluster}*(row_two+IF({cluster}>{radix}^row_two/row_two,1,0))",
                   "GPU_FABRIC({cluster},{per_node},{radix})", (2, 3)),
            Figure("Fibre", "km", "={miles}*row_mile", 0.8, "S4", "out_28b*{metres}/row_kilo",
                   "GPU_FABRIC({cluster},{per_node},{radix},,,{metres})", (2, 6), tested=False),
            Figure("Length of a connection", "m", 16.8, 0.05, COMPUTED,
                   "{miles}*row_mile*row_kilo/out_28b"),
        ),
        "Three tiers of switches: three connections to a GPU. The length of one is the article's "
        "500 miles over its 48,000, so the fibre agrees as it is made and is illustrated only.",
    ),
    Mechanism(
        29,
        "Training takes 10,000 GPUs, inference up to a million",
        "S4",
        (
            Input("train", "GPUs of training", 10000, "number", "S4"),
            Input("infer", "GPUs of inference", 1000000, "number", "S4"),
        ),
        (
            Figure("Inference, in clusters of training", "number", 100, 0.5, COMPUTED,
                   "ROUNDUP({infer}/{train},0)", "GPU_FABRIC({infer},{train})", (2, 1)),
        ),
        "A ratio of two round numbers of the article; the second is its upper end.",
    ),
    Mechanism(
        30,
        "What stands in for CUDA loses 30, 60 or 80% of performance",
        "S4",
        (
            Input("price", "An hour at full performance", 1, "$", ASSUMED),
            Input("loss30", "Lost", 0.3, "%", "S4"),
            Input("loss60", "Lost", 0.6, "%", "S4"),
            Input("loss80", "Lost", 0.8, "%", "S4"),
            Input("year", "One year", 1, "years", ASSUMED),
            Input("none", "No return, no running cost", 0, "%", ASSUMED),
            Input("capital", "Its price for a year", "={price}*row_hours*{year}", "$", ""),
            *(
                Input(f"left{loss}", "Left", f"=1-{{loss{loss}}}", "%", "")
                for loss in (30, 60, 80)
            ),
        ),
        tuple(
            Figure(f"An hour's work costs, {loss}% lost", "$", price, 0.005, COMPUTED,
                   f"-PMT({{none}},{{year}},{{capital}})/row_hours/(1-{{loss{loss}}})",
                   f"GPU_BREAKEVEN_PRICE({{capital}},{{year}},{{none}},{{none}},{{left{loss}}})")
            for loss, price in ((30, 1.43), (60, 2.5), (80, 5))
        ),
        "Loss is taken as work not done: the price of an hour is divided by what is left.",
    ),
    Mechanism(
        31,
        "CoreWeave: ten times the revenue, sold out for 2024, 28 sites, from 500 to 800 people",
        "S4",
        remark="Circumstances of 2024; nothing follows from them here.",
    ),
)  # fmt: skip
