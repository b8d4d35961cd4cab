"""
A marked address is planted wherever the product keeps one, and looked for on every address.

The walk takes every address of the URLconf that it can fill in, as each sort of reader who has no
right to it. Whoever adds a page, feed or export is walked without doing anything for it.
"""

from uuid import UUID

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from moothall.cases.actions import add_note, log_interaction
from moothall.cases.models import Attachment, Case
from moothall.cases.particulars import CaseDetail, CaseLocation
from moothall.cases.tests.factories import case_of
from moothall.connectors.actions import issue_api_key
from moothall.connectors.delivering import case_to_send
from moothall.connectors.models import Delivery
from moothall.documents.models import StoredFile
from moothall.eforms.data_out.exports import Layout, Wanted, export_of
from moothall.eforms.handing_over import document_of, lines_of
from moothall.eforms.models import Draft, Submission
from moothall.eforms.tests.factories import document, page, publish, question
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.ids import new_id
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people import actions, protection
from moothall.people.actions import add_contact_point
from moothall.people.models import ContactKind, Joining, Person
from moothall.people.queries import person_detail, search_people
from moothall.people.tests.granting import actor_of_person, live_grant

STREET, POSTCODE, LATITUDE = "77 Zebedee Hollow", "QX7 7ZZ", 51.7654321
EMAIL, PHONE = "hidden.one@refuge.test", "01632 960777"
MARKS = ("zebedee", "qx77zz", "qx7 7zz", "51.7654", "hidden.one", "960777", "1632960777")
ADDRESS = f"{STREET}, Northvale {POSTCODE}"
SECRET = "secret-of-the-draft"
FORM = document(
    page("home", question("home-address", "text")),
    page("contact", question("name", "name", name="person.name"), title={"en": "You", "cy": "Chi"}),
)  # fmt: skip


class Planted:
    """A protected person of Northvale, whose address is in everything that is kept of them."""

    def __init__(self, council, person, now):
        self.council, self.person, self.now = council, person, now
        staff, agent = system("tests"), {"actor": system("tests"), "council_id": council.id}
        for kind, value in (
            (ContactKind.POST, ADDRESS), (ContactKind.EMAIL, EMAIL), (ContactKind.PHONE, PHONE),
        ):  # fmt: skip
            add_contact_point(actor=staff, person_id=person.pk, kind=kind, value=value, now=now)
        self.case = case_of(
            council, now, person_id=person.pk, service_type="street-fault",
            summary=f"Broken light at {STREET}",
            details=[CaseDetail(key="where", label="Where", value=ADDRESS)],
            location=CaseLocation(description=ADDRESS, latitude=LATITUDE, longitude=-3.2),
        )  # fmt: skip
        add_note(
            actor=staff, case_id=self.case.pk, text=f"Lives at {STREET}", is_public=True, now=now
        )
        log_interaction(
            **agent, person_id=person.pk, case_id=self.case.pk, channel="phone",
            summary=f"Calls from {STREET}", now=now,
        )  # fmt: skip
        self.file = StoredFile.objects.create(
            council_id=council.id, key=default_storage.save("x", ContentFile(STREET.encode())),
            original_name=f"{STREET}.txt", content_type="text/plain", size=17, digest="x",
            purpose="evidence", created_at=now,
        )  # fmt: skip
        Attachment.objects.create(
            council_id=council.id, case=self.case, file=self.file, added_at=now
        )
        publish(council, FORM, now)
        self.submission = self._submission()
        self.delivery = Delivery.objects.create(
            council_id=council.id, case=self.case, submission=self.submission, state="unrouted",
            created_at=now,
        )  # fmt: skip

    def _submission(self):
        from moothall.eforms.actions import start_draft
        from moothall.eforms.queries import form_of

        draft, _ = start_draft(
            actor=system("tests"), council_id=self.council.id, form="trial", language="en",
            channel="phone", subject_id=self.person.pk, secret=SECRET, now=self.now,
        )  # fmt: skip
        answers = {"home-address": ADDRESS, "name": "Rhian Evans"}
        Draft.objects.filter(pk=draft.pk).update(
            answers=answers, submitted_at=self.now, actor_kind="staff"
        )
        return Submission.objects.create(
            council_id=self.council.id, draft_id=draft.pk, case=self.case,
            version_id=form_of(self.council.id, "trial").version_id,
            reference=self.case.reference, person_id=self.person.pk, answers=answers, confirmed={},
            language="en", channel="phone", actor_kind="staff", actor_identifier="1",
            actor_name="Bob", receipt_id=self.file.pk, accepted_at=self.now,
        )  # fmt: skip

    @property
    def known(self):
        """What the walk fills addresses in with, by the parameter's name."""
        return {
            "reference": self.case.reference, "person_id": self.person.pk,
            "council": self.council.slug, "form": "trial", "secret": SECRET, "page": "home",
            "file_id": self.file.pk, "delivery_id": self.delivery.pk, "number": 1,
            "question": "home-address", "format": "json", "id": self.case.reference,
        }  # fmt: skip


@pytest.fixture
def planted(in_northvale, rhian, alice):
    made = Planted(in_northvale, rhian, clock.now())
    actions.protect_person(
        actor=system("tests"), person_id=rhian.pk, hides_email=True, hides_phone=True,
        refuses_joining=True, reason="Police reference 1", now=clock.now(),
    )  # fmt: skip
    return made


def addresses(known):
    """Give every address of the URLconf that can be filled in."""
    from django.urls import reverse
    from django.urls.exceptions import NoReverseMatch

    for name, parameters in names():
        try:
            yield reverse(name, kwargs={one: known[one] for one in parameters})
        except (KeyError, NoReverseMatch):
            continue


def names(resolver=None, namespace="", parameters=frozenset()):
    for entry in (resolver or get_resolver()).url_patterns:
        own = parameters | set(entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from names(entry, inner, own)
        elif isinstance(entry, URLPattern) and entry.name:
            yield namespace + entry.name, own


def leaks_in(response):
    if response.status_code >= 500:
        raise AssertionError(f"{response.status_code}")
    body = b"".join(response) if response.streaming else response.content
    said = body.decode(errors="replace").lower() + response.headers.get("Location", "").lower()
    said += response.headers.get("Content-Disposition", "").lower()
    return [mark for mark in MARKS if mark in said]


def walked(client, known):
    """Return the leaks by address, and how many pages were really shown."""
    found, shown = {}, 0
    for address in addresses(known):
        if "sign-out" in address or address.startswith("/cms/"):
            continue
        for query in ("", f"?council=northvale&person={known['person_id']}"):
            response = client.get(address + query)
            shown += response.status_code == 200
            if leaks := leaks_in(response):
                found[address + query] = leaks
    return found, shown


def test_without_the_flag_the_walk_finds_what_was_planted(in_northvale, rhian, alice):
    planted = Planted(in_northvale, rhian, clock.now())
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in(client, alice)

    found, _ = walked(client, planted.known)

    case = f"/workspace/cases/{planted.case.reference}/"
    file = f"/workspace/files/{planted.file.pk}/"
    assert {case, file, f"/workspace/people/{rhian.pk}/", "/workspace/"} <= set(found)
    assert len(found) > 10


@pytest.mark.slow
@pytest.mark.parametrize("who", ["alice", "bob", "supervisor", "nobody"])
def test_no_page_says_where_a_protected_person_lives(who, planted, northvale, southmere):
    client = Client(headers={"host": "northvale.test"})
    if who == "supervisor":
        kit.sign_in(client, supervisor(northvale))  # may see it, but has not said why
    elif who != "nobody":
        kit.sign_in(client, kit.staff_user(who, clock.now()))

    found, shown = walked(client, planted.known)

    assert found == {}
    assert shown > (5 if who == "nobody" else 15)


@pytest.mark.slow
def test_a_helper_who_acts_for_them_finds_no_address_either(planted, tomos):
    grant = live_grant(planted.person, tomos, clock.now(), scopes_=["own.requests", "own.details"])
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in_resident(client, tomos)
    client.post("/account/acting/", {"for": f"grant:{grant.pk}"})

    found, shown = walked(client, {**planted.known, "grant_id": grant.pk})

    assert found == {}
    assert shown > 5


def supervisor(council, name="sara"):
    from moothall.people.models import Role, StaffUser

    user = StaffUser.objects.create_user(f"{name}@northvale.test", name=name.title())
    actions.give_role(
        actor=system("tests"), user=user, role=Role.SUPERVISOR, council_id=council.id,
        now=clock.now(),
    )  # fmt: skip
    return user


def test_programs_get_no_place_and_no_words(planted):
    key = issue_api_key(
        actor=system("tests"), council_id=planted.council.id, name="FMS", now=clock.now()
    )
    Case.objects.update(opened_by_kind="partner", opened_by_identifier="FMS")
    client = Client(headers={"host": "northvale.test"})

    for path in ("requests.json", "requests.xml", f"requests/{planted.case.reference}.json",
                 "servicerequestupdates.json"):  # fmt: skip
        response = client.get(f"/open311/v2/{path}", {"api_key": key})
        assert response.status_code == 200
        assert leaks_in(response) == []


@pytest.mark.parametrize("layout", list(Layout))
def test_exports_hold_no_answers(layout, planted):
    today = clock.now().date()
    wanted = Wanted(form="trial", since=today, until=today, layout=layout, with_sensitive=True)

    text = b"".join(export_of(planted.council, wanted).pieces).decode().lower()

    assert planted.case.reference.lower() in text
    assert [mark for mark in MARKS if mark in text] == []


def test_nothing_that_goes_to_offices_and_other_systems_holds_it(planted):
    told = [
        str(case_to_send(planted.delivery)),
        str(lines_of(planted.submission)),
        str(document_of(planted.submission)),
    ]

    assert [mark for mark in MARKS for text in told if mark in text.lower()] == []
    assert planted.case.reference in told[0]


def test_mail_to_them_encloses_nothing_and_names_no_place(planted, queue):
    queue.run_all()

    assert [
        mark_ for mark_ in ("zebedee", "qx7") for one in mail.outbox if mark_ in str(one.message())
    ] == []


def test_nobody_finds_them_by_what_is_hidden(planted):
    council = planted.council.id

    assert search_people([council], EMAIL) == []
    assert search_people([council], PHONE) == []
    assert [one.id for one in search_people([council], "Rhian")] == [planted.person.pk]


def test_a_street_or_postcode_does_not_lead_to_their_case(planted, alice):
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in(client, alice)

    for text in ("Zebedee Hollow", POSTCODE):
        for path in ("/workspace/", "/workspace/people/", "/workspace/calls/new/"):
            assert planted.case.reference not in client.get(path, {"q": text}).content.decode()
    found = client.get("/workspace/people/", {"q": "Rhian"}).content.decode()
    assert planted.case.reference in found  # by the name she is found, without the place


def test_staff_see_it_once_they_have_said_why_and_in_that_session_alone(planted, northvale):
    user = supervisor(northvale)
    client, other = (Client(headers={"host": "northvale.test"}) for _ in range(2))
    kit.sign_in(client, user)
    kit.sign_in(other, user)
    page, look = (f"/workspace/people/{planted.person.pk}/{end}" for end in ("", "look/"))
    case = f"/workspace/cases/{planted.case.reference}/"

    client.post(look, {"reason": " "})
    assert leaks_in(client.get(page)) == []
    client.post(look, {"reason": "She asks us to check it"})

    assert leaks_in(client.get(page)) != []
    assert "zebedee" in leaks_in(client.get(case))
    assert leaks_in(client.get("/workspace/")) == []  # lists never show it
    assert leaks_in(other.get(page)) == []
    row = AuditEntry.objects.get(verb="person.protected-seen")
    assert (row.actor_identifier, row.reason) == (str(user.pk), "She asks us to check it")


def test_a_look_ends_after_a_quarter_of_an_hour_and_with_the_session(planted, northvale):
    from moothall.people.models import ProtectedLook

    client = Client(headers={"host": "northvale.test"})
    kit.sign_in(client, supervisor(northvale))
    page = f"/workspace/people/{planted.person.pk}/"
    client.post(f"{page}look/", {"reason": "A call"})
    assert leaks_in(client.get(page)) != []

    ProtectedLook.objects.update(ends_at=clock.now())
    assert leaks_in(client.get(page)) == []
    client.post(f"{page}look/", {"reason": "A call"})
    client.logout()
    kit.sign_in(client, kit.staff_user("alice", clock.now()))
    assert leaks_in(client.get(page)) == []


def test_who_may_not_cannot_look_protect_or_stop_it(planted, alice, carys):
    actor = kit.actor_of(alice)
    words = {"person_id": planted.person.pk, "reason": "x", "now": clock.now()}

    with pytest.raises(NotPermitted):
        actions.look_at_protected(actor=actor, session_digest=b"", **words)
    with pytest.raises(NotPermitted):
        actions.stop_protecting(actor=actor, **words)
    with pytest.raises(NotPermitted):
        actions.stop_protecting(actor=kit.actor_of(carys), **words)
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in(client, alice)
    path = f"/workspace/people/{planted.person.pk}"
    assert client.post(f"{path}/look/", {"reason": "x"}).status_code == 403
    assert client.post(f"{path}/protection/", {"reason": "x", "do": "stop"}).status_code == 403

    assert Person.objects.get(pk=planted.person.pk).is_protected


def test_another_council_cannot_even_name_them(planted, southmere):
    with acting_for(southmere.id), pytest.raises(NotFound):
        actions.look_at_protected(
            actor=system("tests"), person_id=planted.person.pk, session_digest=b"", reason="x",
            now=clock.now(),
        )  # fmt: skip


def test_a_supervisor_protects_with_a_reason(northvale, rhian):
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in(client, supervisor(northvale))
    path = f"/workspace/people/{rhian.pk}/protection/"

    assert client.post(path, {"hides_email": "on", "reason": ""}).status_code == 422
    assert client.post(path, {"hides_email": "on", "reason": "MARAC"}).status_code == 302

    with acting_for(northvale.id):
        row = Person.objects.get(pk=rhian.pk)
        assert (row.is_protected, row.hides_email, row.hides_phone) == (True, True, False)
        assert AuditEntry.objects.get(verb="person.protected").reason == "MARAC"


def test_nobody_joins_a_record_that_refuses_it(planted):
    Joining.objects.all().delete()
    account = kit.resident_account("rhian")

    with pytest.raises(Conflict):
        actions.join_council(
            account_id=account.pk, name="Rhian Evans", email=account.email, now=clock.now()
        )

    assert Joining.objects.count() == 0


def test_staff_without_the_right_put_no_helper_over_them(planted, tomos, alice):
    from moothall.people.tests.granting import claimed_grant

    grant = claimed_grant(tomos, clock.now())

    with pytest.raises(NotPermitted):
        actions.approve_grant(
            actor=kit.actor_of(alice), grant_id=grant.pk, person_id=planted.person.pk,
            reason="Seen", now=clock.now(),
        )  # fmt: skip

    grant.refresh_from_db()
    assert (grant.state, grant.person_id) == ("waiting_for_approval", None)


def test_they_read_their_own_affairs(planted):
    with protection.opened(planted.person.pk):
        assert person_detail(planted.person.pk).first("post") == ADDRESS
    assert person_detail(planted.person.pk).contact_points == ()
    assert actor_of_person(planted.person).may_for(
        planted.person.pk, "own.details", planted.council.id
    )
    assert isinstance(new_id(), UUID)
