"""Two councils with addresses, a ward, bins and a service for those who move."""

from datetime import date, time

import pytest

from moothall.councils.models import ServiceType
from moothall.kernel import short_memory
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests.kit import NOW
from moothall.places.actions import load_addresses
from moothall.places.tests.factories import (
    blpu,
    classification,
    high_street,
    house,
    lpi,
    organisation,
    premium_file,
)
from moothall.verticals.waste.actions import RoundInput, replace_rounds

HOME, OLD_HOME, NEW_HOME, LIBRARY = 101, 102, 900, 700


@pytest.fixture
def gazetteer(tmp_path, northvale, southmere):
    """A street of three houses and a library in Northvale, and one house in Southmere."""
    library = [
        blpu(LIBRARY, at=(323150, 289050)),
        classification(LIBRARY, "CL03"),
        organisation(LIBRARY, "NORTHVALE LIBRARY"),
        lpi(LIBRARY, 1001, number="20"),
    ]
    records = [*high_street(3), *library, *house(NEW_HOME, 1001, 9, custodian=9992)]
    load_addresses(paths=[premium_file(tmp_path / "a.csv", records)], now=NOW)


@pytest.fixture
def rounds(gazetteer, northvale):
    """Refuse is collected at home, every second Monday."""
    with acting_for(northvale.id):
        replace_rounds(
            actor=system("tests"),
            council_id=northvale.id,
            rounds=[
                RoundInput(
                    slug="mon", name="Monday", container="refuse", anchor_on=date(2026, 1, 5),
                    every_weeks=2, ends_at=time(17), report_days=2, moved={},
                )
            ],
            by_property=[(HOME, "mon")],
            now=NOW,
        )  # fmt: skip


def let(council, slug, **facts):
    """Let a council's service be shown nearby, or serve a purpose."""
    with acting_for(council.id):
        ServiceType.objects.filter(slug=slug).update(**facts)
    short_memory.forget_all()


@pytest.fixture
def both_take_moves(northvale, southmere):
    """Both councils take a change of address, as general enquiries."""
    for council in (northvale, southmere):
        let(council, "general-enquiry", purpose="change-of-address")
