"""Closing a sign-in: for every council at once, after some days to think again."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.idp.oidc.models import Token
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import transaction

from moothall.kernel import audit, clock
from moothall.kernel.actors import system
from moothall.kernel.errors import NotFound
from moothall.kernel.scope import acting_for, crossing_councils
from moothall.kernel.tasks import task
from moothall.people import tasks
from moothall.people.actions.ending_grants import end_grants_with_sign_in
from moothall.people.actions.residents import part
from moothall.people.actions.site_sign_ins import end_stay
from moothall.people.models import (
    Account,
    AccountClosing,
    AccountKind,
    ExternalIdentity,
    Joining,
    PairwiseSubject,
    Person,
    ResidentSession,
    SiteConsent,
)

#: Somebody may think again for so long.
COOLING_OFF = timedelta(days=14)

_ACTOR = system("people.close-account")


@task(name="people.close_account", queue="default")
def close(*, closing_id: int) -> None:
    """Close one account."""
    carry_out_closing(closing_id=closing_id, now=clock.now())


@transaction.atomic
def ask_to_close(*, account_id: int, now: datetime) -> AccountClosing:
    """
    Have a resident's own sign-in closed in some days; asking again changes nothing.

    :raises NotFound: if there is no such resident's account
    """
    account = _locked(account_id)
    there = _live(account_id)
    if there is not None:
        return there
    closing = AccountClosing.objects.create(account=account, asked_at=now, due_at=now + COOLING_OFF)
    close.defer_with({"closing_id": closing.pk}, at=closing.due_at)
    _mail("closing_asked", account, due_at=closing.due_at.isoformat())
    return closing


@transaction.atomic
def undo_closing(*, account_id: int, now: datetime) -> None:
    """
    Let somebody keep their sign-in.

    :raises NotFound: if it is not about to be closed
    """
    _locked(account_id)
    closing = _live(account_id)
    if closing is None:
        raise NotFound("This account is not about to be closed.")
    closing.undone_at = now
    closing.save(update_fields=["undone_at"])


@transaction.atomic
def carry_out_closing(*, closing_id: int, now: datetime) -> bool:
    """Close an account whose time to think again is over; undone or done, it does nothing."""
    closing = AccountClosing.objects.select_for_update().filter(pk=closing_id).first()
    if closing is None or closing.undone_at is not None or closing.closed_at is not None:
        return False
    if closing.due_at > now:
        return False
    account = _locked(closing.account_id)
    _mail("account_closed", account)
    _close(account, now)
    return True


def close_what_is_due(*, now: datetime) -> int:
    """Leave to the workers the accounts that are due, whose jobs may have been lost."""
    due = AccountClosing.objects.filter(
        undone_at__isnull=True, closed_at__isnull=True, due_at__lte=now
    )
    found = list(due)
    for one in found:
        close.defer_unless_waiting({"closing_id": one.pk}, key=f"people.close:{one.pk}")
    return len(found)


@transaction.atomic
def close_if_nothing_is_joined(*, account_id: int, now: datetime) -> bool:
    """Close an account that no council is joined to any more; for jobs, as it asks all councils."""
    with crossing_councils():
        if Joining.objects.filter(account_id=account_id, ended_at__isnull=True).exists():
            return False
    account = _locked(account_id)
    if not account.is_active:
        return False
    _close(account, now)
    return True


def _close(account: Account, now: datetime) -> None:
    """
    Undo all joinings, end every session, and empty the account, which nobody can use again.

    What councils hold stays with each of them: closing a sign-in erases no record.
    """
    with crossing_councils():
        for joining in Joining.objects.filter(account_id=account.pk, ended_at__isnull=True):
            part(joining, now=now)
            person = Person.objects.get(pk=joining.person_id)
            with acting_for(joining.council_id):
                end_grants_with_sign_in(actor=_ACTOR, person_id=person.pk, now=now)
            audit.record(actor=_ACTOR, verb="account.closed", subject=person, now=now)
        ResidentSession.objects.filter(account_id=account.pk, ended_at__isnull=True).update(
            ended_at=now
        )
    for session in UserSession.objects.filter(user_id=account.pk):
        end_stay(stay=session.pk, now=now)  # other websites hear that it is over
        session.end()
    SiteConsent.objects.filter(account_id=account.pk).delete()
    for model in (Token, EmailAddress, Authenticator, SocialAccount):
        model.objects.filter(user_id=account.pk).delete()
    PairwiseSubject.objects.filter(account_id=account.pk).delete()
    ExternalIdentity.objects.filter(account_id=account.pk).delete()
    AccountClosing.objects.filter(
        account_id=account.pk, undone_at__isnull=True, closed_at__isnull=True
    ).update(closed_at=now)
    account.email = f"closed-{account.pk}@account.invalid"
    account.name, account.is_active, account.last_login = "", False, None
    account.set_unusable_password()
    account.save()


def _live(account_id: int) -> AccountClosing | None:
    return (
        AccountClosing.objects.select_for_update()
        .filter(account_id=account_id, undone_at__isnull=True, closed_at__isnull=True)
        .first()
    )


def _locked(account_id: int) -> Account:
    account = (
        Account.objects.select_for_update().filter(pk=account_id, kind=AccountKind.RESIDENT).first()
    )
    if account is None:
        raise NotFound("There is no such account.")
    return account


def _mail(name: str, account: Account, **values: str) -> None:
    tasks.send_sign_in_mail.defer(
        mail=name,
        email=account.email,
        language=account.language,
        from_council=None,
        values=values,
    )
