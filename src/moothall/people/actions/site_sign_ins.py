"""All writes to who is signed in on which website, and to what they allowed it."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from allauth.idp.oidc.models import Token
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from moothall.kernel.errors import NotFound
from moothall.people import tasks
from moothall.people.models import SiteConsent, SiteSession, SiteSignIn

SID_BYTES = 24

#: A website that looks in again and again (offline_access) asks anew after so long.
LONGEST_SIGN_IN = timedelta(days=90)


def digest_of_code(code: str) -> str:
    """Return what is kept of a code."""
    return sha256(code.encode()).hexdigest()


@transaction.atomic
def issue_code(
    *,
    account_id: int,
    client_id: str,
    stay: int,
    code: str,
    scopes: Sequence[str],
    assurance: Mapping[str, Any],
    now: datetime,
) -> None:
    """Note for which sign-in a code stands, before a website gets it."""
    session, _ = SiteSession.objects.get_or_create(
        client_id=client_id,
        stay=stay,
        ended_at=None,
        defaults={
            "account_id": account_id,
            "sid": secrets.token_urlsafe(SID_BYTES),
            "began_at": now,
        },
    )
    SiteSignIn.objects.create(
        session=session,
        code_digest=digest_of_code(code),
        scopes=list(scopes),
        assurance=dict(assurance),
        issued_at=now,
    )


@transaction.atomic
def take_code(*, client_id: str, code: str, now: datetime) -> SiteSignIn | None:
    """
    Return the sign-in of a code that is used for the first time.

    Used a second time it has got into wrong hands, whichever of the two came first: what came of
    it ends, and nothing is returned.
    """
    sign_in = (
        SiteSignIn.objects.select_for_update(of=("self",))
        .select_related("session")
        .filter(code_digest=digest_of_code(code), session__client_id=client_id)
        .first()
    )
    if sign_in is None or sign_in.session.ended_at is not None:
        return None
    if sign_in.exchanged_at is not None:
        revoke_tokens(sign_in=sign_in)
        return None
    sign_in.exchanged_at = now
    sign_in.save(update_fields=["exchanged_at"])
    return sign_in


def revoke_tokens(*, sign_in: SiteSignIn) -> None:
    """Let the tokens that came of one sign-in open nothing any more."""
    _tokens_of([sign_in]).delete()


@transaction.atomic
def allow_site(
    *, account_id: int, client_id: str, scopes: Sequence[str], now: datetime
) -> SiteConsent:
    """Note that somebody allows a website to learn this; what they allowed before stays allowed."""
    there = (
        SiteConsent.objects.select_for_update()
        .filter(account_id=account_id, client_id=client_id, withdrawn_at__isnull=True)
        .first()
    )
    allowed = set(scopes) | set(there.scopes if there else ())
    if there is not None:
        if allowed == set(there.scopes):
            return there
        there.withdrawn_at = now
        there.save(update_fields=["withdrawn_at"])
    return SiteConsent.objects.create(
        account_id=account_id, client_id=client_id, scopes=sorted(allowed), given_at=now
    )


@transaction.atomic
def take_back_from_site(*, account_id: int, consent_id: int, now: datetime) -> None:
    """
    Let a website learn nothing more: its tokens end, and it is told that the person has left.

    :raises NotFound: if this account allows no such thing
    """
    consent = (
        SiteConsent.objects.select_for_update()
        .filter(pk=consent_id, account_id=account_id, withdrawn_at__isnull=True)
        .first()
    )
    if consent is None:
        raise NotFound("You have not allowed this website anything.")
    consent.withdrawn_at = now
    consent.save(update_fields=["withdrawn_at"])
    Token.objects.filter(user_id=account_id, client_id=consent.client_id).delete()
    _end(SiteSession.objects.filter(account_id=account_id, client_id=consent.client_id), now)


@transaction.atomic
def end_stay(*, stay: int, now: datetime) -> None:
    """
    End a stay at the sign-in host: with it every council's session, and each website is told.

    Ending one that is over changes nothing.
    """
    _end(SiteSession.objects.filter(stay=stay), now)
    UserSession.objects.filter(pk=stay).delete()


@transaction.atomic
def end_sessions_without_stay(*, now: datetime, at_most: int) -> int:
    """Tell the websites of stays that ended by themselves; return how many sessions ended."""
    there = UserSession.objects.filter(pk=OuterRef("stay"))
    orphans = SiteSession.objects.filter(~Exists(there), ended_at__isnull=True)
    return _end(SiteSession.objects.filter(pk__in=orphans.values("pk")[:at_most]), now)


@transaction.atomic
def end_sessions_of_site(*, client_id: str, now: datetime) -> None:
    """End everything that a website has, since it may sign nobody in any more."""
    Token.objects.filter(client_id=client_id).delete()
    SiteSession.objects.filter(client_id=client_id, ended_at__isnull=True).update(ended_at=now)
    SiteConsent.objects.filter(client_id=client_id, withdrawn_at__isnull=True).update(
        withdrawn_at=now
    )


def forget_old_sign_ins(*, now: datetime) -> None:
    """Delete tokens that have expired and sign-ins of which nothing can come any more."""
    Token.objects.expired().delete()
    SiteSession.objects.filter(
        ended_at__lt=now - LONGEST_SIGN_IN,
    ).delete()
    SiteSignIn.objects.filter(issued_at__lt=now - LONGEST_SIGN_IN).delete()


def _end(sessions: QuerySet[SiteSession], now: datetime) -> int:
    """
    End sessions, and leave it to workers to tell the websites.

    A website that may look in while nobody is there keeps what it needs for that (Back-Channel
    Logout 1.0, 2.7); everything else ends with the session.
    """
    ending = list(
        sessions.filter(ended_at__isnull=True)
        .select_for_update(of=("self",))
        .select_related("client")
    )
    if not ending:
        return 0
    SiteSession.objects.filter(pk__in=[one.pk for one in ending]).update(ended_at=now)
    sign_ins = SiteSignIn.objects.filter(session__in=ending).select_related("session")
    _tokens_of([one for one in sign_ins if "offline_access" not in one.scopes]).delete()
    tasks.tell_site_of_sign_out.defer_many(
        {"session_id": one.pk} for one in ending if one.client.logout_address
    )
    return len(ending)


def _tokens_of(sign_ins: Sequence[SiteSignIn]) -> QuerySet[Token]:
    found: QuerySet[Token] = Token.objects.filter(
        client_id__in={one.session.client_id for one in sign_ins},
        user_id__in={one.session.account_id for one in sign_ins},
        data__sign_in__in=[one.pk for one in sign_ins],
    )
    return found
