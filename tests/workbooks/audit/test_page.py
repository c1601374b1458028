"""The page: it stands alone, escapes what it shows, leads both ways, and stays small."""

import hashlib
import re
from base64 import b64encode
from html.parser import HTMLParser

import pytest

from tests.workbooks.audit.planted import some
from tests.workbooks.audit.small import book
from workbooks.address import parse_area
from workbooks.audit.model import Coverage, Finding, Report
from workbooks.audit.page import page
from workbooks.command import run

HOSTILE = '<script>alert(\'x\')</script>" onload="y" \x1b[31m'


class Reader(HTMLParser):
    """Collects the elements, ids and links of a page."""

    VOID = ("meta", "br", "td", "th", "p", "li", "tr")

    def __init__(self, text):
        super().__init__()
        self.tags, self.ids, self.links, self.attributes, self.open = [], [], [], set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        facts = dict(attrs)
        self.ids += [facts["id"]] if "id" in facts else []
        self.links += [facts["href"]] if "href" in facts else []
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag


def finding(area, severity="error", sheet="S", **more):
    return Finding("b1-number-over-formula", severity, sheet,
                   tuple(parse_area(one) for one in area.split()), **more)  # fmt: skip


def made(cells, *findings, title="S"):
    workbook = book({title: cells})
    return page(workbook, Report("model.xlsx", "survey", findings, Coverage(3, 2, 1)))


def test_nothing_from_the_workbook_is_markup():
    cells = {"A1": HOSTILE, "A2": (f'="{HOSTILE}"', HOSTILE)}
    text = made(cells, finding("A1", message=HOSTILE, hint=HOSTILE, formula=HOSTILE), title="S")
    found = Reader(text)
    assert "script" not in found.tags
    assert not [name for name in found.attributes if name.startswith("on") or name == "style"]
    assert "\x1b" not in text
    assert "&lt;script&gt;" in text


def test_the_policy_allows_its_own_style_and_nothing_else():
    text = made({"A1": 1})
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    style = re.search(r"<style>(.*?)</style>", text, re.S)[1]
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; ")
    assert f"style-src 'sha256-{digest}'" in policy
    assert not re.search(r"(?:src|href)=\"?(?!#)", re.sub(r"<meta[^>]*>", "", text))


def test_links_lead_to_the_map_and_back():
    cells = {f"A{row}": f"=B{row}" for row in range(1, 400)} | {"A200": 5}
    text = made(cells, finding("A200 A300", message="typed"), finding("C9", "info", message="n"))
    found = Reader(text)
    assert {"#s0-A200", "#s0-A300", "#f0", "#f1"} <= set(found.links)
    assert not [link for link in found.links if link[1:] not in found.ids]
    assert len(found.ids) == len(set(found.ids))
    assert not found.open


def test_thousands_of_rows_alike_are_one_line():
    cells = {f"A{row}": f"=B{row}" for row in range(1, 3_001)}
    text = made(cells)
    assert "rows 2–3000: 2,999 like the one above" in text
    assert len(text) < 20_000


def test_a_very_wide_and_long_sheet_is_cut_and_says_so():
    from workbooks.address import column_letters

    cells = {f"{column_letters(c)}{r}": (c * 7 + r * c) % 5 and f"={'A' * (1 + c % 3)}{r + c}"
             for c in range(1, 400) for r in range(1, 100)}  # fmt: skip
    text = made(cells, finding("OI99", message="far away"))
    assert "The map is cut" in text
    assert 'id="s0-OI99"' in text
    assert len(text) < 3_000_000


def test_a_finding_about_the_workbook_has_no_link():
    text = made({"A1": 1}, Finding("f10-calculation-mode", "warning", "", (), "manual"))
    assert "The workbook" in text


@pytest.mark.parametrize("name", some(["question", "lease", "tour"], {"question"}))
def test_a_template_on_a_page(name, tmp_path, capsys):
    target = tmp_path / "page.html"
    run(["audit", f"templates/{name}.xlsx", "--profile", "survey", "--html", str(target)])
    assert str(target) in capsys.readouterr().out.replace("\n", "")
    found = Reader(target.read_text(encoding="utf-8"))
    assert found.tags.count("table") >= 5
    assert target.stat().st_size < 3_000_000
    assert not [link for link in found.links if link[1:] not in found.ids]


def test_rows_and_findings_bear_their_names():
    cells = {"B1": "Rent", "C1": 1, "D1": ("=C1*2", 2), "B2": "A long name " * 9, "C2": 3,
             "E3": "a remark", "C3": 1}  # fmt: skip
    text = made(cells, finding("D1", message="it is wrong", formula="C1*2"))
    assert ">Rent<" in text.partition("<tbody>")[2]
    assert "…" in text
    assert "a remark" not in re.sub(r'title="[^"]*"', "", text)  # a text at the far side is a t
    assert "<span class=dim>Rent</span> it is wrong" in text


def test_what_the_message_says_is_not_said_twice():
    from workbooks.audit.rules import load

    cure = load()["b1"].cure
    twice = finding("A1", message="=A2*2 is wrong", formula="A2*2", hint=f"{cure} See a1.")
    text = made({"A1": 1}, twice)
    assert text.count("A2*2") == 1
    assert text.count(cure) == 1
    assert "<span class=dim>See a1.</span>" in text
