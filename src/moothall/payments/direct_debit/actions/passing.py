"""What the passing of days brings: debits taken for paid, mandates for held or for dormant."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from moothall.kernel.actors import system
from moothall.payments.direct_debit import tasks
from moothall.payments.direct_debit.actions.ending import end_mandate
from moothall.payments.direct_debit.actions.hearing import (
    activate,
    confirm,
    lock_collection,
    lock_mandate,
    presume_paid,
)
from moothall.payments.direct_debit.arrangements import Arrangements
from moothall.payments.direct_debit.days import (
    DAYS_TO_REFUSE_MANDATE,
    DAYS_TO_RETURN_DEBIT,
    LONDON,
    MONTHS_UNTIL_DORMANT,
    add_working_days,
    months_after,
)
from moothall.payments.direct_debit.models import Collection, DebitRun, Mandate
from moothall.payments.direct_debit.ports import Answers, collectors
from moothall.payments.direct_debit.workflow import (
    LIVE_MANDATES,
    CollectionState,
    MandateState,
)

#: A file can be fetched again for so long; then only its digest stays.
FILES_LAST = timedelta(days=90)


def pass_day(*, council_id: int, now: datetime) -> None:
    """Bring everything up to a day; done twice, or late, it comes to the same."""
    today = now.astimezone(LONDON).date()
    _activate(council_id, today, now)
    _presume(council_id, today, now)
    _confirm(council_id, today, now)
    _expire(council_id, today, now)
    _forget_files(council_id, now)
    _tell_again(council_id)
    _ask_owners(council_id)


def _ask_owners(council_id: int) -> None:
    """Have what is due asked for anew where another system keeps it: bills change there."""
    elsewhere = Mandate.objects.filter(council_id=council_id, state__in=LIVE_MANDATES).exclude(
        owner=Arrangements.key
    )
    tasks.plan.defer_many(
        {"council_id": council_id, "mandate_id": pk}
        for pk in elsewhere.values_list("pk", flat=True)
    )


def _activate(council_id: int, today: date, now: datetime) -> None:
    """A bank that has not sent an instruction back in its days holds it."""
    last = add_working_days(today, -DAYS_TO_REFUSE_MANDATE)
    waiting = Mandate.objects.filter(
        council_id=council_id, state=MandateState.SUBMITTED, lodged_on__lte=last
    ).select_related("service")
    for found in waiting:
        if isinstance(collectors.get(found.service.collector), Answers):
            continue
        with transaction.atomic():
            mandate = lock_mandate(found.pk)
            if mandate.state == MandateState.SUBMITTED:
                activate(mandate, now)


def _presume(council_id: int, today: date, now: datetime) -> None:
    submitted = Collection.objects.filter(
        council_id=council_id, state=CollectionState.SUBMITTED, collects_on__lte=today
    ).select_related("mandate__service")
    for found in submitted:
        if isinstance(collectors.get(found.mandate.service.collector), Answers):
            continue
        with transaction.atomic():
            collection = lock_collection(found.pk)
            if collection.state == CollectionState.SUBMITTED:
                presume_paid(collection, collection.collects_on, now)


def _confirm(council_id: int, today: date, now: datetime) -> None:
    last = add_working_days(today, -DAYS_TO_RETURN_DEBIT - 1)
    presumed = Collection.objects.filter(
        council_id=council_id, state=CollectionState.PRESUMED_PAID, collects_on__lte=last
    )
    for found in presumed:
        with transaction.atomic():
            collection = lock_collection(found.pk)
            if collection.state == CollectionState.PRESUMED_PAID:
                confirm(collection, collection.collects_on, now)


def _expire(council_id: int, today: date, now: datetime) -> None:
    """A bank may take an instruction out of its books that was not used for 13 months."""
    oldest = months_after(today, -MONTHS_UNTIL_DORMANT)
    dormant = Mandate.objects.filter(
        council_id=council_id, state__in=[MandateState.ACTIVE, MandateState.SUSPENDED]
    ).annotate(last_used_on=Coalesce(F("last_collected_on"), F("lodged_on")))
    for found in dormant.filter(last_used_on__lte=oldest):
        with transaction.atomic():
            mandate = lock_mandate(found.pk)
            used = mandate.last_collected_on or mandate.lodged_on
            if mandate.is_live and used is not None and used <= oldest:
                end_mandate(
                    mandate,
                    actor=system("payments"),
                    reason="dormant",
                    tell_payer=True,
                    now=now,
                    state=MandateState.EXPIRED,
                )


@transaction.atomic
def _forget_files(council_id: int, now: datetime) -> None:
    DebitRun.objects.filter(council_id=council_id, made_at__lte=now - FILES_LAST).exclude(
        sealed_file=""
    ).update(sealed_file="")


@transaction.atomic
def _tell_again(council_id: int) -> None:
    """Try again to tell what could not be told; whoever has an address by now hears of it."""
    untold = Collection.objects.filter(council_id=council_id, state=CollectionState.SCHEDULED)
    mandates = set(untold.values_list("mandate_id", flat=True))
    tasks.plan.defer_many({"council_id": council_id, "mandate_id": pk} for pk in mandates)
