"""
Puts whom an agent meets in an hour into both councils, in an installation's surroundings.

`python -m tests.journeys.agents_hour_set_up` prints the agent's cookie, and of each person the id.
"""

import json
from datetime import date, timedelta

import django

AGENT = "agent@border-boroughs.example"
NUMBERS = {"aldermoor": "01632 960100", "cwm-helyg": "01632 960200"}
GREETINGS = {"aldermoor": ("Good morning, Aldermoor", ""),
             "cwm-helyg": ("Good morning, Cwm Helyg", "Bore da, Cwm Helyg")}  # fmt: skip
EXTENSION = "2101"
#: Key, name, telephone number, language, and how many hours ago they asked for something.
PEOPLE = {
    "aldermoor": (
        ("chaser", "Mair Colley", "07700 900101", "en", 50),
        ("hidden", "Ursula Vane", "07700 900102", "en", 0),
        ("visitor", "Peter Garland", "07700 900103", "en", 0),
        ("payer", "Winifred Stubbs", "07700 900104", "en", 0),
        ("booker", "Conrad Ellery", "07700 900105", "en", 0),
        ("asker", "Beatrix Nolan", "07700 900106", "en", 0),
        ("complainer", "Rufus Tilling", "07700 900107", "en", 60),
        ("first", "Ottilie Frayne", "07700 900108", "en", 30),
        ("second", "Lionel Sedge", "07700 900109", "en", 20),
        ("handed", "Maud Pettifer", "07700 900110", "en", 10),
        ("opener", "Ignatius Crewe", "07700 900111", "en", 0),
        ("twin", "Josephine Harbottle", "07700 900112", "en", 0),
    ),
    "cwm-helyg": (
        ("cymraes", "Angharad Llwyd", "07700 900201", "cy", 50),
        ("late", "Emrys Cadwaladr", "07700 900202", "en", 0),
        ("warned", "Boris Hawke", "07700 900203", "en", 0),
        ("ymwelydd", "Nesta Parry", "07700 900204", "en", 0),
        ("holwr", "Gwilym Probert", "07700 900205", "en", 0),
        ("closed", "Olwen Maddocks", "07700 900206", "en", 70),
        ("agorwr", "Tegwen Bowen", "07700 900207", "en", 0),
    ),
}  # fmt: skip


def main() -> None:
    """This will make people, cases, lines and what is known of them, and sign the agent in."""
    from django.conf import settings
    from django.test import Client

    from moothall.cases.contact.actions import claim_extension
    from moothall.councils.queries import council_by_slug
    from moothall.kernel import clock
    from moothall.kernel.scope import acting_for
    from moothall.kernel.tests import kit
    from moothall.people.models import StaffUser

    now, agent, client = clock.now(), StaffUser.objects.get(email=AGENT), Client()
    kit.sign_in(client, agent)
    told = {}
    for slug, rows in PEOPLE.items():
        council = council_by_slug(slug)
        with acting_for(council.id):
            _open_the_line(council, now)
            told |= {key: _person(council, row, now) for key, *row in rows}
            _say_what_is_special(council, told, now)
    council = council_by_slug("aldermoor")
    with acting_for(council.id):
        claim_extension(
            actor=kit.actor_of(agent), council_id=council.id, extension=EXTENSION, now=now
        )
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    print(json.dumps({"cookie": cookie, "agent": str(agent.pk), "people": told}))


def _open_the_line(council, now) -> None:
    from moothall.cases.contact.actions import set_line
    from moothall.kernel.actors import system
    from moothall.surfaces.demonstration import knowledge

    english, welsh = GREETINGS[council.slug]
    set_line(
        actor=system("journeys"), council_id=council.id, line_id=None,
        name=f"{council.short_name} main line", number=NUMBERS[council.slug], queue="",
        greeting=english, greeting_cy=welsh, now=now,
    )  # fmt: skip
    knowledge.settle(council, now=now)


def _person(council, row, now) -> dict:
    from moothall.cases.actions import open_case
    from moothall.kernel import actors
    from moothall.people.actions import record_person
    from moothall.people.models import Person

    name, phone, language, hours = row
    person = record_person(
        actor=actors.anonymous_resident(), council_id=council.id, name=name, phone=phone,
        email=f"{name.split()[0].lower()}@hour.example", language=language, now=now,
    )  # fmt: skip
    Person.objects.filter(pk=person.pk).update(born_on=date(1980, 3, 27))
    told = {"id": str(person.pk), "name": name, "phone": phone}
    if hours:
        at = now - timedelta(hours=hours)
        case = open_case(
            actor=actors.anonymous_resident(), council_id=council.id, service_type="missed-bin",
            person_id=person.pk, channel="web", summary=f"Bin of {name} not emptied",
            submission_key=f"hour-{person.pk}", now=at,
        )  # fmt: skip
        told |= {"case": str(case.pk), "reference": case.reference}
    return told


def _say_what_is_special(council, people, now) -> None:
    from moothall.cases.actions import change_status
    from moothall.cases.workflow import Status
    from moothall.kernel.actors import system
    from moothall.kernel.tests import kit
    from moothall.people.actions import protect_person
    from moothall.people.models import WarningKind
    from moothall.people.warnings.actions import Said, warn_about_person

    actor = system("journeys")
    if council.slug == "aldermoor":
        protect_person(
            actor=actor, person_id=people["hidden"]["id"], hides_email=True, hides_phone=True,
            refuses_joining=False, reason="Threatened", now=now,
        )  # fmt: skip
        change_status(
            actor=actor, case_id=people["complainer"]["case"], status=Status.IN_PROGRESS, now=now
        )
        return
    warn_about_person(
        actor=kit.actor_with(council.id, "warning.manage"),
        person_id=people["warned"]["id"], now=now,
        said=Said(kind=WarningKind.VIOLENCE, reason="Shouted at the desk",
                  expires_on=now.date() + timedelta(days=90)),
    )  # fmt: skip
    for status in (Status.IN_PROGRESS, Status.RESOLVED):
        change_status(actor=actor, case_id=people["closed"]["case"], status=status, now=now)


if __name__ == "__main__":
    django.setup()
    main()
