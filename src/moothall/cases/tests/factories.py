"""Scenery: people and cases that a test needs to be there but is not about."""

from uuid import uuid4

from moothall.cases import actions
from moothall.kernel import actors
from moothall.kernel.actors import Actor, ActorKind
from moothall.people.actions import record_person

ALL = frozenset(
    {"case.view", "case.edit", "case.close", "interaction.log", "form.assist", "person.view"}
)


def staff_of(*councils, permissions=ALL):
    """Return an employee with these permissions in these councils."""
    return Actor(
        kind=ActorKind.STAFF,
        identifier="1",
        name="Alice Ash",
        permissions={council.id: permissions for council in councils},
    )


def person_of(
    council, now, *, name="Dilys Pugh", email="dilys@example.test", phone="", language="en"
):
    """Return a person of a council, whose scope is in force."""
    return record_person(
        actor=actors.anonymous_resident(),
        council_id=council.id,
        name=name,
        email=email,
        phone=phone,
        language=language,
        now=now,
    )


def case_of(council, now, **changes):
    """Return a case of a council, whose scope is in force, opened by a resident on the website."""
    return actions.open_case(
        **{
            "actor": actors.anonymous_resident(),
            "council_id": council.id,
            "service_type": "missed-bin",
            "person_id": None,
            "channel": "web",
            "summary": "The blue bin was not emptied",
            "submission_key": uuid4().hex,
            "now": now,
            **changes,
        }
    )
