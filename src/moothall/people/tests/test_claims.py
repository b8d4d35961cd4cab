"""Residents say which account of an older site is theirs, and nobody says it for them."""

import pytest
from allauth.account.models import EmailAddress

from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people import actions, scopes
from moothall.people.claims import claims_of, external_id_for, has_claims_waiting
from moothall.people.models import ImportedState, ImportedUser
from moothall.people.tests.browser import COUNCIL, HOST, Browser, create_account, join

LIST = (
    "email,name,id,site\n"
    "rhian@home.test,Rhian Evans,17,Northvale Library\n"
    "rhian@home.test,Rhian Evans,r-4,Northvale Leisure\n"
    "tomos@home.test,Tomos Price,18,Northvale Library\n"
)


def bring_in(council, now, content=LIST):
    with acting_for(council.id):
        kept = actions.keep_user_list(
            actor=kit.system("tests"), council_id=council.id, file_name="f", site="",
            content=content.encode(), now=now,
        )  # fmt: skip
        actions.bring_in_user_list(user_list_id=kept.pk, now=now)


def themselves(person, permissions=scopes.ALL):
    return Actor(
        kind=ActorKind.RESIDENT, identifier=str(person.pk), subject=str(person.pk),
        name=person.name, permissions={person.council_id: frozenset(permissions)},
    )  # fmt: skip


def account_of(name):
    return kit.resident_account(name).pk


def user(external_id):
    return ImportedUser.objects.get(external_id=external_id)


@pytest.fixture
def known(northvale, rhian, tomos, now):
    """Northvale's older sites knew Rhian twice and Tomos once."""
    bring_in(northvale, now)
    with acting_for(northvale.id):
        yield northvale


def test_what_waits_is_found_by_confirmed_addresses_alone(known, django_assert_num_queries):
    account = account_of("rhian")
    with django_assert_num_queries(3):
        found = claims_of(account)
    assert [(one.site, one.name) for one in found.waiting] == [
        ("Northvale Leisure", "Rhian Evans"), ("Northvale Library", "Rhian Evans"),
    ]  # fmt: skip
    assert has_claims_waiting(account_of("rhian"))

    EmailAddress.objects.filter(email="rhian@home.test").update(verified=False)

    assert claims_of(account_of("rhian")).waiting == []
    assert not has_claims_waiting(account_of("rhian"))


def test_a_claim_passes_the_id_on_and_can_be_undone(known, rhian, now):
    me, account = themselves(rhian), account_of("rhian")
    assert external_id_for(account, "Northvale Library") == ""

    actions.answer_for_imported_user(
        actor=me, account_id=account, imported_id=user("17").pk, is_mine=True, now=now
    )
    assert external_id_for(account, "northvale library") == "17"
    assert external_id_for(account, "Northvale Leisure") == ""
    assert external_id_for(account_of("tomos"), "Northvale Library") == ""

    actions.take_back_answer(actor=me, account_id=account, imported_id=user("17").pk, now=now)

    assert external_id_for(account, "Northvale Library") == ""
    assert user("17").state == ImportedState.WAITING
    verbs = AuditEntry.objects.filter(subject_type="people.importeduser")
    assert [(one.verb, one.actor_kind) for one in verbs.order_by("id")] == [
        ("imported-user.claimed", "resident"), ("imported-user.answer-taken-back", "resident"),
    ]  # fmt: skip


def test_who_says_no_is_not_asked_again_and_can_change_their_mind(known, rhian, now):
    me, account = themselves(rhian), account_of("rhian")
    actions.answer_for_imported_user(
        actor=me, account_id=account, imported_id=user("17").pk, is_mine=False, now=now
    )
    found = claims_of(account)
    assert [one.site for one in found.waiting] == ["Northvale Leisure"]
    assert [(one.site, one.is_claimed) for one in found.answered] == [("Northvale Library", False)]
    assert external_id_for(account, "Northvale Library") == ""

    actions.take_back_answer(actor=me, account_id=account, imported_id=user("17").pk, now=now)

    assert len(claims_of(account).waiting) == 2


def test_nobody_claims_what_has_another_address(known, tomos, now):
    with pytest.raises(NotFound):
        actions.answer_for_imported_user(
            actor=themselves(tomos), account_id=account_of("tomos"),
            imported_id=user("17").pk, is_mine=True, now=now,
        )  # fmt: skip
    assert user("17").state == ImportedState.WAITING


def test_nobody_takes_back_the_answer_of_another(known, rhian, tomos, now):
    actions.answer_for_imported_user(
        actor=themselves(rhian), account_id=account_of("rhian"), imported_id=user("17").pk,
        is_mine=True, now=now,
    )  # fmt: skip

    with pytest.raises(NotFound):
        actions.take_back_answer(
            actor=themselves(tomos), account_id=account_of("tomos"),
            imported_id=user("17").pk, now=now,
        )  # fmt: skip
    assert user("17").state == ImportedState.CLAIMED


@pytest.mark.parametrize("who", ["another", "a delegate", "staff", "nobody"])
def test_nobody_answers_for_a_person_but_they(known, rhian, tomos, alice, now, who):
    actor = {
        "another": themselves(tomos),
        "a delegate": Actor(
            kind=ActorKind.RESIDENT, identifier=str(tomos.pk), subject=str(rhian.pk),
            permissions={known.id: scopes.GRANTABLE},
        ),
        "staff": kit.actor_of(alice),
        "nobody": Actor(kind=ActorKind.RESIDENT),
    }[who]  # fmt: skip

    with pytest.raises(NotPermitted):
        actions.answer_for_imported_user(
            actor=actor, account_id=account_of("rhian"), imported_id=user("17").pk,
            is_mine=True, now=now,
        )  # fmt: skip
    assert user("17").state == ImportedState.WAITING


def test_one_account_has_one_id_at_a_site(known, rhian, northvale, now):
    EmailAddress.objects.create(
        user_id=account_of("rhian"), email="second@home.test", verified=True
    )
    bring_in(northvale, now, "email,name,id,site\nsecond@home.test,R,99,Northvale Library\n")
    me, account = themselves(rhian), account_of("rhian")
    actions.answer_for_imported_user(
        actor=me, account_id=account, imported_id=user("17").pk, is_mine=True, now=now
    )

    with pytest.raises(Conflict):
        actions.answer_for_imported_user(
            actor=me, account_id=account, imported_id=user("99").pk, is_mine=True, now=now
        )

    assert external_id_for(account, "Northvale Library") == "17"
    assert user("99").state == ImportedState.WAITING


def test_what_waits_for_staff_cannot_be_claimed(northvale, rhian, now):
    twice = "email,name,id,site\nrhian@home.test,Rhian Evans,1,S\nrhian@home.test,Rhian Evans,2,S\n"
    bring_in(northvale, now, twice)
    with acting_for(northvale.id):
        assert claims_of(account_of("rhian")).waiting == []
        with pytest.raises(NotFound):
            actions.answer_for_imported_user(
                actor=themselves(rhian), account_id=account_of("rhian"),
                imported_id=user("1").pk, is_mine=True, now=now,
            )  # fmt: skip


def test_another_council_knows_of_none(known, southmere, rhian, now):
    imported = user("17").pk
    actions.answer_for_imported_user(
        actor=themselves(rhian), account_id=account_of("rhian"), imported_id=imported,
        is_mine=True, now=now,
    )  # fmt: skip
    there = kit.resident("rhian", southmere, now)

    with acting_for(southmere.id):
        assert claims_of(account_of("rhian")).waiting == []
        assert claims_of(account_of("rhian")).answered == []
        assert external_id_for(account_of("rhian"), "Northvale Library") == ""
        with pytest.raises(NotFound):
            actions.take_back_answer(
                actor=themselves(there), account_id=account_of("rhian"),
                imported_id=imported, now=now,
            )  # fmt: skip


@pytest.mark.slow
def test_who_joins_is_asked_and_goes_on_to_where_they_wanted(northvale, queue, now, no_tries_yet):
    bring_in(northvale, now)
    browser = Browser()
    create_account(browser, queue)

    join(browser)

    assert browser.path == "/account/earlier-accounts/"
    assert "You had an account at Northvale Library: is it yours?" in browser.text
    assert "Tomos" not in browser.text
    with acting_for(northvale.id):
        library, leisure = user("17").pk, user("r-4").pk
    browser.post(
        "/account/earlier-accounts/", {"account": library, "answer": "yes", "next": "/account/"}
    )
    browser.post(
        "/account/earlier-accounts/", {"account": leisure, "answer": "no", "next": "/account/"}
    )
    assert "You said that it is yours." in browser.text
    assert "You said that it is not yours." in browser.text
    assert 'href="/account/"' in browser.text
    with acting_for(northvale.id):
        assert (user("17").state, user("r-4").state) == ("claimed", "set_aside")

    browser.post("/account/earlier-accounts/", {"account": library, "answer": "undo"})

    with acting_for(northvale.id):
        assert user("17").state == "waiting"


@pytest.mark.slow
def test_who_joins_and_was_known_nowhere_is_not_asked(northvale, queue, now, no_tries_yet):
    bring_in(northvale, now)
    browser = Browser()
    create_account(browser, queue, email="new@home.test")

    join(browser, name="New Person")

    assert browser.address == f"http://{COUNCIL}/account/"
    browser.get(f"http://{COUNCIL}/account/earlier-accounts/")
    assert "We know of no account of yours" in browser.text


def test_somebody_elses_account_in_a_form_is_not_found(rhian_signed_in, northvale, tomos, now):
    bring_in(northvale, now)
    with acting_for(northvale.id):
        his = user("18").pk
    rhian_signed_in.get(f"http://{COUNCIL}/account/earlier-accounts/")
    for account in (his, "nonsense"):
        rhian_signed_in.get(f"http://{COUNCIL}/account/earlier-accounts/")
        rhian_signed_in.post("/account/earlier-accounts/", {"account": account, "answer": "yes"})
        assert rhian_signed_in.page.status_code == 404
    with acting_for(northvale.id):
        assert user("18").state == "waiting"


def test_nobody_sees_the_page_without_signing_in(northvale):
    browser = Browser()

    browser.get(f"http://{COUNCIL}/account/earlier-accounts/")

    assert browser.host == HOST
