"""A real browser, and axe on every page it visits."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CHECKOUT = Path(__file__).resolve().parents[2]
AXE = CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"

#: The title of a page with something to mend.
ERROR = re.compile(r"^Error:")

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
    Fail if axe finds anything on the page, or if it is wider than the window.

    Axe is a script, so a page seen without scripts is looked at again in a window that runs them,
    by its own HTML.
    """
    page.wait_for_load_state()
    html, url, size = page.content(), page.url, page.viewport_size
    context = browser.new_context(viewport=size, bypass_csp=True)
    probe = context.new_page()
    probe.route(
        url, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8")
    )
    probe.goto(url)
    probe.add_script_tag(path=str(AXE))
    found = probe.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})"
        ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.map("
        "n => n.target + ' (' + n.failureSummary + ')').join(' ')))",
        RULES,
    )
    overflow = probe.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    context.close()
    assert found == [], f"{url}: {found}"
    assert overflow <= 0, f"{url} is {overflow} pixels wider than the window"
