"""Asking somebody else to sign, and what comes of it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.councils.queries import council_by_id
from moothall.eforms import policies
from moothall.eforms.actions.drafting import locked_draft
from moothall.eforms.actions.freezing import freeze, thaw
from moothall.eforms.actions.paying import wait_for_fee
from moothall.eforms.actions.sign_messages import tell_applicant, tell_signer, token_of
from moothall.eforms.actions.submitting import require_ready, submit_signed
from moothall.eforms.errors import FormClosed, SigningSettled
from moothall.eforms.fees import fee_due
from moothall.eforms.journey import relevant
from moothall.eforms.models import Draft, Signing, SigningState, Submission, Waiting
from moothall.eforms.queries import definition_of, digest_of, submission_of, waiting_signing
from moothall.eforms.signing import ALLOWED, REMIND_BEFORE, signer_of, too_late_from
from moothall.kernel import audit
from moothall.kernel.actors import Actor, ActorKind, anonymous_resident, system
from moothall.kernel.errors import NotFound

#: More messages to one signer are refused: they go to whom somebody names.
MOST_MESSAGES = 5
#: Between two messages to one signer passes so long, whoever clicks.
BETWEEN_MESSAGES = timedelta(minutes=10)


@transaction.atomic(savepoint=False)
def ask_for_signature(
    *, actor: Actor, council_id: int, form: str, secret: str, language: str, now: datetime
) -> Signing:
    """
    Freeze a draft and send the one who must sign it a link; asked again, it gives the first.

    :raises NotFound: if there is no such draft, or it was handed in, or nobody must sign it
    :raises NotReady: naming the page where something is missing or wrong
    :raises FormClosed: if the form takes nothing any more
    """
    draft = locked_draft(actor, council_id, secret, frozen=True)
    waiting = waiting_signing(draft.pk)
    if waiting is not None:
        return waiting
    if draft.submitted_at is not None:
        raise NotFound("This draft was handed in.")
    journey = require_ready(draft, form, language=language, now=now)
    definition, council = definition_of(draft.version_id), council_by_id(council_id)
    signer = signer_of(definition, journey.answers, journey.known)
    if signer is None:
        raise NotFound("Nobody else must sign this.")
    signing = Signing(
        council_id=council_id,
        draft_id=draft.pk,
        name=signer.name,
        email=signer.email,
        language=language,
        asked_at=now,
        sent_at=now,
        due_at=too_late_from(now, signer.days, council.time_zone),
        actor_kind=actor.kind.value,
        actor_identifier=actor.identifier,
        actor_name=actor.name,
    )
    signing.secret_digest = digest_of(token_of(signing))
    signing.save(force_insert=True)
    freeze(draft, Waiting.SIGNATURE, now=now)
    tell_signer(signing, draft, "eforms.sign-request", now=now)
    tell_applicant(signing, draft, "eforms.sign-waiting", now=now)
    audit.record(actor=actor, verb="signature.asked-for", subject=signing, now=now,
                 detail={"form": form})  # fmt: skip
    return signing


@transaction.atomic(savepoint=False)
def send_again(*, actor: Actor, council_id: int, secret: str, now: datetime) -> Signing:
    """
    Send the signer the link once more.

    :raises NotFound: if there is no such draft, or it waits for nobody
    :raises FormClosed: if enough messages were sent, or the last one just now
    """
    draft = locked_draft(actor, council_id, secret, frozen=True)
    signing = _waiting(draft)
    if signing.times_sent >= MOST_MESSAGES or now - signing.sent_at < BETWEEN_MESSAGES:
        raise FormClosed("Enough messages were sent to this signer.")
    _send_link(signing, draft, "eforms.sign-request", now=now)
    return signing


@transaction.atomic(savepoint=False)
def take_back(*, actor: Actor, council_id: int, secret: str, now: datetime) -> Draft:
    """
    Wait for the signer no more, so that the person can change the answers, or name another.

    :raises NotFound: if there is no such draft
    """
    draft = locked_draft(actor, council_id, secret, frozen=True)
    is_unsigned = draft.frozen_for != Waiting.PAYMENT and draft.submitted_at is None
    if draft.frozen_at is not None and is_unsigned:
        _settle(_waiting(draft), SigningState.TAKEN_BACK, now=now)
        thaw(draft, now=now)
    return draft


@transaction.atomic(savepoint=False)
def sign(*, council_id: int, token: str, name: str, now: datetime) -> Submission | None:
    """
    Sign what was asked for, and hand it in for the person who asked; again gives the same.

    Where there is a fee, the person who asked is told that they can pay it now: nothing is handed
    in before they have.

    :raises NotFound: if there is no such request
    :raises SigningSettled: if it is not waiting any more
    """
    signing, draft = _of_token(council_id, token)
    if signing.state == SigningState.SIGNED:
        return submission_of(draft)
    _require_waiting(signing, now=now)
    signing.signed_as = name
    _settle(signing, SigningState.SIGNED, now=now)
    definition = definition_of(draft.version_id)
    due = fee_due(definition, relevant(definition, draft.answers))
    if due is not None:
        wait_for_fee(draft=draft, signing=signing, due=due, now=now)
        return None
    return submit_signed(actor=_who_asked(signing), draft=draft, signing=signing, now=now)


@transaction.atomic(savepoint=False)
def decline(*, council_id: int, token: str, reason: str, now: datetime) -> None:
    """
    Say that one will not sign; the person who asked is told, and may change the answers.

    :raises NotFound: if there is no such request
    :raises SigningSettled: if it is not waiting any more
    """
    signing, draft = _of_token(council_id, token)
    if signing.state == SigningState.DECLINED:
        return
    _require_waiting(signing, now=now)
    signing.reason = reason
    _settle(signing, SigningState.DECLINED, now=now)
    thaw(draft, now=now)
    tell_applicant(signing, draft, "eforms.sign-declined", now=now)


def settle_overdue(*, now: datetime, limit: int = 500) -> int:
    """
    Stop waiting for signers who are too late, in the councils in force; return for how many.

    The person who asked is told; the answers wait for them as in any draft.
    """
    late = Signing.objects.filter(state=SigningState.WAITING, due_at__lte=now)
    ids = list(late.order_by("due_at").values_list("pk", flat=True)[:limit])
    return sum(_expire(signing_id, now=now) for signing_id in ids)


def remind_signers(*, now: datetime, limit: int = 500) -> int:
    """Remind, once, of what is soon too late to sign, in the councils in force."""
    soon = Signing.objects.filter(
        state=SigningState.WAITING,
        reminded_at=None,
        due_at__gt=now,
        due_at__lte=now + REMIND_BEFORE,
        sent_at__lt=now - timedelta(days=1),
    )
    ids = list(soon.order_by("due_at").values_list("pk", flat=True)[:limit])
    return sum(_remind(signing_id, now=now) for signing_id in ids)


@transaction.atomic
def _expire(signing_id: UUID, *, now: datetime) -> bool:
    found = Signing.objects.filter(pk=signing_id, state=SigningState.WAITING, due_at__lte=now)
    draft = _draft_of(found.first())
    signing = found.select_for_update().first()
    if draft is None or signing is None:
        return False
    _settle(signing, SigningState.EXPIRED, now=now)
    thaw(draft, now=now)
    tell_applicant(signing, draft, "eforms.sign-expired", now=now)
    return True


@transaction.atomic
def _remind(signing_id: UUID, *, now: datetime) -> bool:
    found = Signing.objects.filter(pk=signing_id, state=SigningState.WAITING, reminded_at=None)
    draft = _draft_of(found.first())
    signing = found.select_for_update().first()
    if draft is None or signing is None:
        return False
    signing.reminded_at = now
    _send_link(signing, draft, "eforms.sign-reminder", now=now)
    return True


def _send_link(signing: Signing, draft: Draft, template: str, *, now: datetime) -> None:
    signing.secret_digest, signing.sent_at = digest_of(token_of(signing)), now
    signing.times_sent += 1
    signing.save(update_fields=["secret_digest", "sent_at", "times_sent", "reminded_at"])
    tell_signer(signing, draft, template, now=now)


def _settle(signing: Signing, state: SigningState, *, now: datetime) -> None:
    if state not in ALLOWED[SigningState(signing.state)]:
        raise SigningSettled(SigningState(signing.state))
    signing.state, signing.settled_at = state, now
    signing.save(update_fields=["state", "settled_at", "signed_as", "reason"])
    audit.record(
        actor=anonymous_resident() if state is not SigningState.EXPIRED else system("eforms"),
        verb=f"signature.{state.value}", subject=signing, now=now,
    )  # fmt: skip


def _require_waiting(signing: Signing, *, now: datetime) -> None:
    if signing.state != SigningState.WAITING:
        raise SigningSettled(SigningState(signing.state))
    if now >= signing.due_at:
        raise SigningSettled(SigningState.EXPIRED)


def _waiting(draft: Draft) -> Signing:
    signing = waiting_signing(draft.pk)
    if signing is None:
        raise NotFound("This draft waits for nobody.")
    return signing


def _of_token(council_id: int, token: str) -> tuple[Signing, Draft]:
    """Lock the draft first and then the request, in the order in which everybody does."""
    found = Signing.objects.filter(council_id=council_id, secret_digest=digest_of(token))
    draft = _draft_of(found.first())
    signing = found.select_for_update().first()
    if draft is None or signing is None:
        raise NotFound("There is no such request to sign.")
    return signing, draft


def _draft_of(signing: Signing | None) -> Draft | None:
    if signing is None:
        return None
    return Draft.objects.select_for_update().get(pk=signing.draft_id)


def _who_asked(signing: Signing) -> Actor:
    """Return who pressed "Send"; they held the permission then, and nothing was asked since."""
    kind = ActorKind(signing.actor_kind)
    held = frozenset({policies.PERMISSION} if kind is ActorKind.STAFF else ())
    return Actor(
        kind=kind,
        identifier=signing.actor_identifier,
        name=signing.actor_name,
        permissions={signing.council_id: held},
    )
