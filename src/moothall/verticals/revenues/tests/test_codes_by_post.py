"""Codes by post, over real HTTP to the ledger: what is printed, and what a code opens."""

from datetime import timedelta

import pytest

from moothall.kernel.errors import NotPermitted, Retry
from moothall.people import actions, linking
from moothall.people.linked_queries import (
    posted_codes_of,
)
from moothall.people.linking_limits import TooManyTries
from moothall.people.models import LinkedAccount, PostedCode
from moothall.verticals.revenues.tests.people_who_link import resident, said, trier, verbs


def ask_for_code(one, row, now, *, by=None, **changed):
    return linking.ask_for_code(
        actor=resident(one),
        person_id=one.pk,
        council_id=one.council_id,
        said=said(row, bill=False, **changed),
        language="en",
        trier=by or trier(),
        now=now,
    )


def confirm(one, code, typed, now):
    return linking.confirm_posted_code(
        actor=resident(one), posted_code_id=code.pk, typed=typed, now=now
    )


def test_a_posted_code_links_the_account_once(rhian, named, now, ledger, queue, clock_stands):
    code = ask_for_code(rhian, named(100), now)
    queue.run_all()
    (letter,) = ledger.get("/_letters.json").json()["letters"]

    made = confirm(rhian, code, letter["code"].lower().replace("-", " "), now)

    assert (made.reference, made.strength, made.party) == (letter["reference"], "code", "P1")
    code.refresh_from_db()
    assert (code.said, code.used_at) == ({}, now)
    assert letter["code"].encode() not in bytes(code.digest)
    with pytest.raises(actions.CodeNotRight):
        confirm(rhian, code, letter["code"], now)
    assert posted_codes_of(rhian.pk, now=now) == []


def test_nothing_tells_a_wrong_request_for_a_letter_from_a_right_one(
    rhian, tomos, named, now, ledger, queue, clock_stands
):
    ask_for_code(rhian, named(100), now)
    ask_for_code(tomos, named(102), now, surname="Wrong", by=trier("8", "192.0.2.8"))
    jobs_before = [name for name, _ in queue.jobs("people.post_code")]
    queue.run_all()

    right, wrong = posted_codes_of(rhian.pk, now=now), posted_codes_of(tomos.pk, now=now)

    assert len(jobs_before) == 2
    assert (len(right), len(wrong)) == (1, 1)
    assert right[0].expires_at == wrong[0].expires_at
    assert len(ledger.get("/_letters.json").json()["letters"]) == 1
    with pytest.raises(actions.CodeNotRight):
        confirm(tomos, PostedCode.objects.get(pk=wrong[0].id), "", now)


def test_five_wrong_codes_end_it(rhian, named, now, ledger, queue, clock_stands):
    code = ask_for_code(rhian, named(100), now)
    queue.run_all()
    (letter,) = ledger.get("/_letters.json").json()["letters"]
    for _ in range(5):
        with pytest.raises(actions.CodeNotRight):
            confirm(rhian, code, "2222-2222", now)

    with pytest.raises(actions.CodeNotRight):
        confirm(rhian, code, letter["code"], now)

    assert LinkedAccount.objects.count() == 0
    assert verbs().count("account.code-wrong") == 6


def test_a_code_is_good_for_four_weeks_and_for_its_own_person(
    rhian, tomos, named, now, ledger, queue, clock_stands
):
    code = ask_for_code(rhian, named(100), now)
    queue.run_all()
    (letter,) = ledger.get("/_letters.json").json()["letters"]

    with pytest.raises(NotPermitted):
        confirm(tomos, code, letter["code"], now)
    with pytest.raises(actions.CodeNotRight):
        confirm(rhian, code, letter["code"], now + timedelta(days=28))

    assert LinkedAccount.objects.count() == 0


def test_the_fourth_letter_in_a_week_is_refused(rhian, tomos, named, now):
    for number in range(3):
        ask_for_code(rhian, named(100), now, by=trier(str(number), f"192.0.2.{number}"))

    with pytest.raises(TooManyTries):
        ask_for_code(tomos, named(100), now, by=trier("9", "192.0.2.9"))

    assert PostedCode.objects.count() == 3


def test_a_letter_whose_answer_was_lost_is_printed_once_with_the_same_code(
    rhian, named, now, ledger, clock_stands
):
    code = ask_for_code(rhian, named(100), now)
    ledger.control(lose_answer=1)
    with pytest.raises(Retry):
        linking.post_code(posted_code_id=code.pk)

    linking.post_code(posted_code_id=code.pk)
    linking.post_code(posted_code_id=code.pk)

    (letter,) = ledger.get("/_letters.json").json()["letters"]
    assert confirm(rhian, code, letter["code"], now).pk
