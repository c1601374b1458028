"""Charts in the house style: a question for a title, units on the axes, nothing in 3-D."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from openpyxl.chart import BarChart, Reference, ScatterChart, Series
from openpyxl.chart.data_source import StrData, StrRef, StrVal
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.legend import LegendEntry
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RichTextProperties,
)

from workbooks.build.kit import Book, Page

if TYPE_CHECKING:
    from openpyxl.chart._chart import ChartBase

_GRID = "D9D9D9"
#: Room at the left of a plot, in centimetres: for numbers and a title, or for words.
_NUMBERS, _WORDS = 2.0, 4.6

#: A text, or the cell that holds it and a text for programs that do not follow the link.
AxisTitle = str | tuple[str, str]
#: The cell of the title, the values, the colour, and the axis where it is one of its own.
Line = tuple[str, str, str] | tuple[str, str, str, str]


def cells(book: Book, name: str) -> str:
    """Where a name stands."""
    return str(book.wb.defined_names[name].attr_text)


def head(book: Book, name: str) -> str:
    """The heading of a column that a name spans; above monthly columns a row stays empty."""
    sheet, area = cells(book, name).split("!")
    letter, row = area.split(":")[0].strip("$").split("$")
    ws = book.wb[sheet.strip("'")]
    at = int(row) - 1
    while ws[f"{letter}{at}"].value is None:
        at -= 1
    return f"{sheet}!${letter}${at}"


def lines(
    page: Page,
    anchor: str,
    title: tuple[str, str],
    x: str,
    series: Sequence[Line],
    axes: tuple[str, AxisTitle],
    *,
    number: str = "#,##0",
    size: tuple[float, float] = (16.0, 8.0),
    markers: bool = False,
    below: bool = False,
) -> None:
    """Draw lines over a numeric axis; ``below`` leaves its start to the program."""
    chart = ScatterChart()
    chart.style = 2
    chart.scatterStyle = "lineMarker"
    for index, (label, values, colour, *own) in enumerate(series):
        ref = _reference(page, values)
        line = Series(ref, _reference(page, own[0] if own else x))
        line.tx = _series_title(label)
        line.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=colour, w=22000))
        line.graphicalProperties.line.dashStyle = ("solid", "dash", "sysDot", "lgDash")[index]
        line.smooth = False
        if markers:
            line.marker.symbol = ("circle", "square", "triangle", "diamond")[index]
            line.marker.size = 6
            line.marker.graphicalProperties = GraphicalProperties(solidFill=colour)
        else:
            line.marker.symbol = "none"
        chart.series.append(line)
    chart.x_axis.number_format = "0"
    _finish(page, chart, anchor, title, axes, number, size)
    chart.x_axis.scaling.min = 0
    if not below:
        chart.y_axis.scaling.min = 0


def columns(
    page: Page,
    anchor: str,
    title: tuple[str, str],
    categories: str,
    series: list[tuple[str, str, str]],
    axes: tuple[str, AxisTitle],
    *,
    number: str = "#,##0",
    stacked: bool = True,
    size: tuple[float, float] = (16.0, 8.0),
    legend: bool = True,
    below: bool = False,
    lying: bool = False,
) -> None:
    """Draw columns, stacked for composition or side by side for comparison.

    A series without a colour is not seen: what stands on it floats. Where columns may hang
    below zero the axis is left to the program. Columns lie where their labels are long.
    """
    chart = BarChart()
    chart.type = "bar" if lying else "col"
    chart.style = 2
    if stacked:
        chart.grouping, chart.overlap = "stacked", 100
    chart.gapWidth = 60
    for label, values, colour in series:
        ref = _reference(page, values)
        bar = Series(ref)
        bar.tx = _series_title(label)
        if colour:
            bar.graphicalProperties = GraphicalProperties(solidFill=colour)
            bar.graphicalProperties.line.solidFill = "FFFFFF"
        else:
            bar.graphicalProperties = GraphicalProperties(noFill=True)
            bar.graphicalProperties.line.noFill = True
        chart.series.append(bar)
    chart.set_categories(_reference(page, categories))
    _finish(page, chart, anchor, title, axes, number, size)
    chart.legend.legendEntry = [
        LegendEntry(idx=index, delete=True) for index, one in enumerate(series) if not one[2]
    ]
    if not legend:
        chart.legend = None
    if lying:
        chart.x_axis.scaling.orientation, chart.y_axis.crosses = "maxMin", "max"
    if not below:
        chart.y_axis.scaling.min = 0  # a column that does not start at zero misleads


def _reference(page: Page, cells: str) -> Reference:
    """The cells of a chart, by sheet and address: ``Annual!$B$10:$B$50``."""
    sheet = cells.split("!")[0].strip("'")
    return Reference(page.ws.parent[sheet], range_string=cells)


def _series_title(cell: str) -> SeriesLabel:
    return SeriesLabel(strRef=StrRef(f=cell))


def _text(size: int, *, bold: bool = False) -> CharacterProperties:
    return CharacterProperties(sz=size * 100, b=bold, latin=Font(typeface="Arial"))


def _rich(size: int) -> RichText:
    return RichText(
        bodyPr=RichTextProperties(rot=0),
        p=[Paragraph(pPr=ParagraphProperties(defRPr=_text(size)), endParaRPr=_text(size))],
    )


def _linked(cell: str, text: str, *, size: int, bold: bool = False) -> Title:
    """Link a title to a cell; the cached text serves programs that do not follow links."""
    cache = StrData(ptCount=1, pt=[StrVal(idx=0, v=text)])
    title = Title(tx=Text(strRef=StrRef(f=cell, strCache=cache)), overlay=False)
    title.txPr = RichText(
        p=[
            Paragraph(
                pPr=ParagraphProperties(defRPr=_text(size, bold=bold)), endParaRPr=_text(size)
            )
        ]
    )
    return title


def _finish(
    page: Page,
    chart: ChartBase,
    anchor: str,
    title: tuple[str, str],
    axes: tuple[str, AxisTitle],
    number: str,
    size: tuple[float, float],
) -> None:
    chart.title = _linked(*title, size=11, bold=True)
    for axis, text in ((chart.x_axis, axes[0]), (chart.y_axis, axes[1])):
        axis.delete = False
        if isinstance(text, tuple):
            axis.title = _linked(*text, size=9)
        elif text:
            axis.title = text
            axis.title.overlay = False
            for paragraph in axis.title.tx.rich.p:
                paragraph.pPr = ParagraphProperties(defRPr=_text(9))
                for run in paragraph.r or []:
                    run.rPr = _text(9)
        axis.txPr = _rich(9)
    chart.y_axis.number_format = number
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=_GRID))
    chart.x_axis.majorGridlines = None
    chart.x_axis.tickLblPos = "low"
    chart.legend.position = "b"
    chart.legend.txPr = _rich(9)
    left = (_WORDS if getattr(chart, "barDir", "") == "bar" else _NUMBERS) / size[0]
    chart.layout = Layout(
        manualLayout=ManualLayout(
            layoutTarget="inner", xMode="edge", yMode="edge", x=left, y=0.16, w=0.96 - left, h=0.56
        )
    )
    chart.width, chart.height = size
    page.ws.add_chart(chart, anchor)
