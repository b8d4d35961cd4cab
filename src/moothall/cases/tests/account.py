"""A browser in somebody's account, and their cases, for tests over HTTP."""

from django.test import Client
from lxml import html

from moothall.cases.tests.factories import case_of
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit


class Account:
    """A browser in which a resident has signed in on one council's site."""

    def __init__(self, person=None, host="northvale.test"):
        self.client = Client(headers={"host": host}, enforce_csrf_checks=False)
        if person is not None:
            kit.sign_in_resident(self.client, person)

    def get(self, path):
        return Page(self.client.get(path))

    def post(self, path, **fields):
        """Send the form of a page as a browser does: with what it holds, but for what is typed."""
        shown = Page(self.client.get(path))
        hidden = {
            field.get("name"): field.get("value", "")
            for field in shown.tree.xpath("//main//form[@method='post']//input[@type='hidden']")
        }
        return Page(self.client.post(path, {**hidden, **fields}))

    def send(self, path, **fields):
        return Page(self.client.post(path, fields))


class Page:
    def __init__(self, response):
        self.response, self.status = response, response.status_code
        self.location = response.headers.get("Location", "")
        self.tree = html.fromstring(response.content.decode() or "<html/>")

    def all(self, testid):
        found = self.tree.xpath(f"//*[@data-testid='{testid}']")
        return [" ".join(" ".join(one.itertext()).split()) for one in found]

    def one(self, testid):
        [found] = self.all(testid)
        return found

    @property
    def text(self):
        return " ".join(" ".join(self.tree.itertext()).split())

    def typed(self, name):
        field = self.tree.xpath(f"//*[@name='{name}']")[0]
        return (field.text or "").lstrip("\n") if field.tag == "textarea" else field.get("value")


def a_case(council, person, **changes):
    with acting_for(council.id):
        return case_of(council, clock.now(), person_id=person.pk, **changes)


def act(case, name):
    return f"/account/requests/{case.reference}/{name}/"
