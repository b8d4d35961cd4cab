"""
Somebody moves from one borough to another and keeps the account: each council sees only its part.

Marks are planted in everything of each council and looked for in everything of the other.
"""

from datetime import date

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from moothall.cases.actions import change_status, open_case
from moothall.cases.models import Case
from moothall.cases.particulars import CaseDetail
from moothall.cases.queries.text import cases_by_text
from moothall.kernel import clock
from moothall.kernel.actors import Actor, ActorKind, system
from moothall.kernel.errors import NotFound
from moothall.kernel.models import CouncilOwned
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications.actions import (
    choose_contact_mode,
    choose_topics,
    replace_topics,
)
from moothall.notifications.models import ContactMode
from moothall.people import actions, scopes
from moothall.people.elsewhere import own_joinings
from moothall.people.models import ContactKind, Joining, Person
from moothall.people.needs import Needs
from moothall.people.queries import residence_of, search_people
from moothall.places.queries import address
from moothall.surfaces.account.living.actions import tell_of_move
from moothall.surfaces.account.living.tests.conftest import HOME, NEW_HOME, let
from moothall.surfaces.workspace.tests.conftest import Desk

pytestmark = pytest.mark.usefixtures("gazetteer", "both_take_moves")
OFFICE = system("tests")
MOVED_ON = date(2026, 11, 1)
#: What each council knows that the other must not, in whatever form it is stored or shown.
OF_NORTHVALE = ("nvmark", "960111", "1 High Street")
OF_SOUTHMERE = ("smmark", "960222")


def themselves(person):
    return Actor(
        kind=ActorKind.RESIDENT,
        identifier=str(person.pk),
        subject=str(person.pk),
        name=person.name,
        permissions={person.council_id: scopes.ALL},
    )


def plant(council, person, mark, uprn, now):
    """Let a council know of a person in every way that there is, each with the mark."""
    own = themselves(person)
    needs = Needs(
        language="en", formats=("large_print", "braille"), interpreter="other",
        interpreter_language=f"{mark}ish",
    )  # fmt: skip
    actions.set_needs(actor=own, person_id=person.pk, needs=needs, now=now)
    actions.move_in(
        actor=own, person_id=person.pk, uprn=uprn, moved_in_on=date(2026, 11, 1), now=now
    )
    for kind, value in (
        (ContactKind.POST, f"{mark} cottage"),
        (ContactKind.EMAIL, f"{mark}@elsewhere.test"),
    ):
        actions.add_contact_point(
            actor=OFFICE, person_id=person.pk, kind=kind, value=value, now=now
        )
    topic = {
        "key": "waste", "name": f"{mark} bins", "wording": f"{mark} wording",
        "channels": ["email"],
    }  # fmt: skip
    replace_topics(actor=OFFICE, council_id=council.id, topics=[topic])
    choose_topics(
        actor=own, person_id=person.pk, chosen={"waste": ["email"]}, language="en", now=now
    )
    choose_contact_mode(actor=own, person_id=person.pk, mode=ContactMode.DIGITAL, now=now)
    case = open_case(
        actor=own,
        council_id=council.id,
        service_type="missed-bin",
        person_id=person.pk,
        channel="web",
        summary=f"{mark} summary",
        submission_key=f"{mark}-key",
        details=[CaseDetail(key="x", label=f"{mark} question", value=f"{mark} answer")],
        now=now,
    )
    change_status(
        actor=OFFICE, case_id=case.pk, status="in_progress", public_note=f"{mark} note",
        internal_note=f"{mark} for staff", now=now,
    )  # fmt: skip
    return case


@pytest.fixture
def moved(northvale, southmere, now, queue):
    """Rhian, known at Northvale, joins Southmere with her name alone, and tells both she moved."""
    account = kit.resident_account("rhian")
    with acting_for(northvale.id):
        old = actions.join_council(
            account_id=account.pk, name="Rhian Evans", email=account.email,
            phone="01632 960111", now=now,
        )  # fmt: skip
        plant(northvale, old, "nvmark", HOME, now)
    with acting_for(southmere.id):
        new = actions.join_council(
            account_id=account.pk, name="Rhian Evans", email=account.email,
            phone="01632 960222", now=now,
        )  # fmt: skip
        plant(southmere, new, "smmark", NEW_HOME, now)
    client = Client(headers={"host": "southmere.test"})
    kit.sign_in_resident(client, new)
    answer = client.post("/account/moved/", move(tell=["northvale", "southmere"]))
    assert answer["Location"] == "/account/moved/?done=1"
    queue.run_all()
    return old, new, client


def move(**ticked):
    return {"moved_on-day": "1", "moved_on-month": "11", "moved_on-year": "2026", **ticked}


def everything_of(council):
    """Return all rows of a council as the database itself shows them under its scope."""
    found = {}
    with acting_for(council.id), connection.cursor() as cursor:
        for model in apps.get_models():
            if issubclass(model, CouncilOwned) and not model._meta.proxy:
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")
                found[model._meta.label] = "\n".join(row for (row,) in cursor.fetchall())
    return found


def marks_in(text, marks):
    return [mark for mark in marks if mark.lower() in text.lower()]


def leaks(found, marks):
    """Return which of the marks stand where, of texts by their names."""
    return {name: seen for name, text in found.items() if (seen := marks_in(text, marks))}


def account_pages():
    """Return the address of every page of the account that needs nothing named."""
    patterns = get_resolver().namespace_dict["account"][1].url_patterns
    return [f"/{one.pattern}" for one in patterns if "<" not in str(one.pattern)]


def test_no_table_of_one_council_holds_a_mark_of_the_other(moved, northvale, southmere):
    ours, theirs = everything_of(northvale), everything_of(southmere)

    assert sum("nvmark" in rows for rows in ours.values()) >= 8
    assert sum("smmark" in rows for rows in theirs.values()) >= 8
    assert leaks(ours, OF_SOUTHMERE) == {}
    assert leaks(theirs, OF_NORTHVALE) == {}


def test_neither_council_holds_an_id_of_the_other(moved, northvale, southmere):
    """But for the account itself, which is the person's own and no council's."""
    old, new, _client = moved
    ours, theirs = everything_of(northvale), everything_of(southmere)

    assert str(old.pk) in ours["people.Person"]
    assert [table for table, rows in ours.items() if str(new.pk) in rows] == []
    assert [table for table, rows in theirs.items() if str(old.pk) in rows] == []
    with acting_for(northvale.id):
        case_ids = [str(case.pk) for case in Case.objects.all()]
    assert not any(case_id in rows for case_id in case_ids for rows in theirs.values())


def test_the_first_council_learns_the_new_address_and_the_day_and_nothing_more(
    moved, northvale, southmere, now
):
    old, _new, _client = moved
    with acting_for(northvale.id):
        case = Case.objects.get(service_type__slug="general-enquiry")
        assert (case.person_id, case.opened_by_identifier) == (old.pk, str(old.pk))
        assert [(one.label, one.value, one.code) for one in case.particulars] == [
            ("New address", "9 High Street, Northvale, QX1 1AA", ""),
            ("Moved on", "1 November 2026", "2026-11-01"),
        ]
        assert residence_of(old.pk) is None
    with acting_for(southmere.id):
        (here,) = Case.objects.filter(service_type__slug="general-enquiry")
        assert here.reference.startswith("SOU")
        assert residence_of(here.person_id).uprn == NEW_HOME


@pytest.mark.slow
def test_no_page_of_the_account_at_one_council_shows_a_mark_of_the_other(
    moved, northvale, southmere
):
    old, new, _client = moved
    here, there = (Client(headers={"host": f"{slug}.test"}) for slug in ("northvale", "southmere"))
    kit.sign_in_resident(here, old, strength=2)
    kit.sign_in_resident(there, new, strength=2)
    pages = [path for path in account_pages() if "sign" not in path]

    shown = {path: here.get(path).content.decode() for path in pages}
    shown_there = {path: there.get(path).content.decode() for path in pages}

    assert len(pages) >= 8
    assert "nvmarkish" in shown["/account/preferences/language/"]
    assert leaks(shown, OF_SOUTHMERE) == {}
    assert leaks(shown_there, OF_NORTHVALE) == {}


def test_staff_find_and_see_nothing_of_the_other_council(moved, northvale, southmere, alice, carys):
    old, new, _client = moved
    ours, theirs = Desk("northvale.test", alice), Desk("southmere.test", carys)

    for desk, person, stranger, marks, foreign in (
        (ours, old, new, "nvmark", OF_SOUTHMERE),
        (theirs, new, old, "smmark", OF_NORTHVALE),
    ):
        pages = [
            desk.get(path)
            for path in (
                "/workspace/", "/workspace/letters/", "/workspace/deliveries/",
                f"/workspace/people/{person.pk}/", "/workspace/people/?q=rhian",
                *(f"/workspace/people/?q={mark}" for mark in foreign),
            )
        ]  # fmt: skip
        assert marks in pages[3].text
        for page in pages[:5]:
            assert marks_in(page.text, foreign) == []
        for page in pages[5:]:
            assert page.links("people") == []
        assert desk.get(f"/workspace/people/{stranger.pk}/").status == 404


def test_searching_across_the_scope_finds_nothing(moved, northvale, southmere):
    with acting_for(southmere.id):
        for text in ("960111", "nvmark@elsewhere.test"):
            assert search_people([northvale.id, southmere.id], text) == []
        assert len(search_people([northvale.id, southmere.id], "Rhian")) == 1
        with acting_for(northvale.id):
            reference = Case.objects.first().reference
        assert cases_by_text([northvale.id, southmere.id], reference) == []


def test_no_message_of_one_council_holds_a_mark_of_the_other(moved):
    assert {one.from_email for one in mail.outbox} == {
        "Northvale Borough Council <hello@northvale.test>",
        "Southmere County Council <hello@southmere.test>",
    }
    for one in mail.outbox:
        foreign = OF_SOUTHMERE if "northvale" in one.from_email else OF_NORTHVALE
        whole = f"{one.message().as_string()}{one.subject}{one.body}{one.to}"
        assert marks_in(whole, foreign) == []


def test_no_job_and_no_download_carries_a_mark(moved, southmere, queue, carys):
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(args::text, ' ') FROM procrastinate_jobs")
        (arguments,) = cursor.fetchone()
    assert marks_in(arguments, (*OF_NORTHVALE, *OF_SOUTHMERE)) == []


def test_telling_twice_opens_one_request(moved, northvale, now):
    _old, _new, client = moved

    client.post("/account/moved/", move(tell=["northvale"]))

    with acting_for(northvale.id):
        assert Case.objects.filter(service_type__slug="general-enquiry").count() == 1


def test_the_first_council_can_be_left_once_it_was_told(moved, northvale, southmere):
    old, _new, client = moved

    refused = client.post("/account/moved/", move(tell=["southmere"], leave=["northvale"]))
    assert refused.status_code == 422
    assert len(own_joinings(kit.resident_account("rhian").pk)) == 2

    client.post("/account/moved/", move(tell=["northvale"], leave=["northvale"]))

    assert [one.council_id for one in own_joinings(kit.resident_account("rhian").pk)] == [
        southmere.id
    ]
    with acting_for(northvale.id):
        assert Joining.objects.get().ended_at is not None
        assert Person.objects.get().pk == old.pk  # the council keeps its record
    page = client.get("/account/moved/").content.decode()
    assert "Northvale Borough Council" not in page


@pytest.mark.parametrize("ticked", [{}, {"tell": ["nowhere"]}, {"tell": ["northvale"], "day": ""}])
def test_nothing_crosses_unless_it_is_ticked(northvale, southmere, now, ticked):
    account = kit.resident_account("rhian")
    kit.resident("rhian", northvale, now)
    new = kit.resident("rhian", southmere, now)
    with acting_for(southmere.id):
        actions.move_in(
            actor=themselves(new), person_id=new.pk, uprn=NEW_HOME, moved_in_on=None, now=now
        )
    client = Client(headers={"host": "southmere.test"})
    kit.sign_in_resident(client, new)
    typed = move(**ticked)
    if "day" in ticked:
        typed["moved_on-day"] = typed.pop("day")

    page = client.get("/account/moved/").content.decode()
    answer = client.post("/account/moved/", typed)

    assert "checked" not in page
    assert answer.status_code == 422
    assert len(own_joinings(account.pk)) == 2
    for council in (northvale, southmere):
        with acting_for(council.id):
            assert not Case.objects.exists()


def test_nobody_tells_a_council_in_somebody_elses_name(northvale, southmere, rhian, tomos, now):
    with acting_for(southmere.id), pytest.raises(NotFound):
        tell_of_move(
            account_id=kit.resident_account("dilys").pk,
            council_id=northvale.id,
            new_address=address(NEW_HOME),
            moved_on=MOVED_ON,
            is_home=False,
            now=now,
        )
    client = Client(headers={"host": "southmere.test"})
    kit.sign_in_resident(client, rhian)  # a session of Northvale's is none of Southmere's
    assert client.post("/account/moved/", move(tell=["northvale"])).status_code == 302
    with acting_for(northvale.id):
        assert not Case.objects.exists()


def test_a_council_that_takes_no_moves_is_not_offered(northvale, southmere, rhian, clock_stands):
    let(northvale, "general-enquiry", purpose="")
    with acting_for(northvale.id):
        actions.move_in(
            actor=themselves(rhian), person_id=rhian.pk, uprn=HOME, moved_in_on=None,
            now=clock.now(),
        )  # fmt: skip
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in_resident(client, rhian)

    page = client.get("/account/moved/").content.decode()

    assert "cannot be told here" in page
