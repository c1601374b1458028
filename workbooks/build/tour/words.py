"""What the tour says of itself: sheets, sources, methods, tensions."""

from __future__ import annotations

TITLE = "Tour of the articles"
NAME = "38 mechanisms of five articles"

SHEETS = (
    (
        "Overview",
        "One line for each mechanism: as printed, expected, by formula, by our function; a remark",
    ),
    ("Tour", "Each mechanism with its inputs, its figures and what does not add up"),
    ("Tensions", "Where the articles contradict themselves or the rule"),
    ("Terms", "Constants, and the words of the results"),
    ("Sources", "Who said it, and when"),
    ("Notes", "Methods, map of the formulas, contract"),
)

#: first mechanism of each part
PARTS = {
    1: "Lease and yield",
    9: "Capital spending, the revenue question, laboratories",
    23: "GPUs, power, networks, the venture fund",
}

#: code -> who and what, date, grade
SOURCES = {
    "S0": ("David Cahn (Sequoia) on the 20VC podcast: steel, servers and power", "2024", "seed"),
    "S1": ("David Cahn (Sequoia): AI's $200B question", "20 Sep 2023", "seed"),
    "S2": ("On a16z's store of GPUs and the $600B question", "Jul 2024", "seed"),
    "S3": ("STAR Daily: AI spends 60, earns 20", "27 Jul 2024", "seed"),
    "S4": ("Brannin McBee (CoreWeave) on the economics of GPUs", "spring 2024", "seed"),
    "Tom's": ("Tom's Hardware: list of AI revenue by company", "2024", "B"),
    "SpotWire": ("SpotWire, valuator of used GPUs: anchors, not measured", "4 Jun 2026", "C"),
    "maker": ("Largest power of a server of eight H100, 10.2 kW", "", "MEM"),
    "computed": (
        "From the numbers beside it, apart from this workbook and from our functions", "", "CALC",
    ),
    "assumed": ("Chosen for this tour where the article gives no number", "", "assumption"),
}  # fmt: skip

METHODS = (
    "Inputs are the numbers of the claim. Every blue cell may be changed; then the figures follow, "
    "and a row fails, because it no longer gives what was printed.",
    "A row passes if the formula gives the figure expected within the rounding of its last digit, "
    "and our function gives what the formula does, to 1e-9 of the number or of one.",
    "Expected: the article's own figure where it prints one; else one computed from its numbers in "
    "another program. By says who: an article, or computed. As printed is what an article printed.",
    "A mechanism passes if all its figures do. One whose article gives no number to hold a figure "
    "against, so that it agrees as it is made or rests on what was assumed, is illustrated: it can "
    "fail, and never passes. One whose function does not exist is not yet covered. Circumstances "
    "from which nothing follows are context.",
    "An article that contradicts itself does not make a row fail: the row shows what its numbers "
    "give, the remark what it says, and Tensions lists them all.",
    "Figures without a function are sums, products or quotients of others, shown because an "
    "article's contradiction is in them.",
)
NATIVE = (
    "Column O holds what our functions gave when this file was built, with the call beside it: the "
    "file needs no add-in. Those numbers do not follow a changed input."
)
LIVE = "Column O calls our functions and needs the add-in; without it Excel shows #NAME? there."

#: title, what the article says, what its numbers or the rule give, number of the mechanism
TENSIONS = (
    (
        "List of AI revenues",
        "75 billion of revenue, company by company (S1)",
        '="The list adds to "&TEXT(out_10b,"0")&", with Google to "&TEXT(out_10c,"0")&": "'
        '&TEXT(in_10_stated-out_10c,"0")&" to "&TEXT(in_10_stated-out_10b,"0")&" have no name"',
        10,
    ),
    (
        "Server and GPUs",
        "A server of eight up to $250,000, a GPU up to $40,000 (S4)",
        '="Eight at that price are $"&TEXT(out_23e,"#,##0")&"; in the server one is $"'
        '&TEXT(out_23b,"#,##0")',
        23,
    ),
    (
        "a16z's GPUs",
        "More than 20,000 GPUs, up to $5 billion (S2)",
        '="$"&TEXT(out_32a,"#,##0")&" each, the price of a server; at S4\'s prices $"'
        '&TEXT(out_32c,"0.0")&" to "&TEXT(out_32d,"0.0")&" billion in all"',
        32,
    ),
    (
        "PUE",
        "An additional 1.2 to 1.3 units of power (S4, Chinese text)",
        '="PUE is total over IT power: "&TEXT(in_26_old,"0.0")&" adds "&TEXT(in_26_old-1,"0.0")',
        26,
    ),
    (
        "Operating expenditure",
        "Incremental operating expenditure of 91 billion (S0)",
        '="The rise of "&TEXT(out_13b,"0")&" billion is capital expenditure"',
        13,
    ),
    (
        "End of the century",
        "Balance by 2030 in the headline, at the end of the century in the text (S4)",
        "A slip of the translation: the end of the decade",
        37,
    ),
    (
        "$330 million a day",
        "Microsoft's free cash flow (S0)",
        '=TEXT(out_18,"#,##0")&" million a year: near operating cash flow; free cash flow was "'
        '&"some 74 billion (from memory)"',
        18,
    ),
    (
        "The second dollar",
        "Energy (S1); energy and construction (S2); power a tenth of the cost (S4)",
        '="Power is "&TEXT(out_25b,"0.0%")&" of all cost here: a multiple of "'
        '&TEXT(in_9_mult,"0.0")&" is made of more than energy"',
        9,
    ),
    (
        "A margin of one half",
        "Doubles what must be earned (S1)",
        '="Division by 1 - "&TEXT(in_9_margin,"0%")&" is x"&TEXT(1/(1-in_9_margin),"0.0")'
        '&"; at any other margin it is no doubling"',
        9,
    ),
    (
        "The period",
        "Revenue over the life of a year's chips, or every year (S3)",
        '="The articles differ; over "&TEXT(in_24_life6,"0")&" years "&TEXT(out_11a,"0")'
        '&" billion are "&TEXT(out_11a/in_24_life6,"0")&" a year"',
        11,
    ),
    (
        "Google and all",
        "Google 12 billion a quarter beside 60 billion a year of all (S3)",
        '=TEXT(out_15,"0")&" of "&TEXT(in_14_spent,"0")&" billion would be one firm\'s: the scopes '
        'differ"',
        15,
    ),
    (
        "Tier five",
        "Data centres of tier five (S4)",
        "The usual scheme ends at tier IV (from memory)",
        26,
    ),
)  # fmt: skip
