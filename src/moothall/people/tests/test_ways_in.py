"""The audit of how people sign in: in each council that they joined, and once."""

from datetime import timedelta

import pytest
from allauth.socialaccount.models import SocialAccount

from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people import actions
from moothall.people.actions.ways_in import CONNECTED, record_way_in


def lines(council):
    with acting_for(council.id):
        rows = AuditEntry.objects.filter(verb__startswith="sign-in.").order_by("pk")
        return [
            (one.verb, one.actor_kind, one.actor_identifier, one.subject_id, one.detail)
            for one in rows
        ]


def connect(account, now, uid="g-1"):
    actions.connect_elsewhere(
        account_id=account.pk, provider="c1-google", uid=uid, shown="r@x.test",
        from_council=None, now=now,
    )  # fmt: skip


def test_each_council_that_somebody_joined_is_told(northvale, southmere, now, queue):
    here, there = (kit.resident("rhian", one, now) for one in (northvale, southmere))
    kit.resident("tomos", northvale, now)
    account = kit.resident_account("rhian")

    connect(account, now)
    connect(account, now)
    connection = SocialAccount.objects.get(user_id=account.pk)
    actions.disconnect_elsewhere(
        account_id=account.pk, connection_id=connection.pk, from_council=None, now=now
    )
    queue.run_all()

    for council, person in ((northvale, here), (southmere, there)):
        rest = ("resident", str(person.pk), str(person.pk), {"provider": "c1-google"})
        assert lines(council) == [("sign-in.connected", *rest), ("sign-in.disconnected", *rest)]


def test_the_job_done_twice_writes_one_line(northvale, rhian, now):
    account = kit.resident_account("rhian")
    told = {"account_id": account.pk, "verb": CONNECTED, "provider": "google", "at": now}

    assert [record_way_in(**told), record_way_in(**told)] == [1, 0]

    assert len(lines(northvale)) == 1


def test_a_council_that_was_left_or_joined_later_is_not_told(northvale, southmere, rhian, now):
    account = kit.resident_account("rhian")
    with acting_for(northvale.id):
        actions.leave_council(account_id=account.pk, now=now)
    kit.resident("rhian", southmere, now + timedelta(hours=2))

    at = now + timedelta(hours=1)
    assert record_way_in(account_id=account.pk, verb=CONNECTED, provider="google", at=at) == 0

    assert (lines(northvale), lines(southmere)) == ([], [])


def test_what_is_refused_is_not_accounted_for(northvale, rhian, tomos, now, queue):
    connect(kit.resident_account("rhian"), now)
    queue.run_all()
    other = kit.resident_account("tomos")

    with pytest.raises(Conflict):
        connect(other, now)
    with pytest.raises(NotFound):
        actions.disconnect_elsewhere(
            account_id=other.pk,
            connection_id=SocialAccount.objects.get().pk,
            from_council=None,
            now=now,
        )
    queue.run_all()

    assert [one[3] for one in lines(northvale)] == [str(rhian.pk)]
