"""The Game sheet: two players, two strategies; best answers, equilibria, regret."""

from __future__ import annotations

from workbooks.build.kit import Book, Page
from workbooks.build.lines import Lines, block
from workbooks.build.question import parts
from workbooks.build.table import Cell, write

OUTCOMES = 4


def _pay(who: str, at: str) -> str:
    return f"INDEX(in_payoff_{who},{at})"


CELLS = (
    Cell("C", "k", "No", "0", parts.NUMBER, 1, "row_game_k"),
    Cell("D", "r", "Row plays", "0", "=1+([k]>row_two)*1", None, "row_game_r"),
    Cell("E", "c", "Column plays", "0", "=[k]-row_two*([r]-1)", None, "row_game_c"),
    Cell(
        "B",
        "name",
        "Outcome",
        "text",
        '=CHOOSE([r],in_game_first,in_game_second)&" / "&CHOOSE([c],in_game_first,in_game_second)',
        None,
        "row_game_name",
    ),
    Cell("F", "mine", "Row player", "number", f"={_pay('row', '[k]')}", None, "", "both"),
    Cell("G", "yours", "Column player", "number", f"={_pay('column', '[k]')}", None, "", "both"),
    Cell(
        "H",
        "regret",
        "Regret of row",
        "number",
        f"=MAX(0,{_pay('row', '[k]+IF([r]=1,row_two,-row_two)')}-[mine])",
        None,
        "out_game_regret_row",
    ),
    Cell(
        "I",
        "envy",
        "Regret of column",
        "number",
        f"=MAX(0,{_pay('column', '[k]+IF([c]=1,1,-1)')}-[yours])",
        None,
        "out_game_regret_column",
    ),
    Cell(
        "J",
        "nash",
        "Equilibrium",
        "0",
        "=IF(AND([regret]=0,[envy]=0),1,0)",
        None,
        "out_game_nash",
    ),
    Cell(
        "K",
        "pareto",
        "No other is better for one, no worse for the other",
        "0",
        "=IF(SUMPRODUCT((in_payoff_row>=[mine])*(in_payoff_column>=[yours])"
        "*((in_payoff_row>[mine])+(in_payoff_column>[yours])>0))=0,1,0)",
        None,
        "out_game_pareto",
    ),
)
_D1 = f"({_pay('row', '1')}-{_pay('row', '1+row_two')})"
_D2 = f"({_pay('row', 'row_two')}-{_pay('row', 'row_two+row_two')})"
_E1 = f"({_pay('column', '1')}-{_pay('column', 'row_two')})"
_E2 = f"({_pay('column', '1+row_two')}-{_pay('column', 'row_two+row_two')})"
MIX: Lines = (
    (
        "row_game_mixes",
        "1 where both can be made to mix",
        f"=IF(AND({_D1}*{_D2}<0,{_E1}*{_E2}<0),1,0)",
        "flag",
        "",
    ),
    (
        "row_game_p",
        "Row plays its first strategy",
        f'=IF(row_game_mixes=1,-{_E2}/({_E1}-{_E2}),"n/a")',
        "rate",
        "So that the column player's two are worth the same",
    ),
    (
        "row_game_q",
        "Column plays its first strategy",
        f'=IF(row_game_mixes=1,-{_D2}/({_D1}-{_D2}),"n/a")',
        "rate",
        "And the row player's",
    ),
    ("out_game_count", "Equilibria without mixing", "=SUM(out_game_nash)", "count", ""),
    (
        "out_game_trap",
        "Of them traps",
        "=SUMPRODUCT(out_game_nash*(1-out_game_pareto))",
        "count",
        "Another outcome is better for one and no worse for the other: a dilemma",
    ),
)
#: player, strategy, and where its payoffs and those of the other strategy stand
STRATEGIES = (
    ("row", "first", 1, 3, 2, 4),
    ("row", "second", 3, 1, 4, 2),
    ("column", "first", 1, 2, 3, 4),
    ("column", "second", 2, 1, 4, 3),
)


def build(book: Book) -> Page:
    """Write the Game sheet."""
    page = book.page(
        "Game",
        "The game: invest or hold back?",
        "calculation",
        {"B": 40, "C": 12, "D:K": 13},
    )
    row = Page.FIRST
    page.block(row, "Outcomes", "Regret: the best payoff against that choice, less the payoff")
    row = write(page, row + 2, CELLS, OUTCOMES, axis="list", height=56) + 2
    row = _strategies(page, row)
    row = block(page, row, "Equilibria", "", MIX)
    page.define("out_game_mix", f"D{row - 5}:D{row - 4}", "rate", "Chances", axis="list")
    page.finish(row, pages=1)
    return page


def _strategies(page: Page, row: int) -> int:
    page.block(row, "Strategies", "Own and other: the outcomes that a strategy leads to")
    row += 2
    titles = ["Strategy", "Player", "Own", "Other", "Own", "Other", "Gain", "Gain", "Dominated"]
    page.head(row, "B", [*titles, "Largest regret"], height=28)
    first = row + 1
    for who, which, *places in STRATEGIES:
        row += 1
        page.put(f"B{row}", f'=in_game_{who}&": "&in_game_{which}')
        page.put(f"C{row}", who, colour="595959")
        for letter, place in zip("DEFG", places, strict=True):
            page.put(f"{letter}{row}", place, "0", colour="7F7F7F", align="right")
        for letter, own, other in (("H", "D", "E"), ("I", "F", "G")):
            gain = f"={_pay(who, f'{other}{row}')}-{_pay(who, f'{own}{row}')}"
            page.put(f"{letter}{row}", gain, "number")
        low, high = f"MIN(H{row},I{row})", f"MAX(H{row},I{row})"
        said = f'=IF({low}>0,"strictly",IF(AND({low}=0,{high}>0),"weakly","no"))'
        page.put(f"J{row}", said, align="right")
        page.put(f"K{row}", f"=MAX(0,{high})", "number")
    page.define("out_game_dominated", f"J{first}:J{row}", "text", "Dominated", axis="list")
    page.define("out_game_worst", f"K{first}:K{row}", "number", "Largest regret", axis="list")
    return row + 2
