"""The map of a sheet: a letter and a colour for each formula, folded where rows repeat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from workbooks.address import column_letters
from workbooks.audit.labels import Labels, clean
from workbooks.audit.layout import Layout
from workbooks.audit.model import Cell, Finding, Grid, Report, Workbook
from workbooks.audit.report import many

#: Colours of formulas; letters go on beyond them.
COLOURS = 12
#: Rows and columns of one map, findings apart; cells of all maps.
_ROWS, _COLUMNS, _CELLS = 300, 60, 60_000
#: Rows that are alike are folded when there are more than this.
_KEPT = 2
#: Letters of the text that a row begins with.
_NAME = 40


class Marks:
    """Which cells bear a finding, and what each is called on the page."""

    def __init__(self, workbook: Workbook, report: Report) -> None:
        self.labels = Labels(workbook)
        self._sheets = {title: number for number, title in enumerate(workbook.grids)}
        self._numbers = {id(one): number for number, one in enumerate(report.findings)}
        self.cells: dict[str, dict[tuple[int, int], Finding]] = {}
        self._anchors: dict[str, set[tuple[int, int]]] = {}
        self.left = _CELLS
        for one in report.findings:
            grid = workbook.grid(one.sheet) if one.sheet else None
            if grid is None:
                continue
            found = self.cells.setdefault(grid.title, {})
            anchors = self._anchors.setdefault(grid.title, set())
            for area in one.areas[:12]:
                anchors.add((area.top, area.left))
            for area in one.areas:
                places = area.cells() if area.size <= len(grid.cells) + 100 else (
                    place for place in grid.cells if area.holds(*place)
                )  # fmt: skip
                for place in places:
                    found.setdefault(place, one)

    def number(self, finding: Finding) -> int:
        """The number of a finding on the page."""
        return self._numbers[id(finding)]

    def anchor(self, sheet: str, row: int, column: int) -> str:
        """What a cell that a finding leads to is called; nothing for others."""
        if (row, column) not in self._anchors.get(sheet, ()):
            return ""
        return f"s{self._sheets[sheet]}-{column_letters(column)}{row}"

    def kept(self, sheet: str) -> set[tuple[int, int]]:
        """The cells that must not be folded away."""
        return self._anchors.get(sheet, set())


def sheet_map(workbook: Workbook, title: str, marks: Marks) -> Iterator[str]:
    """The map of one sheet, open where there is something to see."""
    grid = workbook.grids[title]
    layout = Layout(grid)
    marked = marks.cells.get(title, {})
    families = {text: number for number, text in enumerate(layout.families)}
    state = "" if grid.state == "visible" else ", hidden"
    kinds = f"{many(len(layout.normals), 'formula')} of {many(len(families), 'kind')}"
    count = (kinds if families else "no formulas") + state
    shown = {one for one in marked.values() if one.severity != "info"}
    badge = f' <span class="count">{len(shown):,} to look at</span>' if shown else ""
    opened = " open" if shown else ""
    yield f"<details class=sheet{opened}><summary>{escape(clean(title, 60))} "
    yield f"<span class=dim>{count}</span>{badge}</summary>"
    if not grid.cells:
        yield "<p class=dim>Empty.</p></details>"
        return
    yield "<div class=scroll tabindex=0><table class=map><thead><tr><th></th>"
    codes = {place: _code(cell, families, layout) for place, cell in grid.cells.items()}
    columns, wide = _columns(codes, marks.kept(title), marked)
    for column, last in columns:
        letters = column_letters(column)
        head = letters if last == column else f"{letters}–{column_letters(last)}"
        yield f"<th>{head}</th>"
    yield "</tr></thead><tbody>"
    rows, long = _rows(codes, columns, marks.kept(title), marked)
    for row, last in rows:
        if last > row:
            text = f"rows {row}–{last}: {last - row + 1:,} like the one above"
            yield f"<tr class=fold><th></th><td colspan={len(columns)}>{text}</td></tr>"
            continue
        if marks.left <= 0:
            long = True
            break
        yield _row(grid, row, columns, codes, marks, marked)
        marks.left -= len(columns)
    yield "</tbody></table></div>"
    if wide or long:
        yield "<p class=dim>The map is cut: the sheet is larger than a page can show.</p>"
    yield "</details>"


def _row(
    grid: Grid, row: int, columns: Sequence[tuple[int, int]],
    codes: Mapping[tuple[int, int], str], marks: Marks, marked: Mapping[tuple[int, int], Finding],
) -> str:  # fmt: skip
    """One row of cells."""
    pieces = [f"<tr><th>{row}</th>"]
    named = False
    for column, _ in columns:
        code = codes.get((row, column), "")
        finding = marked.get((row, column))
        if not code and finding is None:
            pieces.append("<td>")
            continue
        cell = grid.get(row, column)
        style, letter = _looks(code)
        if code and not named:  # what the row is called, if it begins with a text
            named = True
            if column <= columns[0][0] + 1 and code == "t" and cell is not None:
                style, letter = "k t name", escape(clean(str(cell.value), _NAME))
        told = _told(cell, marks) if cell is not None else ""
        title = f' title="{escape(told)}"' if told else ""
        name = marks.anchor(grid.title, row, column)
        anchor = f' id="{name}"' if name else ""
        if finding is None:
            pieces.append(f'<td class="{style}"{title}>{letter}')
            continue
        link = f'<a href="#f{marks.number(finding)}">{letter or "·"}</a>'
        pieces.append(f'<td{anchor} class="{style} x {finding.severity}"{title}>{link}')
    return "".join(pieces) + "</tr>"


def _told(cell: Cell, marks: Marks) -> str:
    """What a cell holds, for the reader who points at it."""
    formula = f" ={clean(cell.formula, 160)}" if cell.formula is not None else ""
    return f"{cell.address}{formula} {marks.labels.shown(cell)}"


def _code(cell: Cell, families: Mapping[str, int], layout: Layout) -> str:
    """What a cell is on the map: the number of its family, or the kind of what it holds."""
    if cell.formula is not None:
        return f"{families[layout.normals[cell.row, cell.column]]}" + "!" * cell.is_error
    return {"text": "t", "error": "e", "blank": ""}.get(cell.kind, "n")


def _looks(code: str) -> tuple[str, str]:
    """The style and the letter of a cell."""
    if code.isdecimal():
        number = int(code)
        return f"k k{number % COLOURS}", column_letters(number + 1)
    if code.endswith("!"):
        return "k e", "!"
    return {"t": ("k t", "t"), "n": ("k n", "#"), "e": ("k e", "!")}.get(code, ("", ""))


def _columns(
    codes: Mapping[tuple[int, int], str], kept: set[tuple[int, int]],
    marked: Mapping[tuple[int, int], Finding],
) -> tuple[list[tuple[int, int]], bool]:  # fmt: skip
    """The columns that are shown, and whether some are left out; alike ones are one."""
    held: dict[int, dict[int, str]] = {}
    for (row, column), code in codes.items():
        held.setdefault(column, {})[row] = code
    for row, column in marked:
        held.setdefault(column, {}).setdefault(row, "")
    wanted = {column for _, column in kept}
    found: list[tuple[int, int]] = []
    for column in sorted(held):
        alike = found and found[-1][1] == column - 1 and held[column] == held[column - 1]
        if alike and column not in wanted and column - 1 not in wanted and len(held) > _COLUMNS:
            found[-1] = (found[-1][0], column)
        else:
            found.append((column, column))
    if len(found) <= _COLUMNS:
        return found, False
    first = set(found[:_COLUMNS])
    extra = [one for one in found[_COLUMNS:] if one[0] in wanted][:_COLUMNS]
    return sorted(first | set(extra)), True


def _rows(
    codes: Mapping[tuple[int, int], str], columns: Sequence[tuple[int, int]],
    kept: set[tuple[int, int]], marked: Mapping[tuple[int, int], Finding],
) -> tuple[list[tuple[int, int]], bool]:  # fmt: skip
    """The rows that are shown, those folded as a stretch, and whether some are left out."""
    wanted = {row for row, _ in kept}
    rows = sorted({row for row, _ in codes} | wanted)
    odd = {row for row, _ in marked} if len(marked) <= _ROWS else wanted
    found: list[tuple[int, int]] = []
    before: tuple[str, ...] = ()
    run: list[int] = []
    shown = 0
    cut = False

    def fold() -> None:
        if len(run) > _KEPT:
            found.append((run[0], run[-1]))
        else:
            found.extend((one, one) for one in run)
        run.clear()

    for row in rows:
        now = tuple(codes.get((row, column), "") for column, _ in columns)
        if now == before and row not in odd and row not in wanted:
            run.append(row)
            continue
        fold()
        before = now
        if shown < _ROWS or row in wanted:
            found.append((row, row))
            shown += 1
        else:
            cut = True
            before = ()
    fold()
    return found, cut
