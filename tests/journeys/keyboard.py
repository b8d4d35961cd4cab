"""Somebody without a mouse: everything is reached by Tab, in the order in which it is seen."""

from playwright.sync_api import Locator, Page

#: More stops than any page of a journey has.
MOST_STOPS = 60

#: Where the focus is: its place in the page, what it is called, and whether it can be seen there.
_STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const named = (one.getAttribute("aria-labelledby") || "").split(" ").filter(Boolean);
  const words = one.getAttribute("aria-label")
    || named.map(id => document.getElementById(id)?.textContent || "").join(" ")
    || [...(one.labels || [])].map(label => label.textContent).join(" ")
    || one.textContent || one.value || one.title || "";
  const style = getComputedStyle(one);
  const label = one.labels?.[0] ? getComputedStyle(one.labels[0], "::before") : style;
  const drawn = [style, label].some(
    look => look.outlineStyle !== "none" || look.boxShadow !== "none");
  return {
    place: [...document.querySelectorAll("*")].indexOf(one),
    name: words.trim().replace(/\\s+/g, " "), seen: drawn, html: one.outerHTML.slice(0, 120),
  };
}"""

#: Where the focus is, in words for a failure.
FOCUSED = "(document.activeElement.id || document.activeElement.outerHTML.slice(0, 80))"


def tab_to(page: Page, locator: Locator) -> None:
    """Press Tab until the focus is on something; fail if it never comes there."""
    for _ in range(MOST_STOPS):
        if locator.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{locator} is not reached; the focus is on {page.evaluate(FOCUSED)}")


def box(page: Page, label: str) -> Locator:
    """Return the input with this label; lists that belong to it bear the same."""
    return page.get_by_label(label, exact=True).and_(page.locator("input, textarea, select"))


def type_into(page: Page, label: str, words: str, *, anew: bool = False) -> None:
    """Type into the box of a label, in place of what stands there if that is said."""
    tab_to(page, box(page, label))
    if anew:
        page.keyboard.press("Control+A")
    page.keyboard.type(words)


def press_enter(page: Page, locator: Locator | None = None) -> None:
    """Press Enter, on something or where the focus is, and wait for the page that comes."""
    if locator is not None:
        tab_to(page, locator)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def expect_files(page: Page) -> None:
    """Let every window in which files are chosen be seen; told only then, one might be missed."""
    page.on("filechooser", lambda _opened: None)


def choose_file(page: Page, label: str, file: dict) -> None:
    """Open the window in which files are chosen by keyboard, and choose one."""
    tab_to(page, box(page, label))
    with page.expect_file_chooser() as opened:
        page.keyboard.press("Space")
    opened.value.set_files([file])


def stops(page: Page) -> list[dict]:
    """
    Press Tab until the focus has been everywhere, and return where it stopped, in that order.

    Fail unless every stop has a name, can be seen to have the focus, and comes in reading order.
    """
    found: list[dict] = []
    for _ in range(3 * MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(_STOP)
        if stop is None:
            continue
        if found and stop["place"] == found[0]["place"]:
            break
        found.append(stop)
    assert [one["html"] for one in found if not one["name"]] == [], "nameless"
    assert [one["html"] for one in found if not one["seen"]] == [], "not seen to have the focus"
    first = min(range(len(found)), key=lambda number: found[number]["place"])
    turned = [*found[first:], *found[:first]]
    assert [one["place"] for one in turned] == sorted(one["place"] for one in found), "order"
    return turned
