"""Grants whose one side is erased or closes their sign-in, and how long their papers stay."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from moothall.councils.setup import SetupContext
from moothall.documents.actions import keep_files, store_upload
from moothall.documents.models import StoredFile
from moothall.kernel.actors import anonymous_resident
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications.models import Message
from moothall.people import actions, tasks
from moothall.people.models import Grant, GrantKind
from moothall.people.needs import Needs
from moothall.people.setup import apply_keeping
from moothall.people.tests.granting import actor_of_person, claimed_grant, live_grant, offered

FOR_ME, AS_HELPER = "people.grant-over-for-me", "people.grant-over-as-helper"


def erase(person, now):
    actor = kit.actor_of_resident_person(person)
    erasure = actions.ask_for_erasure(actor=actor, person_id=person.pk, language="en", now=now)
    actions.carry_out_erasure(erasure_id=erasure.pk, now=erasure.due_at)
    return erasure.due_at


def close(name, now):
    account = kit.resident_account(name)
    closing = actions.ask_to_close(account_id=account.pk, now=now)
    assert actions.carry_out_closing(closing_id=closing.pk, now=closing.due_at)
    return closing.due_at


def told():
    rows = Message.objects.filter(template__startswith="people.grant-over").order_by("pk")
    return [(one.template, one.recipient, one.subject) for one in rows]


def papers_of(grant, delegate, now):
    stored = store_upload(
        actor=anonymous_resident(), council_id=grant.council_id,
        upload=SimpleUploadedFile("lpa.txt", b"Registered"), original_name="lpa.txt",
        purpose="evidence", now=now,
    )  # fmt: skip
    keep_files(file_ids=[stored.pk], now=now)
    actions.attach_evidence(
        actor=actor_of_person(delegate), grant_id=grant.pk, evidence=str(stored.pk), now=now
    )
    return stored


def approved(delegate, person, now):
    grant = claimed_grant(delegate, now)
    stored = papers_of(grant, delegate, now)
    officer = kit.actor_of(kit.staff_user("alice", now))
    actions.approve_grant(
        actor=officer, grant_id=grant.pk, person_id=person.pk, reason="Seen", now=now
    )
    return grant, stored


def test_who_is_helped_is_told_when_their_helper_is_erased(
    in_northvale, rhian, tomos, now, queue, mailoutbox
):
    live_grant(rhian, tomos, now)
    queue.run_all()
    mailoutbox.clear()

    erase(tomos, now)

    assert told() == [(FOR_ME, "rhian@home.test", "Tomos Price no longer acts for you")]
    assert not Grant.objects.exists()
    assert AuditEntry.objects.filter(verb="grant.erased").count() == 1


def test_a_helper_is_told_when_the_person_is_erased(in_northvale, rhian, tomos, now):
    live_grant(rhian, tomos, now)

    erase(rhian, now)

    assert told() == [(AS_HELPER, "tomos@home.test", "You no longer act for Rhian Evans")]
    assert not Grant.objects.exists()


def test_it_is_told_in_their_language_and_format(southmere, now):
    with acting_for(southmere.id):
        rhian, tomos = (kit.resident(name, southmere, now) for name in ("rhian", "tomos"))
        live_grant(rhian, tomos, now)
        actions.set_needs(
            actor=kit.actor_of_resident_person(rhian),
            person_id=rhian.pk,
            needs=Needs(language="cy", formats=("large_print",)),
            now=now,
        )

        erase(tomos, now)

        message = Message.objects.get(template=FOR_ME)
    assert message.subject == "Nid yw Tomos Price bellach yn gweithredu ar eich rhan"
    assert (message.language, "large_print" in str(message.needs)) == ("cy", True)


@pytest.mark.parametrize("how", ["asked", "ended", "run out"])
def test_of_what_is_not_in_force_nobody_is_told(in_northvale, rhian, tomos, now, how):
    if how == "asked":
        offered(rhian, "tomos@home.test", now)
    elif how == "ended":
        grant = live_grant(rhian, tomos, now)
        actions.end_grant(actor=actor_of_person(rhian), grant_id=grant.pk, now=now)
    else:
        live_grant(rhian, tomos, now, expires_at=now + timedelta(days=1))

    erase(rhian, now)

    assert told() == []


def test_a_helper_who_closes_their_sign_in_acts_no_longer_and_it_is_told(
    northvale, rhian, tomos, now
):
    with acting_for(northvale.id):
        grant = live_grant(rhian, tomos, now)

    then = close("tomos", now)

    with acting_for(northvale.id):
        grant.refresh_from_db()
        assert (grant.state, grant.ended_at) == ("revoked", then)
        assert told() == [(FOR_ME, "rhian@home.test", "Tomos Price no longer acts for you")]
        assert AuditEntry.objects.filter(verb="grant.revoked").count() == 1


def test_what_a_person_let_others_do_ends_with_their_sign_in_but_not_what_papers_show(
    northvale, rhian, tomos, now
):
    with acting_for(northvale.id):
        mali = kit.resident("mali", northvale, now)
        by_word = live_grant(rhian, tomos, now)
        by_papers, _stored = approved(mali, rhian, now)

    close("rhian", now)

    with acting_for(northvale.id):
        assert Grant.objects.get(pk=by_word.pk).state == "revoked"
        assert Grant.objects.get(pk=by_papers.pk).state == "live"
        assert told() == [(AS_HELPER, "tomos@home.test", "You no longer act for Rhian Evans")]


def test_closing_touches_no_grant_of_anybody_else(northvale, southmere, rhian, tomos, now):
    with acting_for(southmere.id):
        there = [kit.resident(name, southmere, now) for name in ("mali", "tomos")]
        theirs = live_grant(*there, now)
    with acting_for(northvale.id):
        mine = live_grant(tomos, rhian, now)

    close("rhian", now)

    with acting_for(southmere.id):
        assert Grant.objects.get(pk=theirs.pk).state == "live"
        assert told() == []
    with acting_for(northvale.id):
        assert Grant.objects.get(pk=mine.pk).state == "revoked"


def test_papers_go_a_year_after_the_grant_ended(in_northvale, rhian, tomos, now, queue):
    grant, stored = approved(tomos, rhian, now)
    council_id = in_northvale.id
    long_after = now + timedelta(days=4000)
    assert actions.forget_grant_papers(council_id=council_id, now=long_after) == 0
    actions.end_grant(actor=actor_of_person(rhian), grant_id=grant.pk, now=now)
    year = timedelta(days=365)
    early = now + year - timedelta(seconds=1)
    assert actions.forget_grant_papers(council_id=council_id, now=early) == 0
    assert StoredFile.objects.filter(pk=stored.pk).exists()

    assert actions.forget_grant_papers(council_id=council_id, now=now + year) == 1
    assert actions.forget_grant_papers(council_id=council_id, now=now + year) == 0

    assert not StoredFile.objects.filter(pk=stored.pk).exists()
    assert Grant.objects.get(pk=grant.pk).evidence == ""
    line = AuditEntry.objects.get(verb="grant.papers-removed")
    assert (line.subject_id, line.actor_name) == (str(grant.pk), "people.forget_grant_papers")


def test_each_council_says_how_long(northvale, southmere, now, tmp_path):
    kept = {}
    for council, days in ((northvale, 10), (southmere, 20)):
        with acting_for(council.id):
            context = SetupContext(council=council, folder=tmp_path, now=now)
            apply_keeping(context, {"grant_papers": days})
            delegate = kit.resident("tomos", council, now)
            grant = claimed_grant(delegate, now, kind=GrantKind.EXECUTOR)
            papers_of(grant, delegate, now)
            actions.end_grant(actor=actor_of_person(delegate), grant_id=grant.pk, now=now)

    for council in (northvale, southmere):
        with acting_for(council.id):
            actions.forget_grant_papers(council_id=council.id, now=now + timedelta(days=15))
            kept[council.slug] = StoredFile.objects.count()

    assert list(kept.values()) == [0, 1]


def test_the_nightly_work_looks_at_every_council(northvale, rhian, tomos, now):
    with acting_for(northvale.id):
        long_ago = now - timedelta(days=4000)
        grant, _stored = approved(tomos, rhian, long_ago)
        actions.end_grant(actor=actor_of_person(rhian), grant_id=grant.pk, now=long_ago)

    tasks.forget_grant_papers()

    with acting_for(northvale.id):
        assert not StoredFile.objects.exists()


def test_papers_that_are_replaced_and_those_of_who_is_erased_go_at_once(
    in_northvale, rhian, tomos, now
):
    grant = claimed_grant(tomos, now)
    first = papers_of(grant, tomos, now)
    second = papers_of(grant, tomos, now)
    assert list(StoredFile.objects.values_list("pk", flat=True)) == [second.pk] != [first.pk]

    erase(tomos, now)

    assert not StoredFile.objects.exists()
