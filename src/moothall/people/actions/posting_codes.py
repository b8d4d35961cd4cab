"""All writes to codes that go by letter."""

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import MoothallError, NotFound
from moothall.kernel.policies import require
from moothall.people import policies
from moothall.people.actions.linking import link_account
from moothall.people.codes_by_post import code_for, digest_of_code
from moothall.people.linking_limits import MOST_TRIES_OF_A_CODE
from moothall.people.linking_ports import Proven
from moothall.people.linking_words import LinkedKind, Strength
from moothall.people.models import LinkedAccount, Person, PostedCode

GOOD_FOR = timedelta(days=28)
KEPT_AFTER = timedelta(days=30)


class CodeNotRight(MoothallError):
    """A code that somebody typed is not the one that was posted, or is good no more."""


@transaction.atomic
def ask_for_code(
    *,
    actor: Actor,
    person_id: UUID,
    kind: LinkedKind,
    reference: str,
    said: Mapping[str, str],
    language: str,
    now: datetime,
) -> PostedCode:
    """
    Have a letter with a code sent, if what is said of the account turns out to be right.

    A worker finds that out. So the answer to the person is the same, and as quick, either way.

    :raises NotFound: if the councils in force have no such person
    """
    from moothall.people.tasks import post_code  # noqa: PLC0415 - it calls us

    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound("There is no such person.")
    require(policies.can_link(actor, person_id, person.council_id))
    code = PostedCode.objects.create(
        council_id=person.council_id,
        person=person,
        kind=kind,
        reference=reference,
        said=dict(said),
        language=language,
        asked_at=now,
        expires_at=now + GOOD_FOR,
    )
    detail = {"kind": kind.value}
    audit.record(actor=actor, verb="account.code-asked", subject=code, now=now, detail=detail)
    post_code.defer(council_id=code.council_id, posted_code_id=str(code.pk))
    return code


@transaction.atomic
def settle_code(
    *, actor: Actor, posted_code_id: UUID, proven: Proven | None, now: datetime
) -> None:
    """Note that the letter is on its way, or that there is none, and forget what was said."""
    require(policies.can_speak_for_system(actor))
    code = _locked(posted_code_id)
    if code.settled_at is not None:
        return
    code.settled_at, code.said = now, {}
    if proven is not None:
        code.party, code.relationship = proven.party, proven.relationship
        code.digest = digest_of_code(code.pk, code_for(code.pk))
    code.save(update_fields=["settled_at", "said", "party", "relationship", "digest"])
    detail = {"kind": code.kind, "was_posted": proven is not None}
    audit.record(actor=actor, verb="account.code-settled", subject=code, now=now, detail=detail)


def confirm_posted_code(
    *, actor: Actor, posted_code_id: UUID, typed: str, supplier: str, now: datetime
) -> LinkedAccount:
    """
    Link the account whose code somebody has typed as it was posted.

    A wrong one is counted and stays counted; after five nothing is right any more.

    :raises NotFound: if the councils in force have no such code
    :raises CodeNotRight: if it is another, was used, or is too old
    """
    with transaction.atomic():
        code = _locked(posted_code_id)
        require(policies.can_link(actor, code.person_id, code.council_id))
        if _is_right(code, typed, now):
            code.used_at = now
            code.save(update_fields=["used_at"])
            return link_account(
                actor=actor,
                person_id=code.person_id,
                kind=LinkedKind(code.kind),
                supplier=supplier,
                reference=code.reference,
                proven=Proven(party=code.party, relationship=code.relationship),
                strength=Strength.CODE,
                now=now,
            )
        code.tries = min(code.tries + 1, MOST_TRIES_OF_A_CODE)
        code.save(update_fields=["tries"])
        detail = {"kind": code.kind}
        audit.record(actor=actor, verb="account.code-wrong", subject=code, now=now, detail=detail)
    raise CodeNotRight("The code is not right, was used, or is too old.")


def _is_right(code: PostedCode, typed: str, now: datetime) -> bool:
    is_good = code.used_at is None and code.tries < MOST_TRIES_OF_A_CODE and now < code.expires_at
    same = hmac.compare_digest(bytes(code.digest), digest_of_code(code.pk, typed))
    return is_good and same


def _locked(posted_code_id: UUID) -> PostedCode:
    code = PostedCode.objects.select_for_update().filter(pk=posted_code_id).first()
    if code is None:
        raise NotFound("There is no such code.")
    return code


def forget_old_codes(*, now: datetime) -> int:
    """Delete the codes that have been good for nothing for a month and return how many."""
    deleted, _ = PostedCode.objects.filter(expires_at__lt=now - KEPT_AFTER).delete()
    return deleted
