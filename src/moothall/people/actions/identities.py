"""All writes to the identities by which people sign in with a provider such as GOV.UK One Login."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.usersessions.adapter import get_adapter
from django.db import IntegrityError, connection, transaction

from moothall.kernel.errors import Conflict, NotFound
from moothall.people import tasks
from moothall.people.actions.ways_in import CONNECTED, DISCONNECTED, leave_to_audit
from moothall.people.identities import has_another_way_in
from moothall.people.models import (
    Account,
    AccountKind,
    ExternalIdentity,
    HeardLogout,
    ResidentAccount,
)
from moothall.people.ports import LoggedOut
from moothall.people.sign_in.identity_proofs import Proof, stays_of

#: Clocks may differ; a word is remembered a little longer than it could be believed.
REMEMBERED_AFTER = timedelta(hours=1)


@transaction.atomic
def open_account_for_identity(*, proof: Proof, language: str, now: datetime) -> Account:
    """
    Make the account of somebody new, whose address the provider has verified.

    An account that somebody began with this address and that nobody has ever proven to be theirs is
    forgotten: it may have been begun by anybody.

    :raises Conflict: if the address belongs to an account, or the identity to another
    """
    _forget_unproven_account(proof.email)
    try:
        with transaction.atomic():
            account = ResidentAccount.objects.create_user(proof.email, language=language)
            EmailAddress.objects.create(
                user=account, email=proof.email, verified=True, primary=True
            )
            _connect(account, proof, now)
    except IntegrityError as error:
        raise Conflict("This address belongs to an account already.") from error
    return account


@transaction.atomic
def connect_identity(
    *, account_id: int, proof: Proof, from_council: int | None, now: datetime
) -> None:
    """
    Let somebody sign in with this identity to their account, and tell them by e-mail.

    Connecting again what is connected changes nothing.

    :raises NotFound: if it is not a resident's account
    :raises Conflict: if the identity belongs to another account, or the account has another one
    """
    account = _locked(account_id)
    there = ExternalIdentity.objects.filter(issuer=proof.issuer, subject=proof.subject).first()
    if there is not None and there.account_id == account.pk:
        return
    try:
        with transaction.atomic():
            _connect(account, proof, now)
    except IntegrityError as error:
        raise Conflict("It is connected to another account, or another one to this.") from error
    _note(account, CONNECTED, proof.provider, now)
    _tell(account, "identity_connected", from_council, now)


@transaction.atomic
def disconnect_identity(
    *, account_id: int, from_council: int | None, keep_stay: str = "", now: datetime
) -> None:
    """
    Let nobody sign in with the identity of an account any more, and tell its owner by e-mail.

    Whoever is signed in with it elsewhere is signed out; the session of the key `keep_stay` stays.

    :raises NotFound: if the account has none
    :raises Conflict: if it is the only way in
    """
    account = _locked(account_id)
    identities = list(ExternalIdentity.objects.filter(account_id=account.pk))
    if not identities:
        raise NotFound("There is nothing to disconnect.")
    if not has_another_way_in(account):
        raise Conflict("It is the only way to sign in.")
    for identity in identities:
        stays = stays_of(account.pk, issuer=identity.issuer, subject=identity.subject)
        get_adapter().end_sessions([one for one in stays if one.session_key != keep_stay])
        identity.delete()
        _note(account, DISCONNECTED, identity.provider, now)
    _tell(account, "identity_disconnected", from_council, now)


@transaction.atomic
def hear_logout(*, word: LoggedOut, now: datetime) -> int:
    """
    End every stay in which an identity had a part, since its owner signed out at the provider.

    All councils' sessions hang on these stays and are over at once. Return how many stays ended.

    :raises Conflict: if the same word came before
    """
    HeardLogout.objects.filter(expires_at__lt=now - REMEMBERED_AFTER).delete()
    try:
        with transaction.atomic():
            HeardLogout.objects.create(
                issuer=word.issuer, token_id=word.token_id, expires_at=word.expires_at
            )
    except IntegrityError as error:
        raise Conflict("This was heard before.") from error
    found = ExternalIdentity.objects.filter(issuer=word.issuer, subject=word.subject).first()
    if found is None:
        return 0
    stays = stays_of(found.account_id, issuer=word.issuer, subject=word.subject)
    get_adapter().end_sessions(stays)
    return len(stays)


def _connect(account: Account, proof: Proof, now: datetime) -> None:
    ExternalIdentity.objects.create(
        account_id=account.pk,
        provider=proof.provider,
        issuer=proof.issuer,
        subject=proof.subject,
        shown=proof.email,
        connected_at=now,
    )


def _forget_unproven_account(email: str) -> None:
    """
    Delete a sign-up that nobody finished, if there is one and nothing hangs on it.

    It goes altogether, since whoever began it may still hold a browser in which it goes on.
    """
    begun = (
        ResidentAccount.objects.select_for_update()
        .filter(email=email, last_login__isnull=True)
        .first()
    )
    if begun is None or EmailAddress.objects.filter(user_id=begun.pk, verified=True).exists():
        return
    try:
        with transaction.atomic():
            begun.delete()
            connection.check_constraints()  # what other councils keep is not seen from here
    except IntegrityError:
        return


def _locked(account_id: int) -> Account:
    account = (
        ResidentAccount.objects.select_for_update()
        .filter(pk=account_id, kind=AccountKind.RESIDENT, is_active=True)
        .first()
    )
    if account is None:
        raise NotFound("There is no such account.")
    return account


def _note(account: Account, verb: str, provider: str, now: datetime) -> None:
    leave_to_audit(account_id=account.pk, verb=verb, provider=provider, now=now)


def _tell(account: Account, change: str, from_council: int | None, now: datetime) -> None:
    tasks.send_sign_in_mail.defer(
        mail="security_notice",
        email=account.email,
        language=account.language,
        from_council=from_council,
        values={"change": change, "at": now.isoformat()},
    )
