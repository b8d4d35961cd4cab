"""Rules: what must hold, what is done, once a case, and what would have been."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moothall.cases.deeds.deed import Deed
from moothall.cases.macros.actions import save_macro
from moothall.cases.models import BusinessRule, Case, RuleUse, TimelineEntry
from moothall.cases.particulars import CaseDetail, CaseLocation
from moothall.cases.rules import actions, queries
from moothall.cases.rules.conditions import Condition, all_hold, holds
from moothall.cases.rules.models import Trigger
from moothall.cases.tests.factories import case_of
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.scope import acting_for
from moothall.people.models import Role
from moothall.people.roles import PERMISSIONS


def staff(council, role=Role.SUPERVISOR):
    return Actor(
        kind=ActorKind.STAFF,
        identifier="7",
        name="Sian",
        permissions={council.id: PERMISSIONS[role]},
    )


def condition(about, test, value, question=""):
    return Condition(about=about, test=test, value=value, question=question)


MISSED = condition("service", "is", "missed-bin")


@pytest.fixture
def macro(northvale, now):
    with acting_for(northvale.id):
        return save_macro(
            actor=staff(northvale), council_id=northvale.id, name="Urgent",
            deed=Deed(priority="urgent", note="Look at it today."), now=now,
        )  # fmt: skip


@pytest.fixture
def rule(northvale, macro, now):
    def rule(*conditions, on=True, name="Bins first", trigger=Trigger.OPENED, macro_id=None):
        saved = actions.save_rule(
            actor=staff(northvale), council_id=northvale.id, name=name, trigger=trigger,
            conditions=conditions, macro_id=macro_id or macro.pk, now=now,
        )  # fmt: skip
        if on:
            actions.switch_rule(
                actor=staff(northvale), council_id=northvale.id, rule_id=saved.pk, on=True, seen=1,
                now=now,
            )  # fmt: skip
        return saved

    return rule


def use(council, case, now, trigger=Trigger.OPENED):
    return actions.use_rules(council_id=council.id, case_id=case.pk, trigger=trigger, now=now)


@pytest.mark.parametrize(
    ("about", "test", "value", "question", "expected"),
    [
        ("service", "is", "missed-bin", "", True),
        ("service", "is_not", "missed-bin", "", False),
        ("channel", "is", "web", "", True),
        ("language", "is", "cy", "", False),
        ("priority", "is_not", "high", "", True),
        ("postcode", "begins", "qx1", "", True),
        ("words", "contains", "BROKEN glass", "", True),
        ("words", "contains", "needle", "", False),
        ("answer", "is", "yes", "over-65", True),
        ("answer", "is", "Ydw", "Are you over 65?", True),
        ("answer", "is_not", "no", "over-65", True),
        ("answer", "is", "yes", "nothing", False),
        ("answer", "at_least", "3", "bags", True),
        ("answer", "at_least", "10", "bags", False),
        ("answer", "at_least", "3", "over-65", False),
        ("named", "is", "no", "", True),
    ],
)
def test_a_condition_looks_at_the_case_alone(
    northvale, now, about, test, value, question, expected
):
    details = [
        CaseDetail(key="over-65", label="Are you over 65?", value="Ydw", code="yes"),
        CaseDetail(key="bags", label="How many bags?", value="4"),
        CaseDetail(key="what", label="What is it?", value="Broken glass"),
    ]
    with acting_for(northvale.id):
        opened = case_of(
            northvale, now, details=details,
            location=CaseLocation(description="1 High Street, QX1 1AA"),
        )  # fmt: skip
        case = Case.objects.select_related("service_type").get(pk=opened.pk)
        with CaptureQueriesContext(connection) as asked:
            told = holds(condition(about, test, value, question), case)

    assert (told, len(asked)) == (expected, 0)


def test_all_conditions_must_hold(northvale, now):
    with acting_for(northvale.id):
        case = Case.objects.select_related("service_type").get(pk=case_of(northvale, now).pk)
        assert all_hold([], case)
        assert not all_hold([MISSED, condition("channel", "is", "phone")], case)


def test_a_rule_that_is_on_uses_its_macro_once(northvale, rule, now):
    with acting_for(northvale.id):
        rule(MISSED)
        case, other = case_of(northvale, now), case_of(northvale, now, service_type="street-fault")
        done = [use(northvale, one, now) for one in (case, case, other)]
        case.refresh_from_db()
        other.refresh_from_db()
        notes = TimelineEntry.objects.filter(case_id=case.pk, text="Look at it today.").count()

    assert done == [1, 0, 0]
    assert (case.priority, other.priority, notes) == ("urgent", "normal", 1)


def test_a_rule_that_is_off_or_waits_for_something_else_does_nothing(northvale, rule, now):
    with acting_for(northvale.id):
        rule(MISSED, on=False)
        rule(MISSED, name="Later", trigger=Trigger.RESOLVED)
        case = case_of(northvale, now)
        assert use(northvale, case, now) == 0
        case.refresh_from_db()
        assert (case.priority, RuleUse.objects.count()) == ("normal", 0)


def test_one_that_is_refused_is_kept_and_leaves_the_others_alone(northvale, rule, now):
    with acting_for(northvale.id):
        closing = save_macro(
            actor=staff(northvale), council_id=northvale.id, name="Same",
            deed=Deed(status="received"), now=now,
        )  # fmt: skip
        rule(name="A refused one", macro_id=closing.pk)
        rule(MISSED, name="Then this")
        case = case_of(northvale, now)
        assert use(northvale, case, now) == 1
        refused = {row.name: (row.used, row.refused) for row in queries.rules_of(northvale.id)}

    assert refused == {"A refused one": (0, 1), "Then this": (1, 0)}


def test_a_dry_run_says_what_would_have_been_and_changes_nothing(northvale, rule, now):
    with acting_for(northvale.id):
        saved = rule(MISSED, on=False)
        case_of(northvale, now - timedelta(days=40))
        fits = case_of(northvale, now - timedelta(days=2))
        case_of(northvale, now, service_type="street-fault")
        row = queries.rule_row(northvale.id, saved.pk)
        with CaptureQueriesContext(connection) as few:
            tried = queries.dry_run(row, now=now)
        for _ in range(5):
            case_of(northvale, now)
        with CaptureQueriesContext(connection) as many:
            queries.dry_run(row, now=now)
        fits.refresh_from_db()

    assert (tried.tried, tried.matched) == (2, 1)
    [shown] = tried.shown
    assert shown.steps == ("A note for staff", "Priority: Normal → Urgent")
    assert len(few) == len(many) <= 10
    assert fits.priority == "normal"


def test_a_rule_reads_as_a_sentence(northvale, rule, now):
    with acting_for(northvale.id):
        saved = rule(MISSED, condition("answer", "at_least", "3", "How many bags?"))
        sentence = queries.rule_row(northvale.id, saved.pk).sentence

    assert sentence == (
        "When a case comes in, and the service is “Missed bin”, and the answer to "
        "“How many bags?” is at least “3”: do “Urgent”."
    )


def test_a_changed_rule_is_off_until_its_new_version_was_looked_at(northvale, rule, macro, now):
    with acting_for(northvale.id):
        saved = rule(MISSED)
        actions.save_rule(
            actor=staff(northvale), council_id=northvale.id, name="Bins first",
            trigger=Trigger.OPENED, conditions=[], macro_id=macro.pk, rule_id=saved.pk, seen=1,
            now=now,
        )  # fmt: skip
        for seen, act in ((1, "switch"), (1, "save")):
            with pytest.raises(Conflict):
                if act == "switch":
                    actions.switch_rule(
                        actor=staff(northvale), council_id=northvale.id, rule_id=saved.pk, on=True,
                        seen=seen, now=now,
                    )  # fmt: skip
                else:
                    actions.save_rule(
                        actor=staff(northvale), council_id=northvale.id, name="Mine",
                        trigger=Trigger.OPENED, conditions=[], macro_id=macro.pk,
                        rule_id=saved.pk, seen=seen, now=now,
                    )  # fmt: skip
        changed = BusinessRule.objects.get()

    assert (changed.version, changed.is_on, changed.name) == (2, False, "Bins first")


def test_agents_and_the_other_council_make_no_rules(northvale, southmere, macro, rule, now):
    with acting_for(northvale.id):
        saved = rule(MISSED, on=False)
        for actor in (staff(northvale, Role.AGENT), staff(southmere)):
            with pytest.raises(NotPermitted):
                actions.switch_rule(
                    actor=actor, council_id=northvale.id, rule_id=saved.pk, on=True, seen=1, now=now
                )
        assert not BusinessRule.objects.get().is_on
    with acting_for(southmere.id):
        assert queries.rules_of(northvale.id) == []
        with pytest.raises(NotFound):
            actions.switch_rule(
                actor=staff(southmere), council_id=southmere.id, rule_id=saved.pk, on=True, seen=1,
                now=now,
            )  # fmt: skip
        with pytest.raises(NotFound):
            actions.save_rule(
                actor=staff(southmere), council_id=southmere.id, name="Theirs",
                trigger=Trigger.OPENED, conditions=[], macro_id=macro.pk, now=now,
            )  # fmt: skip
