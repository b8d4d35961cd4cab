"""A school with pupils, and the people who pay for them."""

from dataclasses import dataclass
from datetime import date

import pytest

from moothall.kernel.actors import system
from moothall.kernel.tests import kit
from moothall.payments.tests.conftest import shop  # noqa: F401 - a fixture
from moothall.payments.wallets.tests.conftest import canteen  # noqa: F401 - a fixture
from moothall.verticals.schools import actions
from moothall.verticals.schools.models import Guardian, Pupil, School

BOSS = system("tests")
HEAD = "number,name,born_on,class,allergens,free_meals\n"
ROWS = '17,Mali Evans,2018-05-04,3A,"nuts, egg",yes\n18,Osian Price,2017-01-31,4B,,no\n'


@dataclass
class Office:
    """A school's office as a test works in it."""

    canteen: object
    school: School

    @property
    def now(self):
        return self.canteen.now

    @property
    def council(self):
        return self.canteen.council

    def bring(self, text=HEAD + ROWS, actor=BOSS):
        return actions.import_pupils(actor=actor, school_id=self.school.pk, text=text, now=self.now)

    def pupil(self, number="17"):
        return Pupil.objects.get(number=number)

    def claim(self, person, number="17", born_on=date(2018, 5, 4)):
        actions.claim_child(
            actor=kit.actor_of_resident_person(person),
            council_id=self.council.id,
            school_id=self.school.pk,
            number=number,
            born_on=born_on,
            now=self.now,
        )
        return Guardian.objects.filter(person_id=person.pk, pupil__number=number).first()

    def guardian(self, person, number="17", born_on=date(2018, 5, 4)):
        claim = self.claim(person, number, born_on)
        return actions.decide_claim(
            actor=BOSS, guardian_id=claim.pk, is_approved=True, now=self.now
        )

    def trip(self, places=1, parts=((date(2026, 12, 1), 2_500),)):
        return actions.add_activity(
            actor=BOSS,
            school_id=self.school.pk,
            name={"en": "Castle trip", "cy": "Taith castell"},
            fund="permits",
            places=places,
            closes_on=date(2026, 12, 1),
            instalments=list(parts),
            now=self.now,
        )


@pytest.fixture
def office(canteen):  # noqa: F811 - the fixture above
    """A primary school of Northvale whose two pupils were brought in."""
    school = actions.add_school(
        actor=BOSS, council_id=canteen.council.id, name="Hill Primary", number="900001",
        scheme="meals", free_meal_pence=260, now=canteen.now,
    )  # fmt: skip
    found = Office(canteen, school)
    found.bring()
    return found
