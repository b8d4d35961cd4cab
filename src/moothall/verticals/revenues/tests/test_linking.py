"""Linking accounts, over real HTTP to the ledger: proofs, limits, whose they are."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from moothall.kernel.errors import NotFound, NotPermitted
from moothall.kernel.scope import acting_for
from moothall.people import actions, linking, scopes
from moothall.people.linked_queries import (
    changes_of,
    kinds_offered,
    linked_account,
    linked_accounts_of,
    posted_codes_of,
)
from moothall.people.linking import NoMatch
from moothall.people.linking_limits import TooManyTries
from moothall.people.linking_ports import (
    CancelDirectDebit,
    SwitchEBilling,
)
from moothall.people.linking_words import LinkedKind
from moothall.people.models import AccountChange, LinkedAccount
from moothall.verticals.revenues.tests.people_who_link import (
    link,
    person,
    resident,
    trier,
    verbs,
)


def test_an_account_is_linked_with_the_last_bill_however_it_is_typed(rhian, named, now):
    row = named(100)
    typed = f"{row['reference'][:4]} {row['reference'][4:]}-"

    made = link(rhian, row, now, reference=typed, postcode=row["postcode"].lower(), surname="EVANS")

    assert (made.reference, made.party, made.relationship) == (row["reference"], "P1", "joint")
    assert (made.strength, made.may_be_changed) == ("bill", True)
    assert [one.id for one in linked_accounts_of(rhian.pk)] == [made.pk]
    assert verbs() == ["account.linked"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"surname": "Wrong"},
        {"postcode": "QX1 1AA"},
        {"last_bill_pence": 1},
        {"last_bill_pence": None},
        {"reference": "700000000"},
        {"kind": LinkedKind.RENT},
    ],
)
def test_wrong_absent_and_too_little_are_refused_alike(rhian, named, now, wrong):
    with pytest.raises(NoMatch) as refusal:
        link(rhian, named(100), now, **wrong)

    assert str(refusal.value) == "What you told us does not match our records."
    assert LinkedAccount.objects.count() == 0
    assert verbs() == ["account.link-failed"]


def test_details_alone_suffice_to_look_where_the_council_says_so(
    rhian, named, now, keep_accounts, in_northvale
):
    keep_accounts(in_northvale, details_suffice=True)

    made = link(rhian, named(100), now, bill=False)

    assert (made.strength, made.may_be_changed) == ("details", False)
    with pytest.raises(NotPermitted):
        actions.ask_for_change(
            actor=resident(rhian),
            linked_account_id=made.pk,
            change=SwitchEBilling(on=True),
            now=now,
        )
    assert AccountChange.objects.count() == 0


def test_a_protected_account_looks_as_if_it_were_not_there(rhian, named, now):
    with pytest.raises(NoMatch):
        link(rhian, named(107), now)

    assert LinkedAccount.objects.count() == 0


def test_who_is_safeguarded_links_nothing(rhian, named, now, monkeypatch):
    monkeypatch.setattr("moothall.people.policies.is_linking_blocked", lambda person: True)

    with pytest.raises(NoMatch):
        link(rhian, named(100), now)

    assert LinkedAccount.objects.count() == 0


def test_each_of_a_couple_links_for_themselves_and_sees_no_details_of_the_other(
    rhian, tomos, named, now
):
    row = named(100)
    hers = link(rhian, row, now)
    his = link(tomos, row, now, surname="Price")

    summary = linking.summary_of(actor=resident(tomos), linked_account_id=his.pk, now=now)

    assert (hers.party, his.party) == ("P1", "P2")
    assert [one.id for one in linked_accounts_of(tomos.pk)] == [his.pk]
    assert summary.contact.email == "tomos.price@mail.example"
    assert "rhian.evans@" not in repr(summary)
    assert [(one.name, one.is_you) for one in summary.parties] == [
        ("Rhian Evans", False),
        ("Tomos Price", True),
    ]


def test_of_two_with_one_surname_the_given_name_of_their_record_decides(
    northvale_keeps, named, now
):
    ivor = person(northvale_keeps, "Ivor Parry", now)
    somebody = person(northvale_keeps, "I Parry", now)

    known = link(ivor, named(109), now)
    unknown = link(somebody, named(109), now, by=trier("8"))

    assert (known.party, unknown.party) == ("P2", "")
    summary = linking.summary_of(actor=resident(somebody), linked_account_id=unknown.pk, now=now)
    assert summary.contact is None


def test_the_sixth_wrong_try_in_a_day_is_stopped_even_if_it_is_right(rhian, named, now):
    for number in range(5):
        with pytest.raises(NoMatch):
            link(rhian, named(200 + number), now, surname="Wrong")

    with pytest.raises(TooManyTries):
        link(rhian, named(100), now)

    assert LinkedAccount.objects.count() == 0
    assert verbs()[-1] == "account.link-stopped"
    assert link(rhian, named(100), now + timedelta(days=1)).pk


def test_tries_of_one_reference_are_counted_whoever_makes_them(rhian, tomos, named, now):
    row = named(100)
    for number in range(5):
        with pytest.raises(NoMatch):
            link(rhian, row, now, surname="Wrong", by=trier(str(number), f"192.0.2.{number}"))

    with pytest.raises(TooManyTries):
        link(tomos, row, now, by=trier("9", "192.0.2.9"), surname="Price")

    assert LinkedAccount.objects.count() == 0


def test_tries_from_one_network_address_are_counted_whoever_makes_them(northvale_keeps, named, now):
    for number in range(5):
        with pytest.raises(NoMatch):
            one = person(northvale_keeps, f"Person {number}", now)
            link(one, named(200 + number), now, surname="Wrong", by=trier(str(number)))

    with pytest.raises(TooManyTries):
        link(person(northvale_keeps, "Rhian Evans", now), named(100), now, by=trier("9"))


@pytest.mark.slow
def test_a_landlord_links_forty_in_a_day(northvale_keeps, named, now):
    landlord = person(northvale_keeps, "Leonard Quill", now)

    for number in range(40):
        link(landlord, named(number), now)

    rows = linked_accounts_of(landlord.pk)
    assert len(rows) == 40
    assert {row.relationship for row in rows} == {"landlord"}


def test_the_list_costs_one_query(rhian, named, now, django_assert_num_queries):
    link(rhian, named(100), now)
    link(rhian, named(0, "rent"), now)

    with django_assert_num_queries(1):
        rows = linked_accounts_of(rhian.pk)

    assert [row.kind for row in rows] == ["council_tax", "rent"]


def test_linking_again_changes_nothing_but_what_was_proven(
    rhian, named, now, keep_accounts, in_northvale
):
    keep_accounts(in_northvale, details_suffice=True)
    first = link(rhian, named(100), now, bill=False)

    second = link(rhian, named(100), now)
    third = link(rhian, named(100), now, bill=False)

    assert first.pk == second.pk == third.pk
    assert third.strength == "bill"
    assert LinkedAccount.objects.count() == 1


def test_another_person_a_delegate_without_the_scope_and_nobody_are_refused(
    rhian, tomos, named, now
):
    made = link(rhian, named(100), now)
    strangers = [
        resident(tomos),
        resident(tomos, subject=rhian, held=(scopes.BOOKINGS,)),
        resident(rhian, held=()),
    ]

    for stranger in strangers:
        with pytest.raises(NotPermitted):
            link(rhian, named(0, "rent"), now, as_=stranger)
        with pytest.raises(NotPermitted):
            actions.unlink_account(actor=stranger, linked_account_id=made.pk, now=now)
        with pytest.raises(NotFound):
            linking.summary_of(actor=stranger, linked_account_id=made.pk, now=now)
        with pytest.raises(NotPermitted):
            actions.ask_for_change(
                actor=stranger, linked_account_id=made.pk, change=CancelDirectDebit(), now=now
            )

    with pytest.raises(NotFound):
        linked_account(person_id=tomos.pk, linked_account_id=made.pk)
    assert LinkedAccount.objects.filter(ended_at__isnull=True).count() == 1
    assert AccountChange.objects.count() == 0


def test_a_delegate_with_the_scopes_sees_and_changes(rhian, tomos, named, now):
    made = link(rhian, named(100), now)
    delegate = resident(tomos, subject=rhian, held=(scopes.LINKED_ACCOUNTS, scopes.MONEY))

    summary = linking.summary_of(actor=delegate, linked_account_id=made.pk, now=now)
    asked = actions.ask_for_change(
        actor=delegate, linked_account_id=made.pk, change=SwitchEBilling(on=True), now=now
    )

    assert summary.status == "open"
    assert asked.state == "asked"


def test_the_other_council_sees_nothing_and_its_books_are_its_own(
    rhian, named, now, southmere, keep_accounts
):
    made = link(rhian, named(100), now)
    keep_accounts(southmere)

    with acting_for(southmere.id):
        neighbour = person(southmere, "Rhian Evans", now)
        with pytest.raises(NoMatch):
            link(neighbour, named(100), now)
        assert linked_accounts_of(rhian.pk) == []
        assert changes_of(made.pk) == []
        assert posted_codes_of(rhian.pk, now=now) == []
        with pytest.raises(NotFound):
            linking.summary_of(actor=resident(rhian), linked_account_id=made.pk, now=now)
        with pytest.raises(NotFound):
            actions.unlink_account(actor=resident(rhian), linked_account_id=made.pk, now=now)
        assert link(neighbour, named(100, authority="cwm-helyg"), now).pk


def test_a_council_without_systems_offers_nothing(in_northvale, named, now):
    one = person(in_northvale, "Rhian Evans", now)

    with pytest.raises(NotFound):
        link(one, named(100), now)

    assert kinds_offered(in_northvale.id) == []


def test_unlinking_is_audited_and_lets_it_be_linked_again(rhian, named, now):
    made = link(rhian, named(100), now)

    actions.unlink_account(actor=resident(rhian), linked_account_id=made.pk, now=now)
    actions.unlink_account(actor=resident(rhian), linked_account_id=made.pk, now=now)

    assert verbs() == ["account.linked", "account.unlinked"]
    assert linked_accounts_of(rhian.pk) == []
    with pytest.raises(NotFound):
        linking.summary_of(actor=resident(rhian), linked_account_id=made.pk, now=now)
    assert link(rhian, named(100), now).pk != made.pk


def test_who_does_not_answer_for_it_any_more_loses_it(northvale_keeps, named, now):
    piotr = person(northvale_keeps, "Piotr Zawada", now)
    row = named(106)
    made = LinkedAccount.objects.create(
        council_id=piotr.council_id, person=piotr, kind="council_tax", supplier="civic_ledger",
        reference=row["reference"], party="P2", relationship="joint", strength="bill",
        linked_at=now,
    )  # fmt: skip

    with pytest.raises(NotFound):
        linking.summary_of(actor=resident(piotr), linked_account_id=made.pk, now=now)

    made.refresh_from_db()
    assert (made.ended_at, made.ended_because) == (now, "liability_ended")
    with pytest.raises(NoMatch):
        link(piotr, row, now, surname="Zawada")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_links_at_once_make_one(northvale, keep_accounts, named, now):
    keep_accounts(northvale)
    row = named(100)
    with acting_for(northvale.id):
        rhian = person(northvale, "Rhian Evans", now)
    begin, outcomes = threading.Barrier(4), []

    def one_link():
        try:
            with acting_for(northvale.id):
                begin.wait(5)
                outcomes.append(link(rhian, row, now).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=one_link) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert len(outcomes) == 4
    assert len(set(outcomes)) == 1
    with acting_for(northvale.id):
        assert LinkedAccount.objects.count() == 1
