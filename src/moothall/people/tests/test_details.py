from datetime import timedelta

import pytest
from django.test import Client

from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications.models import Message
from moothall.people import actions
from moothall.people.actions.details import TooManyCodes, WrongCode
from moothall.people.models import ContactKind, ContactPoint, ContactProof, DetailChange, Person

OLD, NEW = "rhian@home.test", "rhian@new.test"


def ask(person, now, *, actor=None, value=NEW, replaces=OLD):
    return actions.ask_to_prove(
        actor=actor or kit.actor_of_resident_person(person),
        person_id=person.pk,
        kind=ContactKind.EMAIL,
        value=value,
        replaces=replaces,
        now=now,
    )


def code_sent():
    message = Message.objects.filter(template="people.prove-contact").latest("id")
    return message.subject.split()[-1]


def prove(person, code, now, *, actor=None):
    return actions.prove(
        actor=actor or kit.actor_of_resident_person(person),
        person_id=person.pk,
        kind=ContactKind.EMAIL,
        code=code,
        now=now,
    )


def emails(person):
    points = ContactPoint.objects.filter(person_id=person.pk, kind="email")
    return sorted(points.values_list("value", flat=True))


def test_a_new_address_counts_once_its_code_was_typed(in_northvale, rhian, now):
    ask(rhian, now)
    assert emails(rhian) == [OLD]

    point = prove(rhian, f" {code_sent()[:3]} {code_sent()[3:]} ", now)

    assert (point.value, emails(rhian)) == (NEW, [NEW])
    told = Message.objects.filter(template="people.contact-changed")
    assert [row.recipient for row in told] == [OLD]
    change = DetailChange.objects.get()
    assert (change.detail, change.before, change.after) == ("email", OLD, NEW)
    entry = AuditEntry.objects.get(verb="person.contact-point-proven")
    assert entry.actor_identifier == str(rhian.pk)
    with pytest.raises(NotFound):
        prove(rhian, code_sent(), now)


def test_a_wrong_code_counts_and_five_end_it(in_northvale, rhian, now):
    ask(rhian, now)
    right = code_sent()
    wrong = "000000" if right != "000000" else "111111"

    for _ in range(4):
        with pytest.raises(WrongCode) as refused:
            prove(rhian, wrong, now)
        assert not refused.value.is_over
    with pytest.raises(WrongCode) as last:
        prove(rhian, wrong, now)
    assert last.value.is_over
    with pytest.raises(WrongCode):
        prove(rhian, right, now)

    assert ContactProof.objects.get().tries == 6
    assert emails(rhian) == [OLD]


def test_a_code_that_is_too_old_or_replaced_does_not_work(in_northvale, rhian, now):
    ask(rhian, now)
    first = code_sent()
    with pytest.raises(WrongCode):
        prove(rhian, first, now + timedelta(minutes=16))
    ask(rhian, now)
    if code_sent() != first:
        with pytest.raises(WrongCode):
            prove(rhian, first, now)

    prove(rhian, code_sent(), now)

    assert emails(rhian) == [NEW]


def test_nobody_proves_for_somebody_else(in_northvale, southmere, rhian, tomos, alice, now):
    ask(rhian, now)

    for stranger in (kit.actor_of_resident_person(tomos), kit.actor_of(alice)):
        with pytest.raises(NotPermitted):
            ask(rhian, now, actor=stranger)
        with pytest.raises(NotPermitted):
            prove(rhian, code_sent(), now, actor=stranger)
    with acting_for(southmere.id), pytest.raises(NotFound):
        prove(rhian, "123456", now)

    assert emails(rhian) == [OLD]
    assert ContactProof.objects.get().tries == 0


def test_whoever_was_let_in_to_the_details_may_change_them(in_northvale, rhian, tomos, now):
    delegate = kit.as_delegate(tomos, rhian)
    ask(rhian, now, actor=delegate)

    prove(rhian, code_sent(), now, actor=delegate)

    assert emails(rhian) == [NEW]
    entry = AuditEntry.objects.get(verb="person.contact-point-proven")
    assert (entry.actor_identifier, entry.on_behalf_of) == (str(tomos.pk), str(rhian.pk))


def test_codes_to_one_address_are_limited(in_northvale, rhian, now):
    for _ in range(3):
        ask(rhian, now)

    with pytest.raises(TooManyCodes):
        ask(rhian, now)

    assert ContactProof.objects.count() == 3


def test_what_is_known_or_not_theirs_is_refused(in_northvale, rhian, now):
    with pytest.raises(Conflict):
        ask(rhian, now, value=OLD.upper(), replaces="")
    with pytest.raises(NotFound):
        ask(rhian, now, replaces="somebody@else.test")

    assert ContactProof.objects.count() == 0


def test_the_last_way_to_reach_them_stays(in_northvale, rhian, now):
    def remove(value):
        actions.remove_contact_point(
            actor=kit.actor_of_resident_person(rhian),
            person_id=rhian.pk,
            kind=ContactKind.EMAIL,
            value=value,
            now=now,
        )

    with pytest.raises(Conflict):
        remove(OLD)
    ask(rhian, now, replaces="")
    prove(rhian, code_sent(), now)
    remove(OLD)

    assert emails(rhian) == [NEW]
    with pytest.raises(NotFound):
        remove(OLD)


@pytest.fixture
def signed_in(northvale, rhian):
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in_resident(client, rhian)
    return client


def test_a_resident_changes_their_name_and_staff_see_that_they_did(
    signed_in, northvale, rhian, alice
):
    answer = signed_in.post("/account/details/name/", {"name": "Rhian Parry"})

    assert answer["Location"] == "/account/details/?said=saved"
    page = signed_in.get("/account/details/").content.decode()
    assert "Rhian Evans → Rhian Parry" in page
    assert "Changed in the account" in page
    staff = Client(headers={"host": "northvale.test"})
    kit.sign_in(staff, alice)
    seen = staff.get(f"/workspace/people/{rhian.pk}/").content.decode()
    assert "Rhian Evans → Rhian Parry" in seen
    assert "The resident, in their account" in seen
    with acting_for(northvale.id):
        assert Person.objects.get(pk=rhian.pk).normalised_name == "rhian parry"


def test_an_address_is_changed_on_the_pages(signed_in, northvale, rhian):
    path = "/account/details/email/"

    wrong = signed_in.post(path, {"value": "nonsense", "replaces": OLD})
    sent = signed_in.post(path, {"value": NEW, "replaces": OLD})
    with acting_for(northvale.id):
        code = code_sent()
    refused = signed_in.post(f"{path}code/", {"code": "x"})
    done = signed_in.post(f"{path}code/", {"code": code})

    assert wrong.status_code == 422
    assert "Enter an email address in the correct format" in wrong.content.decode()
    assert sent["Location"] == f"{path}code/"
    assert refused.status_code == 422
    assert done["Location"] == "/account/details/?said=saved"
    with acting_for(northvale.id):
        assert emails(rhian) == [NEW]


@pytest.mark.parametrize(
    "path",
    [
        "/account/details/",
        "/account/details/name/",
        "/account/details/email/",
        "/account/details/email/code/",
    ],
)
def test_nobody_sees_or_changes_details_without_signing_in(northvale, rhian, client, path):
    for call in (client.get, client.post):
        answer = call(path, headers={"host": "northvale.test"})

        assert answer["Location"].startswith("/account/sign-in/?next=")


def test_a_kind_that_is_none_is_not_found(signed_in):
    assert signed_in.get("/account/details/post/").status_code == 404
