from datetime import timedelta

import pytest

from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.kernel.tests.kit import actor_of
from moothall.people.models import PersonWarning, WarningKind
from moothall.people.warnings import queries
from moothall.people.warnings.actions import (
    Said,
    end_warning,
    forget_old_warnings,
    review_warning,
    warn_about_address,
    warn_about_person,
)

DAY = timedelta(days=1)


def said(now, *, days=90, kind=WarningKind.VIOLENCE, reason="Threatened staff", **more):
    return Said(kind=kind, reason=reason, expires_on=(now + days * DAY).date(), **more)


@pytest.fixture
def warned(in_northvale, alice, rhian, now):
    return warn_about_person(actor=actor_of(alice), person_id=rhian.pk, said=said(now), now=now)


def seen_by(user, council, person, now, **about):
    return queries.warnings_for(actor_of(user), council.id, person_id=person.pk, now=now, **about)


def test_a_warning_is_seen_until_its_last_day(warned, bob, rhian, in_northvale, now):
    [row] = seen_by(bob, in_northvale, rhian, now + 90 * DAY)

    assert row.title == "Risk of violence: visit in pairs"
    assert row.reason == "Threatened staff"
    assert seen_by(bob, in_northvale, rhian, now + 91 * DAY) == []


def test_a_warning_says_why_and_runs_a_year_at_most(alice, rhian, in_northvale, now):
    for wrong, message in (
        (said(now, reason=" "), "Say why"),
        (said(now, days=0), "in the future"),
        (said(now, days=367), "12 months"),
    ):
        with pytest.raises(Conflict, match=message):
            warn_about_person(actor=actor_of(alice), person_id=rhian.pk, said=wrong, now=now)
    assert PersonWarning.objects.count() == 0


def test_agents_see_warnings_and_put_none(bob, rhian, in_northvale, now):
    with pytest.raises(NotPermitted):
        warn_about_person(actor=actor_of(bob), person_id=rhian.pk, said=said(now), now=now)
    assert PersonWarning.objects.count() == 0


def test_without_the_right_there_is_no_warning(warned, rhian, in_northvale, now):
    finance = kit.actor_with(in_northvale.id, "person.view")

    assert queries.warnings_for(finance, in_northvale.id, person_id=rhian.pk, now=now) == []
    assert queries.warned_among(finance, in_northvale.id, [rhian.pk], now=now) == frozenset()
    assert queries.warnings_to_review(finance, in_northvale.id, until=now.date() + 400 * DAY) == []


def test_another_council_sees_none(warned, carys, rhian, southmere, northvale, now):
    with acting_for(southmere.id):
        assert seen_by(carys, southmere, rhian, now) == []
        assert seen_by(carys, northvale, rhian, now) == []
        with pytest.raises(NotFound):
            end_warning(actor=actor_of(carys), warning_id=warned.pk, now=now)


def test_an_address_is_warned_about_whoever_lives_there(alice, bob, rhian, in_northvale, now):
    warn_about_address(
        actor=actor_of(alice), council_id=in_northvale.id, uprn=1, now=now,
        said=said(now, kind=WarningKind.DANGER, reason="Loose dog"),
    )  # fmt: skip

    assert [row.reason for row in seen_by(bob, in_northvale, rhian, now, uprn=1)] == ["Loose dog"]
    assert seen_by(bob, in_northvale, rhian, now, uprn=2) == []
    assert seen_by(bob, in_northvale, rhian, now) == []


def test_unreasonable_contact_names_who_answers_and_how(alice, bob, rhian, in_northvale, now):
    warn_about_person(
        actor=actor_of(alice), person_id=rhian.pk, now=now,
        said=said(now, kind=WarningKind.UNREASONABLE, single_contact="J Hughes, ext 4100",
                  allowed_channels=["letter"]),
    )  # fmt: skip

    [row] = seen_by(bob, in_northvale, rhian, now)
    assert row.is_unreasonable
    assert (row.single_contact, row.allowed_channels) == ("J Hughes, ext 4100", ("letter",))


def test_a_warning_is_reviewed_or_ended_and_all_is_in_the_audit(
    warned, alice, bob, rhian, in_northvale, now
):
    later = (now + 200 * DAY).date()
    until = (now + 90 * DAY).date()
    due = queries.warnings_to_review(actor_of(alice), in_northvale.id, until=until)
    assert [row.id for row in due] == [warned.pk]

    review_warning(actor=actor_of(alice), warning_id=warned.pk, expires_on=later, now=now)
    assert seen_by(bob, in_northvale, rhian, now + 200 * DAY)[0].reviewed_by
    for _ in range(2):
        end_warning(actor=actor_of(alice), warning_id=warned.pk, now=now)
    assert seen_by(bob, in_northvale, rhian, now) == []
    with pytest.raises(Conflict):
        review_warning(actor=actor_of(alice), warning_id=warned.pk, expires_on=later, now=now)
    lines = AuditEntry.objects.filter(subject_id=str(warned.pk)).order_by("id")
    assert [one.verb for one in lines] == ["warning.given", "warning.reviewed", "warning.ended"]


def test_a_warning_is_forgotten_a_year_after_it_was_over(warned, in_northvale, now):
    assert forget_old_warnings(now=now + 455 * DAY) == 0
    assert forget_old_warnings(now=now + 457 * DAY) == 1
    assert PersonWarning.objects.count() == 0
