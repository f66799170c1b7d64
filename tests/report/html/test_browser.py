"""The pages in a real browser: they can be used by anybody, keep to themselves, and run nobody's code but ours."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from autograder.report.html.class_page import collated

from .classroom import works
from .conftest import LARGE, Site
from .hostile import ALL, NAME

Open = Callable[..., Any]
_READY = "html[data-ready]"


@pytest.fixture
def visit(browser: Any) -> Iterator[Open]:
    """Open a page; at the end it has complained of nothing and asked for nothing but itself and its neighbours."""
    contexts, complaints, asked = [], [], []

    def open_(address: str, scheme: str = "light", **options: Any) -> Any:
        context = browser.new_context(color_scheme=scheme, viewport={"width": 1200, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        if options.get("java_script_enabled", True):
            page.wait_for_selector(_READY, state="attached")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []
    assert [url for url in asked if not (url.startswith("file:///") and url.split("#")[0].endswith(".html"))] == []


def column(page: Any, number: int) -> list[str]:
    """The texts of a column of the class's table, as they stand."""
    cells: list[str] = page.eval_on_selector_all(
        f"#class tbody tr > :nth-child({number})", "all => all.map(cell => cell.textContent.trim())"
    )
    return cells


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit: Open, site: Site, language: Any, scheme: str) -> None:
    """Contrast, names, roles, order of headings: the class's page, a student's and an instructor's."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    addresses = [site.index(language, 8), site.student(language)]
    if (language, scheme) == ("es", "dark"):
        addresses += [site.student(language, "review.html"), site.student(language, "review.html", which=-1)]
    for address in addresses:
        page = visit(address, scheme)
        assert page.locator("html").get_attribute("lang") == language
        result = axe.run(page)
        assert result.violations_count == 0, result.generate_report()


def test_five_hundred_are_usable_within_a_second(visit: Open, site: Site) -> None:
    """From opening to a table that can be sorted; the page's own processor time, for other work may be under way."""
    took = []
    for _ in range(3):
        page = visit(site.student("es"))
        client = page.context.new_cdp_session(page)
        client.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(site.index("es", LARGE))
        page.wait_for_selector(_READY, state="attached")
        took.append(used(client))
        if took[-1] < 1.0:
            break
    page.click("#class thead th:nth-child(3)")
    assert len(column(page, 3)) == LARGE + 1
    assert min(took) < 1.0


def test_the_class_fits_on_paper(visit: Open, site: Site) -> None:
    """All columns of the table stand on an A4 page, one below the other in all rows."""
    page = visit(site.index())
    page.set_viewport_size({"width": 718, "height": 1000})
    page.emulate_media(media="print")
    row = "[row.scrollWidth, ...[...row.children].map(cell => cell.offsetLeft)].join()"
    rows = page.eval_on_selector_all("#class tr", f"all => all.map(row => {row})")
    assert len(set(rows)) == 1
    assert int(rows[0].split(",")[0]) <= 718


def used(client: Any) -> float:
    """Seconds of processor time of the page's main thread."""
    metrics = client.send("Performance.getMetrics")["metrics"]
    return float(next(item["value"] for item in metrics if item["name"] == "TaskDuration"))


def sorted_by(header: Any, direction: str) -> None:
    """The table sorts in a later task of the page, so the header's word is waited for."""
    from playwright.sync_api import expect

    expect(header).to_have_attribute("aria-sort", direction)


def test_sorting_tells_what_it_did(visit: Open, site: Site) -> None:
    """By score in both directions, by name as people sort names; aria-sort says it."""
    page = visit(site.index())
    header = page.locator("#class thead th").nth(2)
    header.click()
    sorted_by(header, "ascending")
    scores = [float(text.replace(",", ".")) for text in column(page, 3) if text != "–"]
    assert scores == sorted(scores)
    header.click()
    sorted_by(header, "descending")
    assert column(page, 3)[0] == f"{max(scores):g}".replace(".", ",")
    header = page.locator("#class thead th").first
    header.click()
    sorted_by(header, "ascending")
    names = [text.split("\n")[0].removesuffix("detalle").strip() for text in column(page, 1)]
    assert names == sorted(names, key=collated)


def test_searching_and_filtering(visit: Open, site: Site) -> None:
    """Search, status and cause work together; the count is told; clearing brings all back."""
    page = visit(site.index())
    everybody = len(column(page, 1))
    page.select_option("#status", "needs-review")
    assert set(column(page, 2)) == {"por revisar"}
    few = len(column(page, 2))
    assert 0 < few < everybody
    assert page.inner_text("#shown") == f"{few} de {everybody} entregas"
    page.select_option("#cause", "cell-error")
    assert len(column(page, 1)) == 1
    page.click("#reset")
    assert len(column(page, 1)) == everybody
    wanted = works(40)[3].grade.submission
    page.fill("#search", wanted)
    assert len(column(page, 1)) == 1
    assert column(page, 1)[0].startswith(wanted)
    page.fill("#search", "nobody of this name")
    assert page.inner_text("#shown").startswith("0 ")


def test_a_students_page_by_keyboard_alone(visit: Open, site: Site) -> None:
    """Skip link, search, headers, the student's link: Tab and Enter reach it, and the focus is always seen."""
    page = visit(site.index())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", seen
        if page.evaluate("!!document.activeElement.closest('#class tbody a')"):
            break
    assert {"search", "status", "cause", "reset"} <= set(seen)
    name = page.evaluate("document.activeElement.innerText")
    page.keyboard.press("Enter")
    page.wait_for_url("**/feedback.html")
    assert page.inner_text("h1") == name == works(40)[0].grade.submission


def test_the_theme_can_be_chosen(visit: Open, site: Site) -> None:
    """It begins as the system says, changes with the button, which tells its state, and redraws the plots."""
    page = visit(site.student(), "light")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert page.get_attribute("#theme", "aria-pressed") == "false"
    page.click("#theme")
    assert page.get_attribute("#theme", "aria-pressed") == "true"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    assert page.locator(".chart canvas").count() == page.locator(".chart").count() >= 4
    page.emulate_media(media="print")
    assert not page.is_visible("#theme")


@pytest.mark.parametrize("name", ["feedback.html", "review.html"])
def test_student_text_stays_text(visit: Open, site: Site, name: str) -> None:
    """Markup, scripts, addresses and turned-round letters in every field are shown and do nothing."""
    page = visit(site.student("es", name, which=-1))
    assert page.evaluate("typeof window.hacked") == "undefined"
    assert page.locator("img, iframe, object, embed, base, form").count() == 0
    assert page.locator("[onerror], [onfocus], [autofocus]").count() == 0
    text = page.inner_text("body")
    assert "</script></style></title></textarea><script>window.hacked = 1</script>" in text
    assert "{{ 7 * 7 }}" in text
    assert not set(text) & set("\u202e\u2066\u200b\x1b\x07")
    assert "⟨U+202E⟩" in page.inner_text("pre >> nth=0")
    visit(site.index()).evaluate("if (window.hacked) throw new Error('hacked')")


def test_the_policy_stops_what_escaping_might_miss(browser: Any, site: Site) -> None:
    """Even markup that got into the page runs no script, loads nothing and sends nothing."""
    page = browser.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(site.student())
    page.evaluate(
        """() => {
            const script = document.createElement('script');
            script.textContent = 'window.hacked = 1';
            document.body.append(script);
            document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="window.hacked = 2">');
        }"""
    )
    fetched = page.evaluate("fetch('https://example.org/').then(() => 'yes', () => 'no')")
    assert fetched == "no"
    assert page.evaluate("typeof window.hacked") == "undefined"
    assert len([text for text in refused if "Content Security Policy" in text]) >= 3
    page.close()


def test_without_scripts_everything_can_be_read(visit: Open, site: Site) -> None:
    """The table is whole, and every plot has its table."""
    page = visit(site.index(), java_script_enabled=False)
    assert page.locator("#class tbody tr").count() == 41
    assert page.locator(".plot details table").count() == page.locator(".plot").count() == 2
    assert NAME.split("\u202e")[0].strip() in (page.text_content("#class") or "")
    assert ALL not in page.content()
