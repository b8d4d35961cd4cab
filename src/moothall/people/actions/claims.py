"""All writes by which residents say which account of an older site is theirs."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.kernel.scope import current_council_id
from moothall.people import policies
from moothall.people.claims import confirmed_addresses
from moothall.people.models import ImportedState, ImportedUser, Joining


@transaction.atomic
def answer_for_imported_user(
    *, actor: Actor, account_id: int, imported_id: UUID, is_mine: bool, now: datetime
) -> ImportedUser:
    """
    Claim a user of an older site, or say that it is somebody else's.

    :raises NotFound: if there is none that waits under a confirmed address of the account
    :raises NotPermitted: if the actor is not the person whom the account is joined to
    :raises Conflict: if the account has claimed another user of that site
    """
    _require_own(actor, account_id)
    user = (
        ImportedUser.objects.select_for_update()
        .filter(
            pk=imported_id,
            state=ImportedState.WAITING,
            email__in=confirmed_addresses(account_id),
        )
        .first()
    )
    if user is None:
        raise NotFound("There is no such account.")
    user.state = ImportedState.CLAIMED if is_mine else ImportedState.SET_ASIDE
    user.account_id, user.answered_at = account_id, now
    try:
        with transaction.atomic():
            user.save(update_fields=["state", "account", "answered_at"])
    except IntegrityError as error:
        raise Conflict("You have claimed another account of this site.") from error
    verb = "imported-user.claimed" if is_mine else "imported-user.declined"
    audit.record(actor=actor, verb=verb, subject=user, now=now)
    return user


@transaction.atomic
def take_back_answer(
    *, actor: Actor, account_id: int, imported_id: UUID, now: datetime
) -> ImportedUser:
    """
    Undo what the same account has answered: the user waits again and no id is passed on.

    :raises NotFound: if this account has not answered for it
    :raises NotPermitted: if the actor is not the person whom the account is joined to
    """
    _require_own(actor, account_id)
    user = (
        ImportedUser.objects.select_for_update()
        .filter(pk=imported_id, account_id=account_id)
        .first()
    )
    if user is None:
        raise NotFound("There is no such account.")
    user.state, user.account_id, user.answered_at = ImportedState.WAITING, None, None
    user.save(update_fields=["state", "account", "answered_at"])
    audit.record(actor=actor, verb="imported-user.answer-taken-back", subject=user, now=now)
    return user


def _require_own(actor: Actor, account_id: int) -> None:
    joining = Joining.objects.filter(account_id=account_id, ended_at__isnull=True).first()
    require(
        joining is not None
        and policies.can_answer_for(actor, joining.person_id, current_council_id())
    )
