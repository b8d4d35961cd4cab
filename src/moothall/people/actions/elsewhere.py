"""All writes to companies with whose accounts people sign in, and to what they connected."""

from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import count
from uuid import UUID

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.people import policies, tasks
from moothall.people.actions.ways_in import CONNECTED, DISCONNECTED, leave_to_audit
from moothall.people.models import Account, AccountKind, ElsewhereKind, SignInProvider


@dataclass(frozen=True)
class ProviderSettings:
    """What a council says about a company with whose accounts people may sign in."""

    kind: str
    name: str
    client_id: str
    secret_name: str
    address: str = ""
    sign_in_origin: str = ""
    team: str = ""
    key_id: str = ""


@transaction.atomic
def set_up_provider(
    *, actor: Actor, council_id: int, settings: ProviderSettings, now: datetime
) -> SignInProvider:
    """
    Let people sign in with a company's accounts.

    The key begins with the council's number: no other council can make a provider of that key, and
    so open the accounts that people have connected with this one.

    :raises NotPermitted: if the actor may not change the council's settings
    :raises Conflict: if there is one of this kind, or name, already
    """
    require(policies.can_change_sign_in(actor, council_id))
    live = SignInProvider.objects.filter(council_id=council_id, stopped_at__isnull=True)
    is_single = settings.kind != ElsewhereKind.OPENID_CONNECT
    if is_single and live.filter(kind=settings.kind).exists():
        raise Conflict("This council offers this already.")
    word = settings.kind if is_single else slugify(settings.name) or "other"
    key = f"c{council_id}-{word}"
    if live.filter(name=settings.name).exists():
        raise Conflict("This council offers this already.")
    provider = _row_for(council_id, key, settings) or SignInProvider(
        council_id=council_id, key=_free_key(council_id, key), created_at=now
    )
    for name, value in asdict(settings).items():
        setattr(provider, name, value)
    provider.stopped_at = None
    provider.save()
    audit.record(actor=actor, verb="sign-in-provider.set-up", subject=provider, now=now)
    return provider


@transaction.atomic
def stop_provider(*, actor: Actor, council_id: int, provider_id: UUID, now: datetime) -> None:
    """
    Let nobody sign in with a company's accounts any more; people keep their other ways.

    :raises NotPermitted: if the actor may not change the council's settings
    :raises NotFound: if the council offers no such thing
    """
    require(policies.can_change_sign_in(actor, council_id))
    provider = (
        SignInProvider.objects.select_for_update()
        .filter(council_id=council_id, pk=provider_id, stopped_at__isnull=True)
        .first()
    )
    if provider is None:
        raise NotFound("This council offers no such way to sign in.")
    provider.stopped_at = now
    provider.save(update_fields=["stopped_at"])
    audit.record(actor=actor, verb="sign-in-provider.stopped", subject=provider, now=now)


@transaction.atomic
def connect_elsewhere(
    *, account_id: int, provider: str, uid: str, shown: str, from_council: int | None, now: datetime
) -> None:
    """
    Let somebody sign in with an account that they have elsewhere, and tell them by e-mail.

    :raises NotFound: if it is not a resident's account
    :raises Conflict: if it is connected to another account
    """
    account = Account.objects.filter(pk=account_id, kind=AccountKind.RESIDENT).first()
    if account is None:
        raise NotFound("There is no such account.")
    try:
        with transaction.atomic():
            connected, is_new = SocialAccount.objects.get_or_create(
                provider=provider,
                uid=uid,
                defaults={"user_id": account_id, "extra_data": {"shown": shown}},
            )
    except IntegrityError as error:
        raise Conflict("It is connected to another account.") from error
    if connected.user_id != account_id:
        raise Conflict("It is connected to another account.")
    if is_new:
        leave_to_audit(account_id=account_id, verb=CONNECTED, provider=provider, now=now)
        _tell(account, "account_connected", from_council, now)


@transaction.atomic
def disconnect_elsewhere(
    *, account_id: int, connection_id: int, from_council: int | None, now: datetime
) -> None:
    """
    Let an account elsewhere open this one no more; a code by e-mail always does.

    :raises NotFound: if this account has no such connection
    """
    found = SocialAccount.objects.filter(pk=connection_id, user_id=account_id).first()
    if found is None:
        raise NotFound("This account is not connected with that.")
    account = Account.objects.get(pk=account_id)
    found.delete()
    leave_to_audit(account_id=account_id, verb=DISCONNECTED, provider=found.provider, now=now)
    _tell(account, "account_disconnected", from_council, now)


def _row_for(council_id: int, key: str, settings: ProviderSettings) -> SignInProvider | None:
    """
    Return the row of the very same provider, if it was stopped once: connections work again.

    One that names people otherwise gets a new key, or somebody could open another's account.
    """
    return SignInProvider.objects.filter(
        council_id=council_id,
        key__startswith=key,
        kind=settings.kind,
        address=settings.address,
        client_id=settings.client_id,
        stopped_at__isnull=False,
    ).first()


def _free_key(council_id: int, wanted: str) -> str:
    there = set(
        SignInProvider.objects.filter(council_id=council_id, key__startswith=wanted).values_list(
            "key", flat=True
        )
    )
    numbered = (f"{wanted}-{number}" for number in count(2))
    return wanted if wanted not in there else next(key for key in numbered if key not in there)


def _tell(account: Account, change: str, from_council: int | None, now: datetime) -> None:
    tasks.send_sign_in_mail.defer(
        mail="security_notice",
        email=account.email,
        language=account.language,
        from_council=from_council,
        values={"change": change, "at": now.isoformat()},
    )
