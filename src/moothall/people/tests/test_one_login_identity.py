"""Proof of who somebody is, where a page asks for it: when, what is kept of it, and who sees it."""

from dataclasses import replace

import pytest

from moothall.kernel import clock
from moothall.kernel.errors import Conflict, NotPermitted
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people import actions
from moothall.people.identities import proven_facts_of
from moothall.people.models import DetailChange, Person, ProvenFact, ResidentSession
from moothall.people.tests import one_login_scenery as scenery
from moothall.people.tests.one_login_scenery import COUNCIL, HOST, OTHER_COUNCIL, PROOF

browser, one_login, running_one_login = (
    scenery.browser,
    scenery.one_login,
    scenery.running_one_login,
)
slow = pytest.mark.slow

PROOF_PAGE = "/account/proven/"
NAME, BORN = "person.name", "person.date_of_birth"


def sessions(council):
    with acting_for(council.id):
        return list(ResidentSession.objects.order_by("began_at"))


def facts(council):
    with acting_for(council.id):
        return {row.fact: row.value for row in ProvenFact.objects.all()}


@slow
def test_a_page_that_needs_to_know_who_asks_one_login_at_once(browser, one_login, northvale):
    browser.one_login(path=PROOF_PAGE)

    assert browser.path == "/account/join/"
    assert "Use this name: Rhian Mair Pritchard" in browser.text
    assert "Keep my date of birth: 9 March 1984" in browser.text
    (session,) = sessions(northvale)
    assert (session.strength, session.identity) == (2, "P2")
    (asked,) = one_login.program.received("get_authorize")
    assert "Cl.Cm.P2" in str(asked)


@slow
def test_what_is_proven_is_kept_by_the_persons_own_act_alone(browser, one_login, northvale):
    browser.one_login(path=PROOF_PAGE)

    browser.post("/account/join/", name="Rhian Evans", next="/account/")

    assert facts(northvale) == {}
    with acting_for(northvale.id):
        assert Person.objects.get().name == "Rhian Evans"


@slow
def test_the_proven_name_and_birth_date_are_used_where_wanted(browser, one_login, northvale):
    browser.one_login(path=PROOF_PAGE)

    browser.post("/account/join/", proven=[NAME, BORN], name="", next=PROOF_PAGE)

    assert browser.address == f"http://{COUNCIL}{PROOF_PAGE}"
    assert facts(northvale) == {NAME: "Rhian Mair Pritchard", BORN: "1984-03-09"}
    with acting_for(northvale.id):
        assert Person.objects.get().name == "Rhian Mair Pritchard"
        kept = ProvenFact.objects.get(fact=NAME)
        assert (kept.source, kept.level) == ("one_login", "P2")
    assert "Date of birth: 9 March 1984 (GOV.UK One Login, " in browser.text

    browser.post(PROOF_PAGE, proven=[])

    assert facts(northvale) == {}


@slow
def test_a_name_that_is_proven_later_is_taken_by_the_persons_own_act_alone(
    browser, one_login, northvale, southmere
):
    browser.one_login(path=PROOF_PAGE)
    browser.post("/account/join/", name="Rhian Evans", next=PROOF_PAGE)
    assert "We call you Rhian Evans. GOV.UK One Login proved the name Rhian Mair" in browser.text

    browser.post(PROOF_PAGE, proven=[NAME])
    with acting_for(northvale.id):
        assert Person.objects.get().name == "Rhian Evans"
    browser.get(f"http://{COUNCIL}/account/proven/name/")
    with acting_for(northvale.id):
        assert Person.objects.get().name == "Rhian Evans"
    browser.post("/account/proven/name/")

    assert browser.address == f"http://{COUNCIL}{PROOF_PAGE}?done=name"
    assert "We call you Rhian Mair Pritchard now." in browser.text
    assert "offers-name" not in browser.text
    with acting_for(northvale.id):
        person = Person.objects.get()
        assert person.name == "Rhian Mair Pritchard"
        line = AuditEntry.objects.get(verb="person.proven-name-taken")
        assert (line.actor_identifier, line.subject_id) == (str(person.pk), str(person.pk))
        assert line.detail == {"source": "one_login", "level": "P2"}
        change = DetailChange.objects.get(detail="name")
        assert (change.before, change.after) == ("Rhian Evans", "Rhian Mair Pritchard")
    with acting_for(southmere.id):
        assert not Person.objects.exists()


@slow
def test_connecting_and_disconnecting_stand_in_the_audit_of_each_council_joined(
    browser, one_login, northvale, southmere, rhian, queue
):
    browser.arrive()
    browser.by_code(queue, "rhian@home.test")
    browser.arrive(path=PROOF_PAGE)
    browser.click("identity-start")
    browser.post("/sign-in/identity/connect/", choice="connect")
    account = kit.resident_account("rhian")
    actions.disconnect_identity(account_id=account.pk, from_council=None, now=clock.now())
    queue.run_all()

    with acting_for(northvale.id):
        lines = AuditEntry.objects.filter(verb__startswith="sign-in.").order_by("occurred_at")
        assert [(one.verb, one.detail) for one in lines] == [
            ("sign-in.connected", {"provider": "one_login"}),
            ("sign-in.disconnected", {"provider": "one_login"}),
        ]
        assert {(one.actor_identifier, one.subject_id) for one in lines} == {
            (str(rhian.pk), str(rhian.pk))
        }
    with acting_for(southmere.id):
        assert not AuditEntry.objects.filter(verb__startswith="sign-in.").exists()


@slow
def test_whoever_signed_in_otherwise_is_asked_only_then(
    browser, one_login, northvale, rhian, queue
):
    browser.arrive()
    browser.by_code(queue, "rhian@home.test")
    assert browser.address == f"http://{COUNCIL}/account/"

    browser.arrive(path=PROOF_PAGE)
    assert browser.path == "/sign-in/identity/prove/"
    assert "GOV.UK One Login checks that for us." in browser.text
    browser.click("identity-start")
    assert browser.path == "/sign-in/identity/connect/"
    browser.post("/sign-in/identity/connect/", choice="connect")

    assert browser.address == f"http://{COUNCIL}{PROOF_PAGE}"
    assert [(one.strength, one.identity) for one in sessions(northvale)] == [(1, ""), (2, "P2")]


@slow
def test_a_level_is_no_other_persons_who_signs_in_in_the_same_browser(
    browser, one_login, northvale, rhian, queue
):
    from allauth.mfa.totp.internal.auth import TOTP

    from moothall.people.doors import RESIDENT, door_of
    from moothall.people.models import Account

    scenery.Browser().one_login()
    with door_of(RESIDENT):
        TOTP.activate(Account.objects.get(email=scenery.MAIL), kit.TOTP_SECRET)
    browser.one_login(path=PROOF_PAGE)
    assert browser.path == "/sign-in/second-factor/authenticate/"

    browser.post("/sign-in/logout/")
    assert "identity_proof" in browser.session
    browser.arrive()
    browser.by_code(queue, "rhian@home.test")

    assert browser.address == f"http://{COUNCIL}/account/"
    assert sessions(northvale)[-1].identity == ""
    browser.arrive(path=PROOF_PAGE)
    assert browser.path == "/sign-in/identity/prove/"


@slow
def test_who_declines_to_connect_has_not_proven_who_they_are(
    browser, one_login, northvale, rhian, queue
):
    browser.arrive()
    browser.by_code(queue, "rhian@home.test")
    browser.arrive(path=PROOF_PAGE)
    browser.click("identity-start")

    browser.post("/sign-in/identity/connect/", choice="leave")

    assert browser.path == "/sign-in/identity/prove/"
    assert [one.identity for one in sessions(northvale)] == [""]


@slow
def test_what_one_council_keeps_the_other_does_not_see(browser, one_login, northvale, southmere):
    browser.one_login(path=PROOF_PAGE)
    browser.post("/account/join/", proven=[NAME, BORN], name="", next="/account/")
    with acting_for(northvale.id):
        person = Person.objects.get()

    browser.get(f"http://{OTHER_COUNCIL}/account/")
    browser.post("/account/join/", name="R Evans", next="/account/")

    assert facts(southmere) == {}
    with acting_for(southmere.id):
        assert Person.objects.get().name == "R Evans"
        assert proven_facts_of(person.pk) == ()


@slow
def test_a_stronger_sign_in_is_asked_of_one_login_where_it_is_connected(
    browser, one_login, northvale
):
    browser.one_login()
    browser.get(f"http://{COUNCIL}/account/sign-in/?strength=2&next=/account/join/")
    assert browser.path == "/sign-in/identity/prove/"
    assert "a second proof that it is you" in browser.text

    browser.click("identity-start")

    assert browser.path == "/account/join/"
    assert [one.strength for one in sessions(northvale)] == [1, 2]


@slow
def test_a_recent_sign_in_is_asked_of_one_login_too(browser, one_login, northvale):
    browser.one_login()

    browser.get(f"http://{COUNCIL}/account/sign-in/?again=1&next=/account/join/")

    assert browser.path == "/account/join/"
    asked = one_login.program.received("get_authorize")
    assert "max_age" not in str(asked)


def test_without_a_provider_nobody_can_prove_who_they_are(client, northvale, rhian):
    kit.sign_in_resident(client, rhian)

    refused = client.get(PROOF_PAGE, headers={"host": COUNCIL})

    assert refused.status_code == 302
    assert "identity=P2" in refused["Location"]
    answer = client.get(refused["Location"], headers={"host": COUNCIL})
    assert "urn%3Amoothall%3Aidentity%3AP2" in answer["Location"]
    page = client.get("/sign-in/identity/prove/", headers={"host": HOST})
    assert page.status_code == 404
    assert b"there is another way" in page.content


def test_a_lower_level_does_not_open_the_page(client, northvale, rhian):
    kit.sign_in_resident(client, rhian)
    with acting_for(northvale.id):
        ResidentSession.objects.update(identity="P1")

    assert client.get(PROOF_PAGE, headers={"host": COUNCIL}).status_code == 302


def test_a_session_that_says_more_than_its_stay_shows_nothing(client, northvale, rhian):
    kit.sign_in_resident(client, rhian)
    with acting_for(northvale.id):
        ResidentSession.objects.update(identity="P2")

    page = client.get(PROOF_PAGE, headers={"host": COUNCIL})
    client.post(PROOF_PAGE, {"proven": [NAME, BORN]}, headers={"host": COUNCIL})

    assert page.status_code == 200
    assert b"Use this name" not in page.content
    assert facts(northvale) == {}


def test_nobody_keeps_facts_of_somebody_else(in_northvale, rhian, tomos, alice):
    for actor in (kit.actor_of_resident_person(tomos), kit.actor_of(alice)):
        with pytest.raises(NotPermitted):
            actions.keep_proven_facts(
                actor=actor, person_id=rhian.pk, proof=PROOF, wanted=[NAME], now=kit.NOW
            )
        with pytest.raises(NotPermitted):
            actions.forget_proven_facts(actor=actor, person_id=rhian.pk, now=kit.NOW)

        with pytest.raises(NotPermitted):
            actions.take_proven_name(actor=actor, person_id=rhian.pk, proof=PROOF, now=kit.NOW)

    assert proven_facts_of(rhian.pk) == ()
    assert Person.objects.get(pk=rhian.pk).name == "Rhian Evans"


def test_a_name_that_is_not_proven_or_theirs_already_changes_nothing(in_northvale, rhian):
    actor = kit.actor_of_resident_person(rhian)

    with pytest.raises(Conflict):
        actions.take_proven_name(
            actor=actor, person_id=rhian.pk, proof=replace(PROOF, level=""), now=kit.NOW
        )
    actions.take_proven_name(
        actor=actor, person_id=rhian.pk, proof=replace(PROOF, name="Rhian Evans"), now=kit.NOW
    )

    assert Person.objects.get(pk=rhian.pk).name == "Rhian Evans"
    assert not AuditEntry.objects.filter(verb="person.proven-name-taken").exists()


def test_facts_kept_again_take_the_place_of_the_old_ones(
    in_northvale, rhian, django_assert_num_queries
):
    actor = kit.actor_of_resident_person(rhian)
    for wanted in ([NAME, BORN], [BORN, "person.address"]):
        actions.keep_proven_facts(
            actor=actor, person_id=rhian.pk, proof=PROOF, wanted=wanted, now=kit.NOW
        )

    with django_assert_num_queries(1):
        kept = proven_facts_of(rhian.pk)
    assert [(row.fact, row.value) for row in kept] == [(BORN, "1984-03-09")]
