from datetime import date

import pytest
from django.test import Client
from lxml import html

from moothall.cases.tests.factories import case_of
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people import actions
from moothall.people.models import ContactKind, Person
from moothall.verticals.revenues.tests.conftest import (  # noqa: F401 - fixtures
    keep_accounts,
    ledger,
    named,
    running_ledger,
)


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


@pytest.fixture
def caller(northvale, rhian):
    """Rhian, of whom the council holds an address, a birth date and a case."""
    with acting_for(northvale.id):
        actions.add_contact_point(
            actor=system("tests"), person_id=rhian.pk, kind=ContactKind.POST,
            value="1 High Street, QX1 1AA", now=clock.now(),
        )  # fmt: skip
        Person.objects.filter(pk=rhian.pk).update(born_on=date(1980, 3, 27))
        case_of(northvale, clock.now(), person_id=rhian.pk)
    return rhian
