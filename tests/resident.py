"""A resident who fills in forms over plain HTTP, as a browser without JavaScript does."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
from lxml import html

from tests.installation import Installation, reference_in

LAST_PAGE = "check"
MOST_PAGES = 25

FAULT = {
    "problem": "pothole",
    "danger": "no",
    "place_description": "Outside the library in Alder Street",
    "place_latitude": "52.537",
    "place_longitude": "-3.06",
    "description": "A deep hole in the road",
    "name": "Siân Llewelyn",
    "email": "sian@resident.example",
    "phone": "",
}


@dataclass
class Resident:
    """Somebody at one council's site, with their answers by the names of the form's fields."""

    installation: Installation
    council: str = "aldermoor"
    answers: dict = field(default_factory=lambda: dict(FAULT))
    cookie: str = ""

    def fill_in(self, form: str = "street-fault") -> str:
        """Answer every page and return the path of the page on which answers are checked."""
        answer = self._post(f"/forms/{form}/", {})
        path = self._path_of(answer)
        for _ in range(MOST_PAGES):
            if path.rstrip("/").endswith(LAST_PAGE):
                return path
            page = self._get(path)
            if page.is_redirect:
                path = self._path_of(page)
                continue
            answer = self._post(path, self._filled(page))
            if not answer.is_redirect:
                raise AssertionError(f"{path} was not taken:\n{self._problems(answer)}")
            path = self._path_of(answer)
        raise AssertionError("The form never came to its end.")

    def submit(self, path: str, **options) -> httpx.Response:
        """Send the finished form."""
        return self._post(path, self._filled(self._get(path)), **options)

    def confirmation(self, path: str) -> str:
        """Return the reference on the page after."""
        done = path.replace("/check/", "/done/")
        page = self._get(done)
        assert page.status_code == 200, page.status_code
        return reference_in(page.text)

    def report(self, form: str = "street-fault") -> str:
        """Fill in, send, and return the reference."""
        path = self.fill_in(form)
        answer = self.submit(path)
        assert answer.status_code in (302, 303), self._problems(answer)
        return self.confirmation(path)

    def _filled(self, page: httpx.Response) -> dict:
        """Return the page's form, filled with the resident's answers."""
        form = next(
            f for f in html.fromstring(page.text).forms if f.get("method", "").lower() == "post"
        )
        data: dict = {}
        for element in form.inputs:
            name, kind = element.get("name"), element.get("type", "")
            if not name or kind in {"submit", "file"}:
                continue
            wanted = self.answers.get(name)
            if kind in {"radio", "checkbox"}:
                if wanted is not None and element.get("value") == wanted:
                    data[name] = wanted
            elif kind == "hidden" and wanted is None:
                data[name] = element.value or ""
            else:
                data[name] = wanted if wanted is not None else (element.value or "")
        return data

    def _get(self, path: str) -> httpx.Response:
        return self.installation.get(path, host=self.council, cookie=self.cookie)

    def _post(self, path: str, data: dict, **options) -> httpx.Response:
        return self.installation.post(path, data, host=self.council, cookie=self.cookie, **options)

    @staticmethod
    def _path_of(answer: httpx.Response) -> str:
        return urlsplit(answer.headers["location"]).path

    @staticmethod
    def _problems(answer: httpx.Response) -> str:
        tree = html.fromstring(answer.text)
        return " | ".join(
            " ".join(element.text_content().split())
            for element in tree.xpath("//*[contains(@class, 'govuk-error-message')] | //h1")
        )
