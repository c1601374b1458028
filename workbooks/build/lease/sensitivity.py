"""The Sensitivity sheet: two grids, each cell a direct formula of its own headers."""

from __future__ import annotations

from workbooks.build.kit import Book, Page

_STEPS = range(-3, 4)
_LETTERS = "DEFGHIJ"


def build(book: Book) -> Page:
    """Write the Sensitivity sheet."""
    page = book.page(
        "Sensitivity",
        "Sensitivity: discount rate, term, guarantee",
        "output",
        {"A": 4, "B": 20, "C": 14, "D:J": 13, "K": 20},
    )
    row = _term(page, Page.FIRST)
    row = _guarantee(page, row + 2)
    page.finish(row + 1, pages=1)
    return page


def _steps(page: Page, row: int) -> None:
    page.put(f"B{row}", "Steps")
    for letter, step in zip(_LETTERS, _STEPS, strict=True):
        page.put(f"{letter}{row}", step, "0;-0;0", colour="595959", align="right")


def _term(page: Page, row: int) -> int:
    page.block(
        row,
        "Liability by discount rate and term",
        "Rent not yet paid at commencement, all phases, no guarantee; "
        "the middle is the recognised term",
    )
    row += 2
    _steps(page, row)
    steps = row
    page.put(f"B{row + 1}", "Payments")
    page.head(row + 2, "B", ["Discount rate", "Per period", *[""] * 7], height=16)
    for letter in _LETTERS:
        years = f"MAX(1/in_freq,MIN(row_years_full,row_years+{letter}{steps}*in_grid_term_step))"
        page.put(f"{letter}{row + 1}", f"=ROUND({years}*in_freq,0)", "0", align="right")
        page.put(
            f"{letter}{row + 2}",
            f"={letter}{row + 1}/in_freq",
            '0.00" years"',
            bold=True,
            colour="FFFFFF",
            fill="1F3864",
            align="right",
        )
    first = row + 3
    for offset, step in enumerate(_STEPS):
        r = first + offset
        page.put(f"A{r}", step, "0;-0;0", colour="7F7F7F", size=8)
        page.put(f"B{r}", f"=in_rate+A{r}*in_grid_rate_step", "rate", bold=True)
        page.put(f"C{r}", f'=IF(in_comp="effective",(1+B{r})^(1/in_freq)-1,B{r}/in_freq)', "rate4")
        for letter in _LETTERS:
            page.put(
                f"{letter}{r}",
                f"=SUMPRODUCT((row_k<={letter}${row + 1})*row_later*(1+$C{r})^-row_paid_at)",
                "money",
            )
    page.define(
        "out_grid_term",
        f"D{first}:J{first + 6}",
        "money",
        "Liability by discount rate and term",
        axis="grid",
    )
    page.define("row_grid_term_mid", f"G{first + 3}", "money", "Middle of the grid")
    return first + 7


def _guarantee(page: Page, row: int) -> int:
    page.block(
        row,
        "Liability by guaranteed value and expected value",
        "Recognised term; the probable shortfall is booked, never the guarantee itself",
    )
    row += 2
    for name, label, formula in (
        (
            "row_grid_rent",
            "Rent and other dues",
            "=SUMPRODUCT((row_k>in_timing)*row_term_cash*row_v^(row_k-in_timing))"
            "+row_end_other*row_v^row_n",
        ),
        (
            "row_grid_called",
            "Part of it booked",
            "=row_guarantee_counts*IF(COUNT(in_rvg_p)=0,1,IF(in_rvg_p>=in_rvg_threshold,1,0))",
        ),
    ):
        page.put(f"B{row}", label)
        page.put(f"D{row}", formula, "money" if name.endswith("rent") else "flag")
        page.define(name, f"D{row}", "money" if name.endswith("rent") else "flag", label)
        row += 1
    _steps(page, row)
    steps = row
    page.head(row + 1, "B", ["Guaranteed", "", *[""] * 7], height=16)
    page.put(f"C{row + 1}", "Expected:", bold=True, colour="FFFFFF", fill="1F3864", align="right")
    for letter in _LETTERS:
        page.put(
            f"{letter}{row + 1}",
            f"=INDEX(row_exit_expected,row_rung)*(1+{letter}{steps}*in_grid_rvg_step)",
            "money",
            bold=True,
            colour="FFFFFF",
            fill="1F3864",
        )
    first = row + 2
    for offset, step in enumerate(_STEPS):
        r = first + offset
        page.put(f"A{r}", step, "0;-0;0", colour="7F7F7F", size=8)
        page.put(
            f"B{r}",
            f"=INDEX(row_exit_guaranteed,row_rung)*(1+A{r}*in_grid_rvg_step)",
            "money",
            bold=True,
        )
        for letter in _LETTERS:
            short = f"MAX(0,$B{r}-{letter}${row + 1})"
            page.put(
                f"{letter}{r}",
                "=row_grid_rent+row_grid_called*row_v^row_n*IF(COUNT(INDEX(in_exit_cap,row_rung))"
                f"=0,{short},MIN(INDEX(in_exit_cap,row_rung)*row_scale,{short}))",
                "money",
            )
    page.define(
        "out_grid_rvg",
        f"D{first}:J{first + 6}",
        "money",
        "Liability by guaranteed and expected value",
        axis="grid",
    )
    page.define("row_grid_rvg_mid", f"G{first + 3}", "money", "Middle of the grid")
    return first + 7
