"""All writes to recoveries: asked for, cancelled by signing in, carried out by the schedule."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import QuerySet

from moothall.kernel.errors import Conflict
from moothall.kernel.rate_limits import allow
from moothall.people import tasks
from moothall.people.actions.site_sign_ins import end_stay
from moothall.people.models import Account, Recovery

#: Long enough for somebody whose mail is read by another to see the notice and sign in.
WAIT = timedelta(hours=72)
MOST_TRIES, TRIES_PER = 3, timedelta(days=30)


@transaction.atomic
def ask_for_recovery(*, account_id: int, now: datetime) -> Recovery:
    """
    Let the second factors of an account be taken off after a wait, and tell all its addresses.

    The caller has proven that the asker reads the account's mail. Asking again while one waits
    changes nothing.

    :raises Conflict: if it was asked for too often lately
    """
    account = Account.objects.select_for_update().get(pk=account_id)
    there = _live(account_id).first()
    if there is not None:
        return there
    if not allow(f"recovery:{account_id}", limit=MOST_TRIES, per=TRIES_PER, now=now):
        raise Conflict("This was asked for too often lately.")
    recovery = Recovery.objects.create(account=account, asked_at=now, due_at=now + WAIT)
    _tell(account, "recovery_asked", recovery.due_at)
    return recovery


@transaction.atomic
def cancel_recovery(*, account_id: int, now: datetime) -> None:
    """End a recovery that waits, as whenever somebody signs in; without one nothing changes."""
    if _live(account_id).update(cancelled_at=now):
        _tell(Account.objects.get(pk=account_id), "recovery_cancelled", now)


def carry_out_recoveries(*, now: datetime) -> int:
    """Take the second factors off the accounts whose wait is over; return how many there were."""
    done = 0
    while _carry_out_one(now):
        done += 1
    return done


@transaction.atomic
def _carry_out_one(now: datetime) -> bool:
    recovery = (
        Recovery.objects.select_for_update(skip_locked=True)
        .filter(cancelled_at__isnull=True, done_at__isnull=True, due_at__lte=now)
        .order_by("due_at")
        .first()
    )
    if recovery is None:
        return False
    account = Account.objects.select_for_update().get(pk=recovery.account_id)
    Authenticator.objects.filter(user=account).delete()
    for stay in UserSession.objects.filter(user=account):
        number = stay.pk
        stay.end()
        end_stay(stay=number, now=now)
    recovery.done_at = now
    recovery.save(update_fields=["done_at"])
    _tell(account, "recovery_done", now)
    return True


def _live(account_id: int) -> QuerySet[Recovery]:
    return Recovery.objects.filter(
        account_id=account_id, cancelled_at__isnull=True, done_at__isnull=True
    )


def _tell(account: Account, mail: str, at: datetime) -> None:
    """Leave a notice to every address that the account has proven; a takeover has but one."""
    addresses = set(
        EmailAddress.objects.filter(user=account, verified=True).values_list("email", flat=True)
    )
    tasks.send_sign_in_mail.defer_many(
        {
            "mail": mail,
            "email": address,
            "language": account.language,
            "from_council": None,
            "values": {"at": at.isoformat()},
        }
        for address in sorted(addresses | {account.email})
    )
