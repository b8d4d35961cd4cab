"""What is read of forms: definitions (kept, as they never change), drafts and submissions."""

import hashlib
from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from moothall.eforms.appointments.baskets import standing_of_drafts
from moothall.eforms.compiling import compile_definition
from moothall.eforms.definition import Definition
from moothall.eforms.models import (
    Draft,
    Form,
    FormVersion,
    HelpedDraft,
    InFlight,
    Prefill,
    ReturnLink,
    Signing,
    SigningState,
    Submission,
    Upload,
    Waiting,
)
from moothall.eforms.standing import NewerVersions, standing
from moothall.eforms.wording import Wording
from moothall.kernel.errors import NotFound
from moothall.kernel.short_memory import remembered

#: Compiled definitions that a process keeps: some hundreds of forms of some dozens of councils.
MOST_DEFINITIONS = 2_000

#: How the secrets begin by which staff go on with a resident's draft.
HELP = "help-"

_definitions: OrderedDict[UUID, Definition] = OrderedDict()
_numbers: dict[UUID, int] = {}


@dataclass(frozen=True)
class FormRow:
    """A form as lists show it, with the version that new drafts begin with."""

    slug: str
    title: Wording
    version_id: UUID
    number: int
    service_type: str
    newer: NewerVersions
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    most_submissions: int | None = None

    def is_open(self, now: datetime) -> bool:
        """Tell whether it may be begun and handed in at this moment, as far as time goes."""
        has_begun = self.opens_at is None or self.opens_at <= now
        return has_begun and (self.closes_at is None or now < self.closes_at)


@remembered(seconds=2.0)
def forms_of(council_id: int) -> tuple[FormRow, ...]:
    """Return a council's published forms by their English title; its scope must be in force."""
    rows = (
        Form.objects.filter(council_id=council_id, current__isnull=False)
        .select_related("current")
        .defer("current__document")
        .annotate(
            check_again=_newest_that_says(InFlight.CHECK_AGAIN),
            closed=_newest_that_says(InFlight.CLOSED),
        )
    )
    found = list(rows)
    _compile_unknown(form.current_id for form in found if form.current_id is not None)
    return tuple(sorted(map(_row, found), key=lambda row: row.title.en))


def form_of(council_id: int, slug: str) -> FormRow:
    """
    Return one form of a council; its scope must be in force.

    :raises NotFound: if it has published none of this name
    """
    for row in forms_of(council_id):
        if row.slug == slug:
            return row
    raise NotFound(f"This council has no form {slug!r}.")


def definition_of(version_id: UUID) -> Definition:
    """
    Return a version's definition, compiled at first use; versions never change.

    The identifier must come from a row that the councils in force may see.

    :raises NotFound: if there is no such version
    """
    _compile_unknown([version_id])
    try:
        return _definitions[version_id]
    except KeyError as error:
        raise NotFound("There is no such version of a form.") from error


def definitions_of(council_id: int, form: str) -> dict[int, tuple[UUID, Definition]]:
    """
    Return all versions of a form by number, the newest first, each with its id: two statements.

    :raises NotFound: if the council has no such form
    """
    ids = dict(
        FormVersion.objects.filter(council_id=council_id, form__slug=form)
        .order_by("-number")
        .values_list("number", "pk")
    )
    if not ids:
        raise NotFound(f"This council has no form {form!r}.")
    _compile_unknown(ids.values())
    return {number: (pk, definition_of(pk)) for number, pk in ids.items()}


def definitions_by_id(version_ids: Collection[UUID]) -> dict[UUID, Definition]:
    """Return the definitions of versions; one query for those that are not known yet."""
    _compile_unknown(version_ids)
    return {one: definition_of(one) for one in version_ids}


def _compile_unknown(version_ids: Iterable[UUID]) -> None:
    """Compile those of the versions that are there and not known yet, asking for all at once."""
    unknown = [one for one in version_ids if one not in _definitions]
    if not unknown:
        return
    for version in FormVersion.objects.filter(pk__in=unknown):
        _definitions[version.pk] = compile_definition(version.document)
        _numbers[version.pk] = version.number
        if len(_definitions) > MOST_DEFINITIONS:
            forgotten, _ = _definitions.popitem(last=False)
            del _numbers[forgotten]


def digest_of(secret: str) -> bytes:
    """Return what is stored of a draft's secret."""
    return hashlib.sha256(secret.encode()).digest()


def draft_of(council_id: int, secret: str) -> Draft:
    """
    Return the draft that this secret opens: its own, or that of a link to come back by.

    :raises NotFound: if the council has none, or none any more
    """
    draft = Draft.objects.filter(council_id=council_id, secret_digest=digest_of(secret)).first()
    return draft or draft_of_link(council_id, secret)


def _draft_of_help(council_id: int, secret: str) -> Draft:
    """Return the draft into which an employee has a way, marked with whom that helps."""
    way = (
        HelpedDraft.objects.filter(council_id=council_id, secret_digest=digest_of(secret))
        .select_related("draft")
        .first()
    )
    if way is None:
        raise NotFound("Nobody helps with such a draft.")
    draft: Draft = way.draft
    draft.helped_person = way.person_id
    return draft


def draft_of_link(council_id: int, secret: str) -> Draft:
    """
    Return the draft that a link in a message leads to, or an employee's way to help with it.

    :raises NotFound: if the council has sent none such, or its draft is gone
    """
    if secret.startswith(HELP):
        return _draft_of_help(council_id, secret)
    link = (
        ReturnLink.objects.filter(council_id=council_id, secret_digest=digest_of(secret))
        .select_related("draft")
        .first()
    )
    if link is None:
        raise NotFound("This council has sent no such link.")
    found: Draft = link.draft
    return found


def offered_answers(form: str, token: str, *, now: datetime) -> Prefill | None:
    """Return what a partner filled in for a form in the council in force, if it may be used."""
    offered = Prefill.objects.filter(form=form, token_digest=digest_of(token), used_at=None)
    return offered.filter(expires_at__gt=now).first()


def uploads_of(draft_id: UUID) -> list[Upload]:
    """Return the files of a draft, oldest first."""
    rows = Upload.objects.filter(draft_id=draft_id).select_related("file")
    return list(rows.order_by("added_at", "pk"))


def submission_of(draft: Draft) -> Submission | None:
    """Return what a draft became, if it was handed in."""
    return Submission.objects.filter(council_id=draft.council_id, draft_id=draft.pk).first()


def number_of_version(version_id: UUID) -> int:
    """
    Return a version's number; kept with its definition.

    :raises NotFound: if there is no such version
    """
    definition_of(version_id)
    return _numbers[version_id]


def draft_standing(draft: Draft, form: str) -> InFlight:
    """Return what the versions published since say of a draft of this form."""
    newer = form_of(draft.council_id, form).newer
    return standing(number_of_version(draft.version_id), newer)


def waiting_signing(draft_id: UUID) -> Signing | None:
    """Return the signature that a draft waits for, if it waits for one."""
    return Signing.objects.filter(draft_id=draft_id, state=SigningState.WAITING).first()


def latest_signing(draft_id: UUID) -> Signing | None:
    """Return the signature that was asked for last, whatever became of it."""
    return Signing.objects.filter(draft_id=draft_id).order_by("-asked_at").first()


def is_signed(draft: Draft) -> bool:
    """Tell whether a draft that waits was signed by whoever had to, and nothing changed since."""
    signing = latest_signing(draft.pk) if draft.frozen_at is not None else None
    return signing is not None and signing.state == SigningState.SIGNED


def signing_of_token(council_id: int, token: str) -> Signing:
    """
    Return what a signer's link leads to.

    :raises NotFound: if the council has sent none such
    """
    found = Signing.objects.filter(council_id=council_id, secret_digest=digest_of(token))
    signing = found.select_related("draft").first()
    if signing is None:
        raise NotFound("There is no such request to sign.")
    return signing


def waiting_count(council_id: int, form: str, *, but: Collection[UUID] = ()) -> int:
    """Return how many of a form, but for some, wait for a signer or are being paid for just now."""
    signing = Signing.objects.filter(
        council_id=council_id, state=SigningState.WAITING, draft__version__form__slug=form
    ).count()
    return signing + _paying_count(council_id, form, but)


def _paying_count(council_id: int, form: str, but: Collection[UUID]) -> int:
    """Return how many have a payment under way, or paid and not yet handed in by a worker."""
    unpaid = Draft.objects.filter(
        council_id=council_id,
        version__form__slug=form,
        frozen_for=Waiting.PAYMENT,
        submitted_at=None,
    ).exclude(pk__in=but)
    standing = standing_of_drafts(unpaid.only("pk", "answers"))
    return sum(one in {"paying", "paid"} for one in standing.values())


def handed_in_count(council_id: int, form: str) -> int:
    """Return how often a form was handed in."""
    return Submission.objects.filter(
        council_id=council_id, version__form__slug=form, version__form__council_id=council_id
    ).count()


def _newest_that_says(wish: InFlight) -> Coalesce:
    versions = FormVersion.objects.filter(
        council_id=OuterRef("council_id"), form_id=OuterRef("pk"), drafts_in_flight=wish
    )
    newest = versions.order_by("-number").values("number")[:1]
    return Coalesce(Subquery(newest), 0)


def _row(form: Form) -> FormRow:
    current = form.current
    definition = definition_of(current.pk)
    return FormRow(
        slug=form.slug,
        title=definition.title,
        version_id=current.pk,
        number=current.number,
        service_type=definition.outcome.service_type,
        newer=NewerVersions(
            current.number,
            form.check_again,  # type: ignore[attr-defined]
            form.closed,  # type: ignore[attr-defined]
        ),
        opens_at=form.opens_at,
        closes_at=form.closes_at,
        most_submissions=form.most_submissions,
    )


def submission_by_id(submission_id: UUID, *, lock: bool = False) -> Submission:
    """
    Return a submission; with a lock, nobody else does until the transaction ends.

    :raises NotFound: if the councils in force have none of this id
    """
    rows = Submission.objects.filter(pk=submission_id)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise NotFound("There is no such submission.")
    return found
