"""Scenery of the connectors' tests: a system that does what it is told, and a case to hand over."""

from uuid import uuid4

import pytest

from moothall.cases.actions import open_case
from moothall.cases.particulars import CaseDetail, CaseLocation
from moothall.connectors.actions import apply_systems
from moothall.connectors.models import System
from moothall.connectors.ports import suppliers
from moothall.connectors.systems.fake.adapter import FakeSystem
from moothall.kernel.actors import anonymous_resident
from moothall.kernel.scope import acting_for


def system_entry(name: str, **changes) -> dict:
    return {
        "slug": "works",
        "name": "Works",
        "supplier": "fake",
        "team": "streets",
        "options": {"name": name},
        "routes": [
            {
                "service": "street-fault",
                "when": {"detail": "street.category", "is": ["pothole"]},
                "code": "HOLE",
                "attributes": {"uprn": {"from": "property.uprn"}},
            }
        ],
        **changes,
    }


def set_up(council, **changes) -> System:
    with acting_for(council.id):
        apply_systems(council.id, [system_entry(uuid4().hex, **changes)])
        return System.objects.get(slug="works")


def fake_behind(system: System) -> FakeSystem:
    return suppliers.get("fake").connect(system.options)


def a_case(
    council, now, *, category="pothole", service="street-fault", key="", actor=None, person_id=None
):
    return open_case(
        actor=actor or anonymous_resident(),
        council_id=council.id,
        service_type=service,
        person_id=person_id,
        channel="web",
        summary="A deep hole",
        details=[
            CaseDetail(key="street.category", label="What is it?", value="A hole", code=category),
            CaseDetail(key="property.uprn", label="Address", value="1 High Street", code="42"),
        ],
        location=CaseLocation(description="1 High Street", latitude=52.4, longitude=-3.1),
        submission_key=key or uuid4().hex,
        now=now,
    )


@pytest.fixture
def works(in_northvale):
    """A fake system of Northvale, which takes potholes."""
    return set_up(in_northvale)
