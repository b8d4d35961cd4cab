"""A real browser, and axe on every page it visits."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CHECKOUT = Path(__file__).resolve().parents[2]
AXE = CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"

#: The title of a page with something to mend.
ERROR = re.compile(r"^Error:")

#: What a page's HTML runs.
SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)

#: What WCAG 2.2 AA asks for, in axe's words.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium without a window."""
    path = os.environ.get("MOOTHALL_CHROMIUM") or shutil.which("chromium") or ""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--host-resolver-rules=MAP *.localhost 127.0.0.1",
            ],
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def window(browser: Browser, *, size: dict, scripts: bool) -> Iterator[Page]:
    """Open a window in which every page is examined when it is left or closed."""
    context = browser.new_context(viewport=size, java_script_enabled=scripts, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(30_000)
    try:
        yield page
    finally:
        context.close()


def press(page: Page, test_id: str) -> None:
    """
    Press a button that leads on, and wait until the page it leads to is there.

    A click alone ends before the next page has come: what is asked of the page directly after it
    may be answered by the old one, or by one that has only begun.
    """
    with page.expect_navigation():
        page.get_by_test_id(test_id).click()


def examine(browser: Browser, page: Page) -> None:
    """
    Fail if axe finds anything on the page, or if it is wider than the window, or than a phone.

    Axe is a script, so it looks at what the page has become in a second window: its HTML without
    its scripts, which have done there what they do. That window is kept, with the styles it loaded.
    """
    page.wait_for_load_state()
    probe = _probe(browser)
    origin = "/".join(page.url.split("/")[:3])
    if not probe.url.startswith(f"{origin}/"):
        probe.goto(f"{origin}/")
    probe.set_viewport_size(page.viewport_size)
    probe.set_content(SCRIPT.sub("", page.content()))
    probe.evaluate(AXE.read_text(encoding="utf-8"))
    found = probe.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})"
        ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.map("
        "n => n.target + ' (' + n.failureSummary + ')').join(' ')))",
        RULES,
    )
    assert found == [], f"{page.url}: {found}"
    for size in (page.viewport_size, PHONE):
        probe.set_viewport_size(size)
        overflow = probe.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert overflow <= 0, f"{page.url} is {overflow} pixels wider than {size['width']}"


@cache
def _probe(browser: Browser) -> Page:
    return browser.new_context(bypass_csp=True).new_page()
