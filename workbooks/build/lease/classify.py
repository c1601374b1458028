"""The Classification sheet: five tests, the matrix of bases, and the frontier."""

from __future__ import annotations

from workbooks.build.kit import Book, Page
from workbooks.build.look import FORMATS

_TERMS = (("D", "Recognised term"), ("E", "Base term"), ("F", "Full term"))
_BASES = (("Probable", 0), ("At its maximum (capped)", 1), ("Full guaranteed value", 2))


def build(book: Book) -> Page:
    """Write the Classification sheet."""
    page = book.page(
        "Classification",
        "Classification: five tests, three bases, the frontier",
        "calculation",
        {"B": 46, "C": 14, "D:F": 16, "G": 52},
    )
    row = _five_tests(page, Page.FIRST)
    row = _measures(page, row + 1)
    row = _matrix(page, row + 1)
    row = _frontier(page, row + 1)
    page.finish(row, pages=1)
    return page


def _five_tests(page: Page, row: int) -> int:
    page.block(
        row,
        "ASC 842-10-25-2: any one makes a finance lease",
        "Recognised term; the guarantee enters test d at its maximum although only the "
        "probable amount enters the liability",
    )
    row += 2
    page.head(row, "B", ["Test", "Unit", "Measure", "Threshold", "Met", "Reference"], height=16)
    tests = (
        ("a  Title passes", "flag", "=IF(in_title=TRUE,1,0)", None, "={m}", "842-10-25-2(a)"),
        ("b  Purchase reasonably certain", "flag", "=row_purchase", None, "={m}", "842-10-25-2(b)"),
        (
            "c  Term over remaining life",
            "rate",
            "=row_years/in_remaining_life",
            "=in_pct_life",
            '=IF(row_late=1,"n/a",IF({m}>={t}*(1-row_eps),1,0))',
            "842-10-25-2(c); not applied in the last part of the life",
        ),
        (
            "d  Present value over fair value",
            "rate",
            "=out_pv_fv",
            "=in_pct_pv",
            "=IF({m}>={t}*(1-row_eps),1,0)",
            "842-10-25-2(d); guarantee at its maximum",
        ),
        (
            "e  Specialised, no alternative use",
            "flag",
            "=IF(in_specialised=TRUE,1,0)",
            None,
            "={m}",
            "842-10-25-2(e)",
        ),
    )
    for letter, (label, fmt, measure, threshold, met, source) in zip("abcde", tests, strict=True):
        row += 1
        page.put(f"B{row}", label)
        page.put(f"C{row}", "%" if fmt == "rate" else "0 or 1", colour="595959")
        page.put(f"D{row}", measure, fmt, align="right")
        if threshold:
            page.put(f"E{row}", threshold, fmt, align="right")
        page.put(f"F{row}", met.format(m=f"D{row}", t=f"E{row}"), "flag", align="right")
        page.remark(f"G{row}", source)
        page.define(f"out_test_{letter}", f"F{row}", "flag", label)
    page.define("out_term_life", f"D{row - 2}", "rate", "Recognised term over remaining life")
    row += 1
    page.line(
        row,
        "Tests met",
        f"=COUNTIF(F{row - 5}:F{row - 1},1)",
        "0",
        "row_tests_met",
        unit="number",
        column="F",
    )
    row += 1
    page.line(
        row,
        "Class under US GAAP",
        '=IF(row_short=1,"Short-term",IF(row_tests_met>0,"Finance","Operating"))',
        "general",
        "out_class_us",
        unit="text",
        column="F",
        bold=True,
    )
    row += 1
    page.line(
        row,
        "Class under IFRS 16",
        '=IF(row_short=1,"Short-term","IFRS 16")',
        "general",
        "out_class_ifrs",
        unit="text",
        column="F",
        bold=True,
    )
    row += 1
    page.line(
        row,
        "State at the as-of date",
        '=IF(row_commenced=1,"Commenced","Not commenced")',
        "general",
        "out_state",
        unit="text",
        column="F",
    )
    row += 1
    page.line(
        row,
        "Lease starts in the last part of the life",
        "=IF(in_remaining_life<=in_late_life*in_life*(1+row_eps),1,0)",
        "flag",
        "row_late",
        column="F",
    )
    return row + 1


def _measures(page: Page, row: int) -> int:
    page.block(row, "What enters the tests on each term basis", "Present values at commencement")
    row += 2
    page.head(row, "B", ["", "Unit", *(t for _, t in _TERMS)], height=16)
    rungs = ("row_rung", "1", "row_rung_full")
    count = ("row_guarantee_counts", "1", "1")
    rows = (
        ("Term", "years", ("=row_years", "=INDEX(row_exit_years,1)", "=row_years_full")),
        ("Payments", "count", ("=row_n", "=INDEX(row_exit_n,1)", "=row_n_full")),
        ("Rent", "money", ("=INDEX(row_cum,{c}{n}+1)",) * 3),
        (
            "Guarantee, probable",
            "money",
            tuple(
                f"={k}*INDEX(row_exit_probable,{r})*row_v^{{c}}{{n}}"
                for r, k in zip(rungs, count, strict=True)
            ),
        ),
        (
            "Guarantee, at its maximum",
            "money",
            tuple(
                f"={k}*INDEX(row_exit_maximum,{r})*row_v^{{c}}{{n}}"
                for r, k in zip(rungs, count, strict=True)
            ),
        ),
        (
            "Guarantee, full value",
            "money",
            tuple(
                f"={k}*INDEX(row_exit_guaranteed,{r})*row_v^{{c}}{{n}}"
                for r, k in zip(rungs, count, strict=True)
            ),
        ),
        ("Purchase price and penalty", "money", ("=row_end_other*row_v^{c}{n}", 0.0, 0.0)),
    )
    payments = row + 2
    for label, fmt, formulas in rows:
        row += 1
        page.put(f"B{row}", label)
        page.put(f"C{row}", "=row_unit" if fmt == "money" else fmt, colour="595959")
        for (column, _), formula in zip(_TERMS, formulas, strict=True):
            value = formula
            if isinstance(formula, str):
                value = formula.format(c=column, n=payments)
            page.put(f"{column}{row}", value, fmt, align="right")
    page.define("row_test_terms", f"D{payments - 1}:F{payments - 1}", "years", "Term on each basis")
    page.define("row_test_rent", f"D{payments + 1}:F{payments + 1}", "money", "Rent on each basis")
    page.define(
        "row_test_guarantee", f"D{payments + 2}:F{payments + 4}", "money", "Guarantee on each basis"
    )
    page.define("row_test_other", f"D{payments + 5}:F{payments + 5}", "money", "Other payments")
    return row + 1


def _matrix(page: Page, row: int) -> int:
    page.block(
        row,
        "Present value over fair value, by basis of the guarantee and of the term",
        "And the class that all five tests give on that basis",
    )
    row += 2
    page.head(row, "B", ["Basis of the guarantee", "Unit", *(t for _, t in _TERMS)], height=16)
    terms, rent, guarantee, other = (
        _first_row(page, f"row_test_{line}") for line in ("terms", "rent", "guarantee", "other")
    )
    first = row + 1
    for label, index in _BASES:
        row += 1
        page.put(f"B{row}", label)
        page.put(f"C{row}", "%", colour="595959")
        for column, _ in _TERMS:
            page.put(
                f"{column}{row}",
                f"=({column}{rent}+{column}{guarantee + index}+{column}{other})/row_fair_value",
                "rate",
                align="right",
            )
    page.define(
        "out_class_matrix",
        f"D{first}:F{row}",
        "rate",
        "Present value over fair value",
        axis="basis",
    )
    page.define("out_pv_fv", f"D{first + 1}", "rate", "Present value over fair value")
    second = row + 1
    for offset, (label, _) in enumerate(_BASES):
        row += 1
        page.put(f"B{row}", f"Class: {label[0].lower()}{label[1:]}")
        page.put(f"C{row}", "text", colour="595959")
        for column, _ in _TERMS:
            tested = f"{column}{terms}/in_remaining_life"
            page.put(
                f"{column}{row}",
                f"=IF(OR(in_title=TRUE,row_purchase=1,in_specialised=TRUE,"
                f"AND(row_late=0,{tested}>=in_pct_life*(1-row_eps)),"
                f'{column}{first + offset}>=in_pct_pv*(1-row_eps)),"Finance","Operating")',
                "general",
                align="right",
            )
    page.define(
        "out_class_matrix_result", f"D{second}:F{row}", "text", "Class on each basis", axis="basis"
    )
    return row + 1


def _first_row(page: Page, name: str) -> int:
    """Return the row that a name of this sheet begins on."""
    return int(page.book.wb.defined_names[name].attr_text.split("$")[2].rstrip(":"))


def _frontier(page: Page, row: int) -> int:
    page.block(
        row,
        "The frontier: how long a term stays operating",
        "Tests c and d only; the guarantee of the recognised exit at its maximum",
    )
    row += 2
    lines = (
        (
            "out_frontier_periods",
            "Whole payments that stay below both thresholds",
            "=IF(COUNTIF(row_test_met,1)=0,row_n_full,MATCH(1,row_test_met,0)-1-1)",
            "count",
            "",
        ),
        ("row_frontier_term", "The same in years", "=out_frontier_periods/in_freq", "years", ""),
        (
            "row_frontier_room",
            "Present value that test d allows",
            "=row_fair_value*in_pct_pv",
            "money",
            "",
        ),
        (
            "out_frontier_years",
            "Continuous, for a level rent",
            '=IF(OR(row_level=0,row_late=1),"n/a",MIN(in_pct_life*in_remaining_life,'
            "IFERROR(IF(row_frontier_room<=row_frontier_cap,0,"
            "NPER(row_i,row_rent/in_freq,-row_frontier_room,row_frontier_cap,in_timing)/in_freq),"
            "in_pct_life*in_remaining_life)))",
            "years",
            "n/a where rent is not level or test c is not applied",
        ),
    )
    for name, label, formula, fmt, note in lines:
        page.line(row, label, formula, fmt, name, note=note, note_column="G")
        row += 1
    page.ws[f"D{row - 1}"].number_format = FORMATS["years"]
    return row + 1
