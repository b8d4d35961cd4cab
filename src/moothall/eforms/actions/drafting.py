"""Beginning a form, saving its pages, and forgetting what was abandoned."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from moothall.cases.models import Interaction
from moothall.councils.queries import council_by_id
from moothall.documents.models import Scan
from moothall.eforms import policies
from moothall.eforms.actions.holding_times import (
    as_held_before,
    hold_chosen,
    keep_held,
    without_unasked,
)
from moothall.eforms.definition import PageKind
from moothall.eforms.errors import DraftFrozen, FormClosed, NotReady
from moothall.eforms.fields import Reading, Typed, field_types
from moothall.eforms.journey import Journey, Step, page_of, relevant
from moothall.eforms.judging import PageRead, Problem, read_page, refusal_of
from moothall.eforms.models import Draft
from moothall.eforms.ports import Refusal
from moothall.eforms.prefilling import Confirmed
from moothall.eforms.queries import (
    definition_of,
    digest_of,
    draft_of_link,
    form_of,
    uploads_of,
)
from moothall.eforms.revisions import revision_of
from moothall.eforms.unseen import leaves_unseen, short, with_unseen
from moothall.kernel.actors import Actor
from moothall.kernel.card_numbers import masked
from moothall.kernel.errors import NotFound
from moothall.kernel.ids import new_id
from moothall.kernel.policies import require
from moothall.people.queries import person_detail

TOUCHED = ("saved_at", "expires_at", "reminded_at")


@dataclass(frozen=True, kw_only=True)
class PageSaved:
    """
    What came of saving a page; it was kept if there is no problem, refusal or clash.

    `clash` is true when the same page was saved with other answers since this one was drawn.
    """

    draft: Draft
    journey: Journey
    problems: tuple[Problem, ...] = ()
    refusal: Refusal | None = None
    clash: bool = False
    already_submitted: bool = False

    @property
    def is_kept(self) -> bool:
        """Tell whether the person may go on."""
        return not (self.problems or self.refusal or self.clash)


def start_draft(
    *,
    actor: Actor,
    council_id: int,
    form: str,
    language: str,
    channel: str = "web",
    subject_id: UUID | None = None,
    interaction_id: UUID | None = None,
    prefilled: Mapping[str, Any] | None = None,
    typed_first: Typed | None = None,
    confirmed: Mapping[str, Confirmed] | None = None,
    secret: str = "",
    draft_id: UUID | None = None,
    now: datetime,
) -> tuple[Draft, str]:
    """
    Begin the current version of a form, and return the draft with the secret of its address.

    Staff begin one on somebody's behalf by naming the subject and the interaction (the call).
    `prefilled` holds facts by their names in the data dictionary; they are put into the pages as
    if typed, and are confirmed by whoever goes through these. So is `typed_first`, by inputs, for
    the questions that the form lets its address fill in. What is `confirmed` is shown, by question,
    and not asked. The secret is made up unless one is given.

    :raises NotFound: if the council has no such form, subject or interaction
    :raises FormClosed: if the form is not open
    """
    require(policies.can_start_draft(actor, council_id))
    row = form_of(council_id, form)
    if not row.is_open(now):
        raise FormClosed(form)
    if subject_id is not None:
        require(policies.can_start_draft_for(actor, council_id, subject_id))
        person_detail(subject_id)
    if interaction_id is not None and not Interaction.objects.filter(pk=interaction_id).exists():
        raise NotFound("This council has logged no such interaction.")
    secret = secret or secrets.token_urlsafe(18)
    draft = Draft(
        pk=draft_id or new_id(),
        council_id=council_id,
        version_id=row.version_id,
        secret_digest=digest_of(secret),
        typed=_as_typed(row.version_id, prefilled or {}, typed_first or {}),
        confirmed={key: one.as_json() for key, one in (confirmed or {}).items()},
        language=language,
        channel=channel,
        actor_kind=actor.kind.value,
        actor_identifier=actor.identifier,
        actor_name=actor.name,
        subject_id=subject_id,
        interaction_id=interaction_id,
        started_at=now,
        saved_at=now,
        expires_at=now + timedelta(days=definition_of(row.version_id).saving_days),
    )
    draft.save(force_insert=True)
    return draft, secret


@transaction.atomic(savepoint=False)
def save_page(
    *,
    actor: Actor,
    council_id: int,
    secret: str,
    page: str,
    typed: Typed,
    revision: str,
    language: str,
    now: datetime,
) -> PageSaved:
    """
    Save a page: its answers where they will do, in any case what was typed.

    :raises NotFound: if there is no such draft
    :raises NotReady: if the page is not, or not yet, part of the journey
    """
    draft = locked_draft(actor, council_id, secret)
    definition = definition_of(draft.version_id)
    journey = relevant(definition, draft.answers)
    if draft.submitted_at is not None:
        return PageSaved(draft=draft, journey=journey, already_submitted=True)
    step = journey.step(page)
    if step is None or not journey.may_visit(page):
        raise NotReady(page)
    if step.page.kind is not PageKind.QUESTIONS:
        is_several = step.page.kind is PageKind.REPEAT
        seen = draft.answers.get(page) or [] if is_several else True
        return _saved(draft, {page: seen}, page, language, now)
    reading = reading_for(draft, step, language, now)
    read = read_page(step.page, journey.known, typed, reading)
    saved = journey.saved(step)
    given = as_held_before(step, read.answers, saved)
    hindered = _hindered(draft, journey, step, read, given=given, revision=revision, now=now)
    if hindered is None:
        holding = hold_chosen(draft, step, given, read.known, actor=actor, now=now)
        given = holding.answers
        if holding.problems:
            hindered = PageSaved(draft=draft, journey=journey, problems=holding.problems)
    if hindered is not None:
        _keep(draft, step, saved, typed, now)
        return hindered
    answers = given if page == page_of(page) else _with_item(draft, page, given)
    unseen = _typed_with_unseen(draft, step, saved, typed)
    left = unseen if leaves_unseen(step.page, read.questions, unseen) else {}
    return _saved(draft, answers, page, language, now, left=left)


def _hindered(
    draft: Draft,
    journey: Journey,
    step: Step,
    read: PageRead,
    *,
    given: Mapping[str, Any],
    revision: str,
    now: datetime,
) -> PageSaved | None:
    """Return why a page's answers are not taken, or nothing if they are."""
    if read.problems:
        return PageSaved(draft=draft, journey=journey, problems=read.problems)
    saved = journey.saved(step)
    before = {key: saved.get(key) for key in given}
    if revision not in ("", revision_of(step, saved)) and before != given:
        return PageSaved(draft=draft, journey=journey, clash=True)
    refusal = refusal_of(step.page, read.known, council_id=draft.council_id, now=now)
    if refusal is None:
        return None
    return PageSaved(draft=draft, journey=journey, refusal=refusal)


@transaction.atomic(savepoint=False)
def remove_item(
    *, actor: Actor, council_id: int, secret: str, page: str, now: datetime
) -> PageSaved:
    """
    Remove one thing of several, such as `<page>_2`; one that is not there is no mistake.

    :raises NotFound: if there is no such draft
    """
    draft = locked_draft(actor, council_id, secret)
    several, _, item = page.partition("_")
    items = list(draft.answers.get(several) or ())
    place = int(item) - 1 if item.isdecimal() else -1
    journey = relevant(definition_of(draft.version_id), draft.answers)
    if draft.submitted_at is not None or not 0 <= place < len(items):
        return PageSaved(draft=draft, journey=journey)
    del items[place]
    # What is half typed into later ones belongs to other numbers now.
    draft.typed = {key: value for key, value in draft.typed.items() if page_of(key) != several}
    return _saved(draft, {several: items}, page, draft.language, now)


def _with_item(draft: Draft, page: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    several, _, item = page.partition("_")
    items = list(draft.answers.get(several) or ())
    items[int(item) - 1 : int(item)] = [dict(answers)]
    return {several: items}


@transaction.atomic(savepoint=False)
def keep_typing(
    *, actor: Actor, council_id: int, secret: str, page: str, typed: Typed, now: datetime
) -> None:
    """
    Keep what is being typed into a page, unjudged, so that coming back shows it again.

    It is no answer, so that even a draft that waits for a signature keeps it.

    :raises NotFound: if there is no such draft
    :raises NotReady: if the page is not, or not yet, part of the journey
    """
    draft = locked_draft(actor, council_id, secret, frozen=True)
    journey = relevant(definition_of(draft.version_id), draft.answers)
    step = journey.step(page)
    if step is None or not journey.may_visit(page):
        raise NotReady(page)
    if draft.submitted_at is None:
        _keep(draft, step, journey.saved(step), typed, now)


@transaction.atomic(savepoint=False)
def retype_answer(
    *,
    actor: Actor,
    council_id: int,
    secret: str,
    page: str,
    question: str,
    typed: Typed,
    now: datetime,
) -> None:
    """
    Let the person type an answer that somebody else vouched for; what was theirs stands in it.

    :raises NotFound: if there is no such draft
    :raises NotReady: if the page is not, or not yet, part of the journey
    """
    draft = locked_draft(actor, council_id, secret)
    journey = relevant(definition_of(draft.version_id), draft.answers)
    step = journey.step(page)
    if step is None or not journey.may_visit(page):
        raise NotReady(page)
    asked = next((one for one in step.page.questions if one.key == question), None)
    if draft.submitted_at is not None or asked is None or question not in draft.confirmed:
        return
    theirs = field_types.get(asked.type).typed(asked, draft.confirmed[question]["answer"])
    draft.confirmed = {key: one for key, one in draft.confirmed.items() if key != question}
    draft.save(update_fields=["confirmed"])
    _keep(draft, step, journey.saved(step), {**typed, **theirs}, now)


def reading_for(draft: Draft, step: Step, language: str, now: datetime) -> Reading:
    """Return the circumstances in which a page of a draft is read."""
    council = council_by_id(draft.council_id)
    files: dict[str, list[dict[str, Any]]] = {}
    if any(question.type == "upload" for question in step.questions):
        for upload in uploads_of(draft.pk):
            files.setdefault(upload.question, []).append(
                {
                    "id": str(upload.file_id),
                    "name": upload.file.original_name,
                    "size": upload.file.size,
                    "content_type": upload.file.content_type,
                    **({"kind": upload.kind} if upload.kind else {}),
                    **({"is_infected": True} if upload.file.scan == Scan.INFECTED else {}),
                }
            )
    today = now.astimezone(ZoneInfo(council.time_zone)).date()
    confirmed = {key: one["answer"] for key, one in draft.confirmed.items()}
    return Reading(
        council=council, today=today, language=language, files=files, confirmed=confirmed
    )


def _as_typed(
    version_id: UUID, facts: Mapping[str, Any], given: Typed
) -> dict[str, dict[str, list[str]]]:
    definition = definition_of(version_id)
    typed: dict[str, dict[str, list[str]]] = {}
    for page in definition.pages:
        for question in page.questions:
            if question.repeat is None and facts.get(question.name):
                field_type = field_types.get(question.type)
                values = field_type.typed(question, facts[question.name])
                typed.setdefault(page.key, {}).update(values)
            if question.key in definition.prefill_query:
                kept = short(given, [question])
                typed.setdefault(page.key, {}).update(kept)
    return {page: values for page, values in typed.items() if values}


def locked_draft(actor: Actor, council_id: int, secret: str, *, frozen: bool = False) -> Draft:
    """
    Return a draft that nobody else changes until the transaction ends.

    :raises NotFound: if there is none that the actor may use
    :raises DraftFrozen: if it waits for somebody else, and the caller does not take that
    """
    drafts = Draft.objects.select_for_update().filter(council_id=council_id)
    draft = drafts.filter(secret_digest=digest_of(secret)).first()
    if draft is None:
        known = draft_of_link(council_id, secret)
        draft = drafts.get(pk=known.pk)
        draft.helped_person = known.helped_person
    if not policies.can_use_draft(actor, draft):
        raise NotFound("This council has no such draft.")
    if draft.frozen_at is not None and draft.submitted_at is None and not frozen:
        raise DraftFrozen(definition_of(draft.version_id).slug)
    return draft


def _saved(
    draft: Draft,
    answers: Mapping[str, Any],
    page: str,
    language: str,
    now: datetime,
    *,
    left: Mapping[str, list[str]] = MappingProxyType({}),
) -> PageSaved:
    draft.answers = {**draft.answers, **answers}
    journey = relevant(definition_of(draft.version_id), draft.answers)
    draft.answers = without_unasked(draft, journey, now=now)
    keep_held(draft, now=now)
    others = {key: value for key, value in draft.typed.items() if key != page}
    draft.typed = {**others, page: dict(left)} if left else others
    if draft.channel == "web" and draft.helped_person is None:
        draft.language = language
    touch(draft, now)
    draft.dropped = []
    draft.save(update_fields=["answers", "typed", "dropped", "language", *TOUCHED])
    return PageSaved(draft=draft, journey=relevant(definition_of(draft.version_id), draft.answers))


def _keep(draft: Draft, step: Step, saved: Mapping[str, Any], typed: Typed, now: datetime) -> None:
    draft.typed = {**draft.typed, step.key: masked(_typed_with_unseen(draft, step, saved, typed))}
    keep_held(draft, now=now)
    touch(draft, now)
    draft.save(update_fields=["typed", *TOUCHED])


def _typed_with_unseen(
    draft: Draft, step: Step, saved: Mapping[str, Any], typed: Typed
) -> dict[str, list[str]]:
    """Return what now stands in all inputs of a page, those it does not show among them."""
    found = with_unseen(step.page, typed, draft.typed.get(step.key) or {}, saved)
    return short(found, step.page.questions)


def touch(draft: Draft, now: datetime) -> None:
    """Note that somebody was here: the draft lives on from now. `TOUCHED` has its fields."""
    draft.saved_at = now
    draft.expires_at = now + timedelta(days=definition_of(draft.version_id).saving_days)
    draft.reminded_at = None
