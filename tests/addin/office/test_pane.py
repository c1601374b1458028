"""The task pane in headless Chromium: search, keyboard, copying, light and dark, 320 pixels."""

from __future__ import annotations

import shutil
from contextlib import contextmanager

import pytest

from addin.office.certificate import START
from tests.addin.office.running import running
from udfs.registry import all_specs

pytestmark = pytest.mark.slow

sync_api = pytest.importorskip("playwright.sync_api", reason="no playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if CHROMIUM is None:
    pytest.skip("no chromium", allow_module_level=True)

OFFICE = "https://appsforoffice.microsoft.com/lib/1/hosted/office.js"
EXCEL = """
window.inserted = [];
window.Office = { onReady: () => {} };
window.CustomFunctions = { Error: class {}, ErrorCode: {}, associate: (id, one) => {
  window.inserted.push(id); window.functions = { ...window.functions, [id]: one }; } };
window.Excel = { run: async (work) => work({ sync: async () => {}, workbook: {
  getSelectedRange: () => ({ getCell: () => ({ set formulas(value) {
    window.formula = value[0][0]; } }) }) } }) };
"""


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@contextmanager
def pane(browser, service, *, office="", width=320, **more):
    """The pane, with what it said and what it asked for."""
    context = browser.new_context(viewport={"width": width, "height": 640}, **more)
    page = context.new_page()
    page.said, page.asked = [], []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))

    def answer(route):
        if office is None:
            route.abort()
        else:
            route.fulfill(body=office, content_type="text/javascript")

    page.route(lambda url: not url.startswith(service.url), answer)
    page.goto(f"{service.url}/taskpane.html")
    page.wait_for_selector(".item")
    yield page
    context.close()


def names(page):
    return page.locator(".item b").all_text_contents()


def test_all_functions_are_listed_and_nothing_else_is_asked(browser, service):
    with pane(browser, service) as page:
        page.wait_for_selector("#dot.good")
        assert sorted(names(page)) == sorted(spec.name for spec in all_specs())
        outside = {url for url in page.asked if not url.startswith(service.url)}
        assert outside == {OFFICE}
        assert page.said == []


def test_search_ranks_names_first(browser, service):
    with pane(browser, service) as page:
        page.keyboard.type("xirr")
        assert names(page)[0] == "YIELD_XIRR"
        page.fill("#search", "=ONBALANCE.lease_pv")
        assert names(page)[0] == "LEASE_PV"
        page.fill("#search", "implicit rate")
        assert "LEASE_IMPLICIT_RATE" in names(page)
        page.fill("#search", "<img src=x>")
        assert names(page) == []
        assert "No function found" in page.inner_text("#count")


def test_the_keyboard_alone(browser, service):
    with pane(browser, service, permissions=["clipboard-read", "clipboard-write"]) as page:
        assert page.evaluate("document.activeElement.id") == "search"
        page.keyboard.type("lease")
        before = page.locator('[aria-selected="true"] b').inner_text()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        chosen = page.locator('[aria-selected="true"] b').inner_text()
        assert chosen == names(page)[1] != before
        assert page.get_attribute("#search", "aria-activedescendant") == "item1"
        page.keyboard.press("Enter")
        assert page.inner_text("#help h2") == chosen
        focus = page.evaluate(
            "[document.activeElement.textContent, "
            "getComputedStyle(document.activeElement).outlineStyle]"
        )
        assert focus == ["Copy", "solid"]
        page.keyboard.press("Enter")
        page.wait_for_selector("text=Copied")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(f"=ONBALANCE.{chosen}(")
        page.keyboard.press("Escape")
        assert page.is_hidden("#help")
        assert page.evaluate("document.activeElement.id") == "search"
        page.keyboard.press("Escape")
        assert len(names(page)) == len(all_specs())
        assert page.said == []


def test_every_help_page_shows_what_is_known(browser, service):
    with pane(browser, service) as page:
        for spec in all_specs():
            page.fill("#search", spec.name)
            page.locator(".item", has_text=spec.name).first.click()
            text = " ".join(page.inner_text("#help").split())
            for argument in spec.arguments:
                assert argument.name in text
            assert spec.summary in text
            assert " ".join(spec.source.split()) in text
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
            page.click("text=All functions")
        assert page.said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(browser, service, scheme):
    with pane(browser, service, color_scheme=scheme) as page:
        page.fill("#search", "LEASE_PV")
        page.keyboard.press("Enter")
        for selector in ("#help p", "#help pre", ".quiet", "#count", "#state", "button.main"):
            ratio = page.evaluate(CONTRAST, selector)
            assert ratio >= 4.5, (selector, ratio)
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (ground == "rgb(255, 255, 255)") == (scheme == "light")


CONTRAST = """(selector) => {
  const light = (text) => {
    const [r, g, b] = text.match(/[\\d.]+/g).map(Number).map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let element = document.querySelector(selector);
  const text = light(getComputedStyle(element).color);
  while (getComputedStyle(element).backgroundColor === "rgba(0, 0, 0, 0)")
    element = element.parentElement;
  const ground = light(getComputedStyle(element).backgroundColor);
  return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
}"""


def test_it_inserts_where_there_is_excel(browser, service):
    with pane(browser, service, office=EXCEL) as page:
        page.fill("#search", "LEASE_WADR")
        page.keyboard.press("Enter")
        hint = page.locator(".buttons", has_text="Copy")
        assert "In Excel with ; between arguments use Insert" in hint.inner_text()
        page.click("text=Insert into the selected cell")
        page.wait_for_selector("text=Inserted")
        assert page.evaluate("window.formula") == ("=ONBALANCE.LEASE_WADR({100;300},{0.04;0.06})")
        assert len(page.evaluate("window.inserted")) == len(all_specs()) + 1
        assert page.said == []


def test_the_functions_run_in_the_page(browser, service):
    with pane(browser, service, office=EXCEL) as page:
        rows = page.evaluate("window.functions['LEASE.PV']([[0.05]], [[20]], [[200]], {})")
        assert rows == [[2492.4420685079967]]
        assert page.said == []  # the page's own policy lets them through


def test_it_works_where_office_js_cannot_be_had(browser, service):
    with pane(browser, service, office=None) as page:
        page.fill("#search", "LEASE_PV")
        page.keyboard.press("Enter")
        assert page.inner_text("#help h2") == "LEASE_PV"
        assert page.locator("text=Insert into").count() == 0
        assert page.locator("text=use Insert").count() == 0


def test_the_token_is_given_once(browser, tmp_path):
    token = "a token of some length"
    with running(tmp_path, workers=1, token=token) as locked, pane(browser, locked) as page:
        page.wait_for_selector("#dot.bad")
        page.fill("#token", "not this one, though long")
        page.keyboard.press("Enter")
        page.wait_for_timeout(300)
        assert page.is_visible("#access")
        page.fill("#token", token)
        page.keyboard.press("Enter")
        page.wait_for_selector("#dot.good")
        assert page.is_hidden("#access")
        assert token not in page.content()
        page.reload()
        page.wait_for_selector("#dot.good")


def test_it_says_when_the_service_has_gone(browser, tmp_path):
    with running(tmp_path, workers=1) as short, pane(browser, short) as page:
        page.wait_for_selector("#dot.good")
        page.route("**/health", lambda route: route.abort())
        page.clock.install()
        page.reload()
        page.wait_for_selector("#dot.bad")
        assert START in page.inner_text("#state")
