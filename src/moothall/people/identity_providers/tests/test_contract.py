"""What every identity provider must do, each with its simulator at the other end."""

import json
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest

from moothall.kernel.errors import Retry
from moothall.people.ports import (
    EndSession,
    FinishSignIn,
    IdentityLevel,
    Pending,
    RefusalReason,
    SignInRefused,
    StartSignIn,
    Strength,
    identity_suppliers,
)


def start(stage, **asked):
    request = StartSignIn(return_address=stage.return_address, now=stage.now(), **asked)
    return stage.provider.start(request)


def finish(stage, pending, answer, now=None):
    request = FinishSignIn(answer=answer, pending=pending, now=now or stage.now())
    return stage.provider.finish(request)


def refusal(stage, pending, answer, now=None):
    with pytest.raises(SignInRefused) as refused:
        finish(stage, pending, answer, now)
    return refused.value.reason


def test_every_registered_supplier_stands_here(stage):
    assert {supplier.key for supplier in identity_suppliers} == {"one_login", "fake"}
    assert stage.key in identity_suppliers


def test_a_sign_in_proves_the_same_person_each_time(stage):
    found = []
    for _ in range(2):
        started = start(stage)
        found.append(finish(stage, started.pending, stage.approve(started)))

    first, second = found
    assert (first.issuer, first.subject) == (second.issuer, second.subject)
    assert first.subject
    assert first.email_verified is True
    assert first.strength is Strength.ONE_FACTOR
    assert first.identity is IdentityLevel.NONE
    assert first.names == first.birth_dates == first.addresses == ()
    assert first.id_token


def test_an_identity_that_is_asked_for_is_proven(stage):
    started = start(stage, identity=IdentityLevel.MEDIUM)

    person = finish(stage, started.pending, stage.approve(started))

    assert person.identity is IdentityLevel.MEDIUM
    assert person.strength is Strength.TWO_FACTORS
    assert person.name_on(stage.now().date()).family == "Pritchard"
    assert len(person.birth_dates) == 1


def test_each_sign_in_has_secrets_of_its_own_and_keeps_them_from_the_address(stage):
    first, second = start(stage), start(stage)

    secrets = {
        secret
        for pending in (first.pending, second.pending)
        for secret in (pending.state, pending.nonce, pending.code_verifier)
    }
    assert len(secrets) == 6
    assert all(len(secret) >= 32 for secret in secrets)
    assert first.pending.code_verifier not in first.address
    assert first.pending.code_verifier not in repr(first)


def test_what_is_pending_outlives_a_session_kept_as_json(stage):
    started = start(stage, identity=IdentityLevel.MEDIUM, longest_ago=60)

    kept = json.loads(json.dumps(started.pending.as_json()))

    assert Pending.from_json(kept) == started.pending
    for broken in (None, {}, {**kept, "identity": "P9"}, {**kept, "more": 1}):
        with pytest.raises(SignInRefused) as refused:
            Pending.from_json(broken)
        assert refused.value.reason is RefusalReason.STATE_LOST


def test_an_answer_to_another_sign_in_is_refused(stage):
    mine, theirs = start(stage), start(stage)
    answer = stage.approve(theirs)

    assert refusal(stage, mine.pending, answer) is RefusalReason.STATE_LOST
    assert refusal(stage, None, answer) is RefusalReason.STATE_LOST
    without = {name: value for name, value in answer.items() if name != "state"}
    assert refusal(stage, theirs.pending, without) is RefusalReason.STATE_LOST
    assert finish(stage, theirs.pending, answer).subject


def test_an_answer_is_good_once(stage):
    started = start(stage)
    answer = stage.approve(started)
    finish(stage, started.pending, answer)

    assert refusal(stage, started.pending, answer) is RefusalReason.EXPIRED


def test_who_goes_away_is_not_signed_in(stage):
    started = start(stage)

    assert refusal(stage, started.pending, stage.cancel(started)) is RefusalReason.CANCELLED


def test_a_sign_in_does_not_last_for_ever(stage):
    started = start(stage)
    answer = stage.approve(started)
    later = stage.now() + timedelta(hours=2, minutes=1)

    assert refusal(stage, started.pending, answer, later) is RefusalReason.EXPIRED


def test_a_provider_that_is_down_asks_to_come_again(stage):
    started = start(stage)
    answer = stage.approve(started)
    stage.be_down()

    with pytest.raises(Retry):
        finish(stage, started.pending, answer)


def test_more_than_it_can_prove_may_not_be_asked(stage):
    assert stage.provider.highest_identity is IdentityLevel.MEDIUM

    with pytest.raises(SignInRefused) as refused:
        start(stage, identity=IdentityLevel.HIGH)
    assert refused.value.reason is RefusalReason.MISCONFIGURED


def test_signing_out_comes_back_to_us(stage):
    request = EndSession(id_token="a.b.c", return_address="https://us.test/bye", state="s")

    address = stage.provider.end_session_address(request)

    assert quote("https://us.test/bye", safe="") in address
    assert "a.b.c" in address


def test_word_of_a_sign_out_names_the_person(stage):
    started = start(stage)
    person = finish(stage, started.pending, stage.approve(started))

    told = stage.provider.read_logout_token(stage.logout_token(person.subject), stage.now())

    assert (told.issuer, told.subject) == (person.issuer, person.subject)
    assert told.token_id
    assert told.expires_at > stage.now()


def test_an_id_token_is_no_word_of_a_sign_out(stage):
    started = start(stage)
    person = finish(stage, started.pending, stage.approve(started))

    with pytest.raises(SignInRefused) as refused:
        stage.provider.read_logout_token(person.id_token, stage.now())
    assert refused.value.reason is RefusalReason.BAD_TOKEN


def test_a_name_is_the_one_of_the_day(stage):
    started = start(stage, identity=IdentityLevel.MEDIUM)
    person = finish(stage, started.pending, stage.approve(started))

    assert person.name_on(stage.now().date()).full
    assert replace(person, names=()).name_on(stage.now().date()) is None
