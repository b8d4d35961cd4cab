"""Files of a draft: added and removed one by one, each stored before anything refers to it."""

from datetime import datetime
from typing import IO
from uuid import UUID

from django.db import transaction

from moothall.documents.actions import delete_file, store_upload
from moothall.documents.errors import UploadRefused
from moothall.eforms import policies
from moothall.eforms.definition import Question
from moothall.eforms.fields.port import AnswerProblem, Typed
from moothall.eforms.fields.uploading import UploadField, kind_input, kinds_of, only_kind
from moothall.eforms.models import Draft, Upload
from moothall.eforms.queries import definition_of
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require


def add_upload(
    *,
    actor: Actor,
    draft: Draft,
    question: Question,
    upload: IO[bytes],
    original_name: str,
    now: datetime,
) -> Upload:
    """
    Add a file to a draft.

    The file is stored before the draft is locked: storing may take long, and a file that nothing
    refers to is cleared away by `documents`.

    :raises UploadRefused: with words for the person, if it cannot be taken
    """
    require(policies.can_use_draft(actor, draft) and draft.submitted_at is None)
    _require_room(draft.pk, question)
    stored = store_upload(
        actor=actor,
        council_id=draft.council_id,
        upload=upload,
        original_name=original_name,
        purpose=_purpose_of(question),
        now=now,
    )
    with transaction.atomic():
        _lock_open(draft.pk)
        _require_room(draft.pk, question)
        return Upload.objects.create(
            council_id=draft.council_id,
            draft_id=draft.pk,
            question=question.key,
            file_id=stored.pk,
            added_at=now,
            kind=only_kind(question),
        )


@transaction.atomic
def name_kinds(*, actor: Actor, draft: Draft, question: Question, typed: Typed) -> None:
    """Keep what the person says each file of a question is; kinds it does not know are ignored."""
    require(policies.can_use_draft(actor, draft))
    known = {kind.value for kind in kinds_of(question)}
    uploads = Upload.objects.filter(draft_id=_lock_open(draft.pk).pk, question=question.key)
    for upload in uploads if known else ():
        (said, *_) = typed.get(kind_input(question, upload.file_id)) or ("",)
        if said in known and said != upload.kind:
            upload.kind = said
            upload.save(update_fields=["kind"])


@transaction.atomic
def remove_upload(*, actor: Actor, draft: Draft, file_id: UUID) -> None:
    """Remove a file from a draft and from its answer; one that is not there is no mistake."""
    require(policies.can_use_draft(actor, draft))
    locked = _lock_open(draft.pk)
    upload = Upload.objects.filter(draft_id=locked.pk, file_id=file_id).first()
    if upload is None:
        return
    question = definition_of(locked.version_id).questions.get(upload.question)
    kept = [
        file for file in locked.answers.get(upload.question) or () if file["id"] != str(file_id)
    ]
    if upload.question in locked.answers:
        is_needed = question is not None and question.is_required
        locked.answers = {**locked.answers, upload.question: kept or None}
        if is_needed and not kept:
            del locked.answers[upload.question]
        locked.save(update_fields=["answers"])
    upload.delete()
    delete_file(actor=actor, file_id=file_id)


def _purpose_of(question: Question) -> str:
    if question.settings.get("images_only"):
        return "photo"
    return "evidence-packed" if question.settings.get("archives") else "evidence"


def _lock_open(draft_id: UUID) -> Draft:
    drafts = Draft.objects.select_for_update()
    draft = drafts.filter(pk=draft_id, submitted_at=None, frozen_at=None).first()
    if draft is None:
        raise NotFound("This draft is gone, was handed in, or waits for somebody else.")
    return draft


def _require_room(draft_id: UUID, question: Question) -> None:
    count = Upload.objects.filter(draft_id=draft_id, question=question.key).count()
    try:
        UploadField().require_number(question, count + 1)
    except AnswerProblem as error:
        raise UploadRefused(error.message) from error
