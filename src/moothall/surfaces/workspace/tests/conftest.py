import pytest
from django.test import Client
from lxml import html

from moothall.kernel.tests import kit


class Desk:
    """A browser in which somebody has signed in, on the workspace of one council."""

    def __init__(self, host, user=None):
        self.client = Client(headers={"host": host})
        if user is not None:
            kit.sign_in(self.client, user)

    def get(self, path, **extra):
        return Page(self.client.get(path, **extra))

    def post(self, path, **fields):
        return Page(self.client.post(path, fields))


class Page:
    """An answer, read as its reader finds things: by what a browser test must find."""

    def __init__(self, response):
        self.response = response
        self.status = response.status_code
        self.location = response.headers.get("Location", "")

    @property
    def tree(self):
        return html.fromstring(self.response.content.decode())

    def all(self, testid):
        return [squeezed(one) for one in self.tree.xpath(f"//*[@data-testid='{testid}']")]

    def one(self, testid):
        [found] = self.all(testid)
        return found

    def links(self, testid):
        return self.tree.xpath(f"//*[@data-testid='{testid}']/descendant-or-self::a/@href")

    def value(self, name):
        field = self.tree.xpath(f"//*[@name='{name}']")[0]
        return (field.text or "").lstrip("\n") if field.tag == "textarea" else field.get("value")

    @property
    def text(self):
        return squeezed(self.tree)


def squeezed(element):
    return " ".join(" ".join(element.itertext()).split())


@pytest.fixture
def desk_of_alice(alice):
    return Desk("northvale.test", alice)


@pytest.fixture
def desk_of_bob(bob):
    return Desk("northvale.test", bob)


@pytest.fixture
def desk_of_carys(carys):
    return Desk("southmere.test", carys)
