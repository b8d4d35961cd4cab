"""Notices by e-mail: as each employee wants them, once, and nothing that they may not see now."""

from datetime import timedelta

import pytest
from django.db import transaction

from moothall.cases.actions import add_note
from moothall.cases.models import NoticeChoice, StaffNotice
from moothall.cases.tests.factories import case_of, person_of
from moothall.cases.work import actions
from moothall.cases.work.queries import choices_due
from moothall.kernel.errors import NotPermitted
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications.models import Message
from moothall.people.models import StaffRole

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def case(in_northvale, now):
    return case_of(in_northvale, now)


def choose(council, user, now, *, by_mail="at_once", hour=8, language="en"):
    return actions.choose_notice_mail(
        actor=kit.actor_of(user), council_id=council.id, by_mail=by_mail, hour=hour,
        language=language, now=now,
    )  # fmt: skip


def mention(case, by, who, now, text="Please look"):
    with transaction.atomic():
        add_note(
            actor=kit.actor_of(by), case_id=case.pk, text=f"{text}, @{who}", is_public=False,
            now=now,
        )  # fmt: skip


def post(council, now):
    return [
        actions.mail_notices(choice_id=one, now=now) for one in choices_due(council.id, now=now)
    ]


def sent():
    return list(Message.objects.filter(template="cases.notices").order_by("queued_at", "id"))


def test_at_once_each_notice_goes_out_once(in_northvale, case, alice, bob, now):
    choose(in_northvale, bob, now)
    mention(case, alice, "bob", now + HOUR)

    assert post(in_northvale, now + HOUR) == [True]
    assert post(in_northvale, now + HOUR) == []

    [message] = sent()
    assert (message.recipient, message.channel, message.person_id) == (bob.email, "email", None)
    assert message.subject == "1 thing for you: Northvale Borough Council"
    assert f"You were mentioned: {case.reference} Missed bin (Alice)" in message.body
    assert f"http://northvale.test/workspace/cases/{case.reference}/" in message.body
    assert "Please look" not in message.body
    mention(case, alice, "bob", now + 2 * HOUR)
    assert post(in_northvale, now + 2 * HOUR) == [True]
    assert len(sent()) == 2


def test_asked_twice_at_the_same_moment_it_is_one_e_mail(in_northvale, case, alice, bob, now):
    choice = choose(in_northvale, bob, now)
    mention(case, alice, "bob", now + HOUR)

    done = [actions.mail_notices(choice_id=choice.pk, now=now + HOUR) for _ in range(2)]

    assert done == [True, False]
    StaffNotice.objects.update(mailed_at=None)
    actions.mail_notices(choice_id=choice.pk, now=now + HOUR)
    assert len(sent()) == 1


def test_who_chose_nothing_or_no_is_sent_nothing(in_northvale, case, alice, bob, now):
    choose(in_northvale, bob, now, by_mail="never")
    mention(case, alice, "bob", now + HOUR)
    mention(case, bob, "alice", now + HOUR)

    assert post(in_northvale, now + DAY) == []
    assert sent() == []


def test_a_digest_comes_once_a_day_at_the_hour_of_its_reader(in_northvale, case, alice, bob, now):
    # It is 11:00 in Northvale, and summer time is over.
    choose(in_northvale, bob, now, by_mail="daily", hour=13)
    mention(case, alice, "bob", now + HOUR)
    mention(case, alice, "bob", now + HOUR + timedelta(minutes=1), text="Again")

    assert post(in_northvale, now + HOUR) == []
    assert post(in_northvale, now + 2 * HOUR) == [True]
    mention(case, alice, "bob", now + 3 * HOUR)
    assert post(in_northvale, now + 3 * HOUR) == []
    assert post(in_northvale, now + 2 * HOUR + DAY) == [True]

    assert [one.subject for one in sent()] == [
        "2 things for you: Northvale Borough Council",
        "1 thing for you: Northvale Borough Council",
    ]


def test_an_hour_that_has_passed_counts_from_tomorrow(in_northvale, case, alice, bob, now):
    choose(in_northvale, bob, now, by_mail="daily", hour=8)
    mention(case, alice, "bob", now + HOUR)

    assert post(in_northvale, now + HOUR) == []
    assert post(in_northvale, now + DAY) == [True]


def test_a_day_without_news_or_tasks_brings_nothing(in_northvale, bob, now):
    choose(in_northvale, bob, now, by_mail="daily", hour=13)

    assert post(in_northvale, now + 2 * HOUR) == [False]
    assert post(in_northvale, now + 2 * HOUR) == []
    assert sent() == []


def test_the_digest_says_what_is_to_do_by_the_end_of_the_day(in_northvale, case, alice, now):
    for title, hours in (("Ring the crew", 1), ("Next week", 40)):
        actions.add_task(
            actor=kit.actor_of(alice), case_id=case.pk, title=title, hours=hours,
            holder_id=alice.pk, now=now,
        )  # fmt: skip
    choose(in_northvale, alice, now, by_mail="daily", hour=12)

    assert post(in_northvale, now + HOUR) == [True]

    [message] = sent()
    assert f"Ring the crew ({case.reference}, 18 November 2026)" in message.body
    assert "Next week" not in message.body


def test_a_task_of_somebody_protected_says_nothing_of_them(in_northvale, alice, now):
    person = person_of(in_northvale, now)
    hidden = case_of(in_northvale, now, person_id=person.pk)
    actions.add_task(
        actor=kit.actor_of(alice), case_id=hidden.pk, title="Go to 5 Mill Lane", hours=1,
        holder_id=alice.pk, now=now,
    )  # fmt: skip
    type(person).objects.filter(pk=person.pk).update(is_protected=True)
    choose(in_northvale, alice, now, by_mail="daily", hour=12)

    post(in_northvale, now + HOUR)

    [message] = sent()
    assert "Mill Lane" not in message.body
    assert hidden.reference in message.body


def test_what_was_read_meanwhile_is_left_out(in_northvale, case, alice, bob, now):
    choose(in_northvale, bob, now)
    mention(case, alice, "bob", now + HOUR)
    actions.mark_read(actor=kit.actor_of(bob), council_ids=[in_northvale.id], now=now + HOUR)

    assert post(in_northvale, now + 2 * HOUR) == []
    assert sent() == []


def test_whoever_may_not_see_the_cases_any_more_is_sent_nothing(
    in_northvale, case, alice, bob, now
):
    choose(in_northvale, bob, now)
    mention(case, alice, "bob", now + HOUR)
    StaffRole.objects.filter(user_id=bob.pk).delete()

    assert post(in_northvale, now + HOUR) == [False]
    assert sent() == []


def test_what_was_new_before_is_not_sent(in_northvale, case, alice, bob, now):
    mention(case, alice, "bob", now)
    choose(in_northvale, bob, now + HOUR)

    assert post(in_northvale, now + 2 * HOUR) == []


def test_each_council_tells_of_its_own_cases_alone(in_northvale, southmere, case, alice, bob, now):
    choose(in_northvale, bob, now)
    with acting_for(southmere.id):
        choose(southmere, bob, now)
        assert NoticeChoice.objects.count() == 1
    mention(case, alice, "bob", now + HOUR)

    with acting_for(southmere.id):
        assert choices_due(southmere.id, now=now + HOUR) == []
        assert choices_due(in_northvale.id, now=now + HOUR) == []
        [theirs] = NoticeChoice.objects.all()
        assert actions.mail_notices(choice_id=theirs.pk, now=now + HOUR) is False
    assert post(in_northvale, now + HOUR) == [True]


def test_who_may_not_see_cases_chooses_nothing(in_northvale, carys, now):
    with pytest.raises(NotPermitted):
        choose(in_northvale, carys, now)

    assert NoticeChoice.objects.count() == 0


def test_it_is_written_in_the_language_of_its_reader(southmere, bob, carys, now):
    with acting_for(southmere.id):
        case = case_of(southmere, now)
        choose(southmere, bob, now, language="cy")
        mention(case, carys, "bob", now + HOUR)
        assert post(southmere, now + HOUR) == [True]
        [message] = sent()

    assert message.language == "cy"
    assert "Rydych yn cael hwn am i chi ofyn amdano" in message.body


def test_a_long_list_is_cut_and_counted(in_northvale, case, alice, bob, now, monkeypatch):
    monkeypatch.setattr("moothall.cases.work.actions.mailing.MOST_IN_ONE", 2)
    choose(in_northvale, bob, now)
    for minute in range(5):
        mention(case, alice, "bob", now + HOUR + timedelta(minutes=minute), text=f"{minute}")

    post(in_northvale, now + 2 * HOUR)

    [message] = sent()
    assert message.body.count("You were mentioned") == 2
    assert "And 3 more." in message.body
    assert not StaffNotice.objects.filter(mailed_at=None).exists()
