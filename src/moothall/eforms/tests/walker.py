"""Somebody who fills in any form, over HTTP and without scripts, and gets it sent."""

import io
import re
from datetime import date, timedelta
from html import unescape
from itertools import product

from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import find
from hypothesis import strategies as st
from PIL import Image

from moothall.eforms.definition import PageKind
from moothall.eforms.journey import relevant
from moothall.eforms.tests.browser import Browser

TYPED = {
    "text": "Some words", "textarea": "Some more words", "name": "Ann Other",
    "email": "ann@example.test", "phone": "07700 900982", "time": "10am", "yes_no": "yes",
    "ni_number": "AB 12 34 56 C", "vehicle_registration": "AB12 CDE", "declaration": "yes",
    "postcode_area": "QX1 1AA",
}  # fmt: skip


class Walker:
    """Walks a definition's pages, choosing what leads to the end and not to an exit."""

    def __init__(self, client, host, definition, language="en", today=None, uprn=None):
        prefix = "/cy" if language == "cy" else ""
        self.browser = Browser(client, host=host, prefix=prefix)
        self.definition, self.today = definition, today or date.today()
        self.uprn = uprn
        self.choices = self._choices_that_lead_to_the_end()

    def walk(self):
        """Fill in every page that comes, and send: to the end, or to the basket with its fee."""
        browser = self.browser
        browser.start(self.definition.slug)
        for _ in range(200):
            assert browser.response.status_code == 200, browser.path
            if browser.page in {"done", "basket"}:
                return browser
            self._take(browser)
        raise AssertionError(f"Never came to the end: {browser.path}")

    def _take(self, browser):
        if browser.page == "check":
            browser.post()
        elif browser.page == "tasks":
            browser.get(self._next_task(browser.html))
        else:
            before = browser.path
            if self._asks_for_a_time(browser.page):
                self._choose_a_time(browser)
                return
            typed = self._typed_on(browser.page)
            if self._asks_kinds(browser.page):
                for _ in range(self._files_needed(browser.page)):
                    browser.post({**self._typed_on(browser.page), "action": "upload"})
                typed = self._kinds_said(browser.html)
            browser.post(typed)
            problem = browser.html.partition("error-summary")[2][:600]
            assert browser.path != before or "_" in browser.page, f"{before}: {problem}"

    def _asks_for_a_time(self, key):
        page = self.definition.page(key.partition("_")[0])
        return any(question.type == "booking" for question in page.questions)

    def _choose_a_time(self, browser):
        """Go to the first free day, and press its first time."""
        page = browser.path
        browser.get(unescape(re.search(r'href="([^"]+[?&;]day=[^"]+)"', browser.html)[1]))
        name, slot = re.search(
            r'name="([^"]+)" value="(\d{8}T\d{4}Z\.[^"]*)"', browser.html
        ).groups()
        browser.post({name: slot}, path=page)

    def _asks_kinds(self, key):
        page = self.definition.page(key.partition("_")[0])
        return any(len(question.settings.get("kinds", ())) > 1 for question in page.questions)

    def _files_needed(self, key):
        """Return how many files it takes, so that each needed kind is among them."""
        page = self.definition.page(key.partition("_")[0])
        kinds = [kind for one in page.questions for kind in one.settings.get("kinds", ())]
        return max(sum(kind.get("is_needed", False) for kind in kinds), 1)

    def _kinds_said(self, html):
        """Say of the files on the page that they are what they may be, one after the other."""
        selects = re.findall(
            r'<select[^>]* name="([^"]+-kind-[^"]+)"(.*?)</select>', html, re.DOTALL
        )
        said = {}
        for number, (name, options) in enumerate(selects):
            values = re.findall(r'<option value="([^"]+)"', options)
            said[name] = values[number % len(values)]
        return said

    def _next_task(self, html):
        if 'data-testid="to-check"' in html:
            return html.partition('data-testid="to-check"')[0].rpartition('href="')[2].split('"')[0]
        rows = html.split("govuk-task-list__item")
        row = next(r for r in rows if "Not yet started" in r or "In progress" in r or "Heb" in r)
        return row.partition('href="')[2].split('"')[0]

    def _typed_on(self, key):
        page = self.definition.page(key.partition("_")[0])
        if page.kind is PageKind.REPEAT and "_" not in key:
            count = self.browser.html.count("/remove/")
            return {"another": "yes" if count < page.questions[0].repeat.least else "no"}
        questions = page.questions
        if page.kind is PageKind.REPEAT:
            questions = page.questions[0].repeat.page.questions
        typed = {}
        for question in questions:
            typed.update(self._typed(question))
        return typed

    def _typed(self, question):  # noqa: C901, PLR0911, PLR0912 - a case for each type
        key, settings = question.key, question.settings
        match question.type:
            case "radios" | "select" | "checkboxes":
                return {key: self.choices.get(key, question.options[0].value)}
            case "yes_no":
                return {key: "yes" if self.choices.get(key, True) else "no"}
            case "number":
                return {key: str(settings.get("least", 1))}
            case "money":
                return {key: str(settings.get("least", 10))}
            case "date":
                day = self._day(settings)
                return {f"{key}-day": day.day, f"{key}-month": day.month, f"{key}-year": day.year}
            case "address" if not settings.get("not_listed", True):
                return {key: str(self.uprn)}
            case "address":
                return {
                    key: "not-listed", f"{key}-line-1": "1 High Street",
                    f"{key}-town": "Northvale", f"{key}-postcode": "QX1 1AB",
                }  # fmt: skip
            case "map_location" | "map_line" | "map_area":
                return {f"{key}_description": "By the park gate", f"{key}-near": "none"}
            case "bank_account":
                return {
                    f"{key}-name": "Ann Other", f"{key}-sort-code": "309430",
                    f"{key}-account-number": "12345678",
                }  # fmt: skip
            case "upload":
                return {key: _picture()}
            case "time":
                return {key: settings.get("earliest_time", "10am")}
            case "calculated" | "booking":
                return {}
            case "text" if "pattern" in settings:
                return {key: _matching(settings["pattern"])}
            case kind:
                return {key: TYPED[kind]}

    def _day(self, settings):
        day = self.today
        if "earliest_working_days" in settings:
            day += timedelta(days=2 * settings["earliest_working_days"] + 5)
        elif "earliest_days" in settings and settings["earliest_days"] > 0:
            day += timedelta(days=settings["earliest_days"])
        elif settings.get("latest_days", 0) < 0:
            day += timedelta(days=settings["latest_days"])
        while settings.get("on_working_days") and day.weekday() > 4:
            day += timedelta(days=1)
        return day

    def _choices_that_lead_to_the_end(self):
        """Try the choices on which exits depend, until none is reached."""
        questions = self.definition.questions
        exits = [page for page in self.definition.pages if page.kind is PageKind.EXIT]
        names = {name for page in exits for name in page.show_when.names} & questions.keys()
        asked = [questions[name] for name in sorted(names) if _choices(questions[name])]
        for values in product(*(_choices(one) for one in asked)):
            choices = dict(zip((one.key for one in asked), values, strict=True))
            if relevant(self.definition, self._given(choices)).exit is None:
                return choices
        raise AssertionError(f"Every way through {self.definition.slug} ends early")

    def _given(self, choices):
        given = {page.key: True for page in self.definition.pages}
        for key, question in self.definition.questions.items():
            given[key] = choices.get(key, _first(question, self))
        return given


def _first(question, walker):  # noqa: PLR0911 - a case for each type
    match question.type:
        case "radios" | "select":
            return question.options[0].value
        case "checkboxes":
            return [question.options[0].value]
        case "yes_no":
            return True
        case "number":
            return question.settings.get("least", 1)
        case "money":
            return 100 * question.settings.get("least", 10)
        case "date":
            return walker._day(question.settings).isoformat()
        case "repeat":
            return [{one.key: _first(one, walker) for one in question.repeat.page.questions}]
        case kind:
            return TYPED.get(kind, {"uprn": None, "postcode": "QX1 1AB"})


def _choices(question):
    """Return the answers to choose from, or nothing where one types."""
    match question.type:
        case "yes_no":
            return [True, False]
        case "checkboxes":
            return [[option.value] for option in question.options]
        case _:
            return [option.value for option in question.options]


def _matching(pattern):
    strategy = st.from_regex(f"(?:{pattern})", fullmatch=True)
    return find(strategy, lambda text: text == text.strip() and text.isascii() and text)


def _picture():
    buffer = io.BytesIO()
    Image.new("RGB", (2, 2), "green").save(buffer, "PNG")
    return SimpleUploadedFile("picture.png", buffer.getvalue(), content_type="image/png")
