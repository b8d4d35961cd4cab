"""All writes to staff users and their roles."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction

from moothall.councils.queries import councils_of_partnership
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.policies import require
from moothall.kernel.scope import councils_in_force
from moothall.people import policies
from moothall.people.models import Account, Role, StaffRole, StaffUser
from moothall.people.roles import PERMISSIONS


@transaction.atomic
def add_staff_user(
    *, actor: Actor, council_id: int, email: str, name: str, language: str = "en", now: datetime
) -> Account:
    """
    Return the staff user of this address, created without a password and without a role if new.

    The name of one who exists stays as it is: another council may have written it.
    """
    require(policies.can_manage_staff(actor, (council_id,)))
    address = email.strip().lower()
    user = StaffUser.objects.filter(email=address).first()
    if user is None:
        user = StaffUser.objects.create_user(address, name=name, language=language)
        _record(actor, "staff.added", user, council_id, now)
    return user


@transaction.atomic
def give_role(
    *,
    actor: Actor,
    user: Account,
    role: Role,
    council_id: int | None = None,
    partnership_id: int | None = None,
    now: datetime,
) -> StaffRole:
    """
    Let a user act in one council, or in all of a partnership; giving a role twice changes nothing.

    :raises NotPermitted: if the actor is no administrator of every council it would cover, or the
        role brings something that they may not do there themselves
    """
    covered = (
        (council_id,)
        if council_id is not None
        else councils_of_partnership(partnership_id)
        if partnership_id is not None
        else ()
    )
    require(policies.can_give_permissions(actor, covered, PERMISSIONS[role]))
    where = {"council_id": council_id} if council_id else {"partnership_id": partnership_id}
    given = user.roles.filter(role=role, **where).first()
    if given is None:
        given = StaffRole.objects.create(user=user, role=role, given_at=now, **where)
        for council in covered:
            if council in councils_in_force():
                _record(actor, "staff.role-given", user, council, now, role=role.value)
    return given


@transaction.atomic
def set_password(
    *, actor: Actor, council_id: int, user: Account, password: str, now: datetime
) -> None:
    """Give a user a password from the installation's secrets; staff choose theirs by e-mail."""
    require(policies.can_manage_staff(actor, (council_id,)))
    user.set_password(password)
    user.save(update_fields=["password"])
    _record(actor, "staff.password-set", user, council_id, now)


@transaction.atomic
def set_up_second_factor(
    *, actor: Actor, council_id: int, user: Account, totp_secret: str, now: datetime
) -> None:
    """Give a user an authenticator of a known secret, with recovery codes, unless they have one."""
    require(policies.can_manage_staff(actor, (council_id,)))
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        return
    TOTP.activate(user, totp_secret)
    RecoveryCodes.activate(user)
    _record(actor, "staff.second-factor-set-up", user, council_id, now)


def _record(
    actor: Actor, verb: str, user: Account, council_id: int, now: datetime, **detail: str
) -> None:
    audit.record(
        actor=actor, verb=verb, subject=user, council_id=council_id, now=now, detail=detail
    )
