"""The Spread sheet: the lease against its tenant's bonds, the waterfall and the rent asked."""

from __future__ import annotations

from workbooks.build.developer import ladder
from workbooks.build.developer.parts import effective, quoted
from workbooks.build.kit import Book, Page
from workbooks.build.lines import Lines, block, known
from workbooks.build.look import UNITS

POINTS = 12
_BP = "*row_bp"


def curve(who: str, at: str) -> str:
    """The quoted yield of a curve, straight between its points, level beyond them."""
    tenor, yields, used = f"row_{who}_tenor", f"in_{who}_yield", f"row_{who}_used"
    place = f"SUMPRODUCT({used}*({tenor}<={at}))"
    low, high = f"INDEX({tenor},{place})", f"INDEX({tenor},{place}+1)"
    left, right = f"INDEX({yields},{place})", f"INDEX({yields},{place}+1)"
    return (
        f"IF({place}=0,INDEX({yields},1),IF({place}>=SUM({used}),INDEX({yields},SUM({used})),"
        f"{left}+({at}-{low})/({high}-{low})*({right}-{left})))"
    )


LIFE: Lines = (
    (
        "row_wal out_wal",
        "Average life of the lease",
        "=SUM(row_lease_balance)/row_total/row_months",
        "years",
        "From completion: what it still owes at its own yield, over the cost",
    ),
    (
        "out_tenant_quoted",
        "Tenant's curve at that life, quoted",
        f"={curve('tenant', 'row_wal')}",
        "rate4",
        "In the tenant's compounding",
    ),
    (
        "out_treasury_quoted",
        "Treasury at that life, quoted",
        f"={curve('treasury', 'row_wal')}",
        "rate4",
        "In Treasury's compounding",
    ),
    (
        "out_tenant_eff",
        "Tenant's curve, annual effective",
        f"={effective('out_tenant_quoted', 'in_tenant_freq')}",
        "rate4",
        "",
    ),
    (
        "out_treasury_eff",
        "Treasury, annual effective",
        f"={effective('out_treasury_quoted', 'in_treasury_freq')}",
        "rate4",
        "",
    ),
    (
        "±out_lease_quoted",
        "Yield of the lease, quoted",
        known(quoted("out_yield_contract", "in_tenant_freq"), "out_yield_contract"),
        "rate4",
        "In the tenant's compounding",
    ),
    (
        "±out_spread_quoted",
        "Lease over the tenant's bond, quoted",
        known(f"(out_lease_quoted-out_tenant_quoted){_BP}", "out_lease_quoted"),
        "bp",
        "X + this",
    ),
    (
        "±out_spread_cost",
        "Income and sale over that bond, quoted",
        known(
            f"({quoted('out_yield_cost', 'in_tenant_freq')}-out_tenant_quoted){_BP}",
            "out_yield_cost",
        ),
        "bp",
        "From completion to the exit, on cost; the bond is read at the life of the rent alone",
    ),
    (
        "±out_lease_over_treasury",
        "Lease over Treasury, quoted",
        known(
            f"({quoted('out_yield_contract', 'in_treasury_freq')}-out_treasury_quoted){_BP}",
            "out_yield_contract",
        ),
        "bp",
        "In Treasury's compounding",
    ),
    (
        "±out_spread_to_tenant",
        "Return without debt over the tenant's bond, effective",
        known(f"(out_unlev_irr-out_tenant_eff){_BP}", "out_unlev_irr"),
        "bp",
        "",
    ),
    (
        "out_tenant_final",
        "Tenant's curve at the last payment, quoted",
        f"={curve('tenant', '(row_term_m/row_months)')}",
        "rate4",
        "The wrong way: rent comes back sooner than a bullet bond",
    ),
    (
        "±out_spread_final",
        "Spread the wrong way",
        known(f"(out_lease_quoted-out_tenant_final){_BP}", "out_lease_quoted"),
        "bp",
        "",
    ),
)
_ASKED = "in_mw*row_kw*row_kept*SUMPRODUCT(row_rent_unit*{0})"


def rent_for(factor: str, last: str) -> str:
    """The rent at which the lease earns a yield, from its discount factors."""
    return (
        f"(row_total*(1-in_spread_residual*{last})+SUMPRODUCT((row_power+row_opex)*{factor}))"
        f"/({_ASKED.format(factor)})"
    )


RENT: Lines = (
    (
        "row_target",
        "Yield asked, annual effective",
        f"={effective('out_tenant_quoted+in_spread/row_bp', 'in_tenant_freq')}",
        "rate4",
        "Tenant's bond at the life of the lease as it stands, and the spread asked",
    ),
    (
        "out_rent_required",
        "Rent that earns it",
        f"={rent_for('row_target_factor', 'INDEX(row_target_factor,row_term_m+1)')}",
        "rent",
        "First year",
    ),
    (
        "out_rent_required_yoc",
        "Yield on cost at that rent",
        "=row_months*(in_mw*row_kw*out_rent_required*row_kept-row_full_power-row_opex_m)/row_total",
        "rate",
        "",
    ),
)
_AT_DEBT = curve("treasury", "row_debt_wal")
LENDER: Lines = (
    (
        "out_debt_eff",
        "Rate of the loan, annual effective",
        '=IF(row_size=0,"n/a",(1+row_i)^row_months-1)',
        "rate4",
        "",
    ),
    (
        "out_debt_quoted",
        "Rate of the loan, quoted",
        known(quoted("out_debt_eff", "in_tenant_freq"), "out_debt_eff"),
        "rate4",
        "In the tenant's compounding",
    ),
    (
        "out_debt_tenant",
        "Tenant's curve at the life of the loan",
        known(curve("tenant", "row_debt_wal"), "row_debt_wal"),
        "rate4",
        "",
    ),
    (
        "±out_debt_spread",
        "Loan over the tenant's bond",
        known(f"(out_debt_quoted-out_debt_tenant){_BP}", "out_debt_tenant"),
        "bp",
        "",
    ),
    (
        "±out_debt_over_treasury",
        "Loan over Treasury",
        known(
            f"({quoted('out_debt_eff', 'in_treasury_freq')}-{_AT_DEBT}){_BP}",
            "row_debt_wal",
        ),
        "bp",
        "In Treasury's compounding",
    ),
)
_YIELDS = ("out_yield_cost", "out_yield_buyer")
SPLIT = (
    ("Treasury", f"=out_treasury_eff{_BP}"),
    ("Tenant's credit", f"=(out_tenant_eff-out_treasury_eff){_BP}"),
    ("Secured", "=in_secured"),
    ("Illiquidity", "=in_illiquid"),
    ("Built below value", known(f"(out_yield_cost-out_yield_buyer){_BP}", *_YIELDS)),
    ("Residual, other", known("row_split_total-SUM({first}:{before})", *_YIELDS)),
    ("Yield to exit", known(f"out_yield_cost{_BP}", "out_yield_cost")),
    ("Debt, timing", known(f"(out_lev_irr-out_yield_cost){_BP}", "out_lev_irr", "out_yield_cost")),
)


def build(book: Book) -> Page:
    """Write the Spread sheet."""
    page = book.page(
        "Spread",
        "Spread: the lease against its tenant's bonds",
        "output",
        {"B": 50, "C": 14, "D:J": 14.5},
    )
    row = block(page, Page.FIRST, "The lease", "Spread in basis points, quoted in the tenant's "
                "compounding unless it says effective", LIFE)  # fmt: skip
    row = block(page, row, "The rent asked", "", RENT)
    row = block(page, row, "The lender", "", LENDER)
    row = _split(page, row)
    row = _curves(page, row)
    row = ladder.write(page, row)
    page.finish(row, pages=2)
    return page


def _split(page: Page, row: int) -> int:
    page.block(row, "What the yield is made of", "Annual effective, from Treasury to the owner")
    row += 2
    titles = ["Piece", "Unit", "Piece", "To here", "From", "Base", "Adds", "Takes away"]
    page.head(row, "B", [*titles, "Below zero"], height=16)
    first, total = row + 1, row + 7
    for label, formula in SPLIT:
        row += 1
        piece, end, start = f"D{row}", f"E{row}", f"F{row}"
        page.put(f"B{row}", label)
        page.put(f"C{row}", "bp", colour="595959")
        page.put(
            piece,
            formula.replace("{first}", f"D{first}").replace("{before}", f"D{first + 4}"),
            "bp",
            align="right",
        )
        # The yield stands on zero; leverage stands on the yield, or hangs from it.
        to_here = f"SUM(D${first}:{piece})" if row < total else piece
        page.put(
            end,
            known(to_here if row <= total else f"D{total}+{piece}", piece),
            "bp",
            align="right",
        )
        stands = row in (first, total)
        page.put(start, 0 if stands else f"=IF(COUNT(E{row - 1})=1,E{row - 1},0)", "bp")
        low, high, known_end = f"MIN({start},{end})", f"MAX({start},{end})", f"COUNT({end})=1"
        above = f"MAX(0,{high})-MAX(0,{low})"
        for letter, drawn in (
            ("G", f"MAX(0,{low})+MIN(0,{high})"),
            ("H", f"IF({end}>={start},{above},0)"),
            ("I", f"IF({end}<{start},{above},0)"),
            ("J", f"MIN(0,{low})-MIN(0,{high})"),
        ):
            page.put(f"{letter}{row}", f"=IF({known_end},{drawn},0)", "bp")
    page.define(
        "out_split", f"D{first}:D{row}", "bp", "Pieces of the yield", sign="both", axis="list"
    )
    page.define("±out_split_cum", f"E{first}:E{first + 5}", "bp", "The same, running", axis="list")
    page.define("±row_split_total", f"D{total}", "bp", "Yield on cost to the exit")
    page.define("row_split_label", f"B{first}:B{row}", "text", "What the pieces are", axis="list")
    for key, top, bottom in (("from", first, total - 1), ("from_total", total, row)):
        page.define(f"row_split_{key}", f"F{top}:F{bottom}", "bp", "What a piece stands on",
                    sign="both", axis="list", seed="first row")  # fmt: skip
    for letter, key, label in (
        ("G", "base", "Base of the column"),
        ("H", "rise", "What a piece adds"),
        ("I", "fall", "What a piece takes away"),
        ("J", "below", "What lies below zero"),
    ):
        page.define(f"row_split_{key}", f"{letter}{first}:{letter}{row}", "bp", label,
                    sign="both", axis="list")  # fmt: skip
    return row + 2


def _curves(page: Page, row: int) -> int:
    page.block(row, "The curves", "Years by the 30/360 count; the yields stand on Inputs")
    row += 2
    titles = [
        "Point",
        "Number",
        "Tenant: years",
        "Tenant: given",
        "Treasury: years",
        "Treasury: given",
        "Out of order",
    ]
    page.head(row, "B", titles, height=30)
    first = row + 1
    last = row + POINTS
    for number in range(1, POINTS + 1):
        row += 1
        page.put(f"B{row}", f"Bond {number}")
        page.put(f"C{row}", number, "0", colour="595959", align="right")
        for who, tenor, used in (("tenant", "D", "E"), ("treasury", "F", "G")):
            due = f"INDEX(in_{who}_maturity,$C{row})"
            page.put(f"{used}{row}", f"=IF(COUNT({due})=1,1,0)", "flag")
            page.put(
                f"{tenor}{row}", f"=IF({used}{row}=1,YEARFRAC(in_{who}_date,{due}),0)", "years"
            )
        faults = "+".join(
            f"IF({u}{row}=0,0,IF({u}{row - 1}=0,1,"
            f"IF({u}{row - 1}=1,IF({t}{row}>{t}{row - 1},0,1),0)))"
            for t, u in (("D", "E"), ("F", "G"))
        )
        page.put(f"H{row}", f"={faults}", "flag", align="right")
    page.define("row_curve_fault", f"H{first}:H{last}", "flag", "Out of order", axis="list")
    for who, tenor, used in (("tenant", "D", "E"), ("treasury", "F", "G")):
        page.define(f"row_{who}_tenor", f"{tenor}{first}:{tenor}{last}", UNITS["years"],
                    f"{who.title()}: years", axis="list")  # fmt: skip
        page.define(f"row_{who}_used", f"{used}{first}:{used}{last}", "flag",
                    f"{who.title()}: given", axis="list")  # fmt: skip
    return row + 2
