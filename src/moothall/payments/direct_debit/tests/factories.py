"""Scenery: a service, somebody's mandate, a plan."""

from datetime import date, timedelta

from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.payments.actions import apply_fund
from moothall.payments.direct_debit import actions, arrangements
from moothall.payments.direct_debit.ports import BankDetails, Instalment, collectors

PAYMENTS = system("payments")
DETAILS = BankDetails(name="Rhian Evans", sort_code="200000", account_number="55779911")
OWN_ACCOUNT = {
    "service_user_number": "654321",
    "sort_code": "401234",
    "account_number": "11223344",
    "account_name": "NORTHVALE BC",
}


def service(council, now, *, collector="fake", options=None, days_of_notice=10, **more):
    """Let a council collect."""
    if collector == "fake":
        collectors.get("fake").forget()
    return actions.choose_collector(
        actor=system("tests"),
        council_id=council.id,
        collector=collector,
        options=options or {},
        statement_name="NORTHVALE COUNCIL",
        days_of_notice=days_of_notice,
        bank_agreed=days_of_notice < 10,
        days=(1, 15, 28),
        now=now,
        **more,
    )


def instalments(*parts):
    """Return instalments of (day, pence)."""
    return [
        Instalment(key=str(number), due_on=day, pence=pence)
        for number, (day, pence) in enumerate(parts, 1)
    ]


def plan_of(person, now, *parts, reference="INV-1"):
    """Make a plan for a person: by default three times £40 from January on."""
    parts = parts or (
        (date(2027, 1, 15), 4000), (date(2027, 2, 15), 4000), (date(2027, 3, 15), 4000),
    )  # fmt: skip
    apply_fund(
        actor=PAYMENTS, council_id=person.council_id, key="invoices", name={"en": "Invoices"},
        valid_from=date(2020, 4, 1), fund_code="40", gl_code="GL-40", vat_code="OOS", vat_rate=0,
        now=now,
    )  # fmt: skip
    return actions.make_arrangement(
        actor=PAYMENTS,
        council_id=person.council_id,
        reference=reference,
        description={"en": "Invoice 1", "cy": "Anfoneb 1"},
        instalments=instalments(*parts),
        person_id=person.pk,
        fund_key="invoices",
        now=now,
    )


def schedule(council, reference="INV-1"):
    return arrangements.Arrangements().schedule(council.id, reference)


def draft(person, now, *, details=DETAILS, reference="INV-1", day=15, actor=None):
    """Have a person type their details."""
    return actions.draft_mandate(
        actor=actor or kit.actor_of_resident_person(person),
        council_id=person.council_id,
        person_id=person.pk,
        owner="arrangements",
        schedule=arrangements.Arrangements().schedule(person.council_id, reference),
        details=details,
        day=day,
        email="",
        language="en",
        now=now,
    )


def mandate(person, now, **more):
    """Have a person agree to a Direct Debit, and plan it."""
    drafted = draft(person, now, **more)
    actions.agree_mandate(
        actor=kit.actor_of_resident_person(person), mandate_id=drafted.pk, now=now
    )
    actions.plan_mandate(actor=PAYMENTS, mandate_id=drafted.pk, now=now)
    drafted.refresh_from_db()
    return drafted


def run(service_, now):
    """Make and submit the run of a day; return it, or nothing."""
    started = actions.start_run(actor=PAYMENTS, service_id=service_.pk, now=now)
    return None if started is None else actions.submit_run(
        actor=PAYMENTS, run_id=started.pk, now=now
    )  # fmt: skip


def at(day, hour=9):
    """Return a moment in the morning of a day."""
    from datetime import UTC, datetime

    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def days_on(now, days):
    return now + timedelta(days=days)


__all__ = ["acting_for"]
