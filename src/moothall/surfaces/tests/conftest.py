import pytest

from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.people import actions
from moothall.surfaces.tests.planting import Planted


@pytest.fixture
def planted(in_northvale, rhian, alice):
    made = Planted(in_northvale, rhian, clock.now())
    actions.protect_person(
        actor=system("tests"), person_id=rhian.pk, hides_email=True, hides_phone=True,
        refuses_joining=True, reason="Police reference 1", now=clock.now(),
    )  # fmt: skip
    return made
