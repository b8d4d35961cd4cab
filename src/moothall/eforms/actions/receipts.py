"""The receipt: what was sent, as a PDF that is made once and stays as it is."""

import logging
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import formats, translation
from django.utils.translation import gettext as _

from moothall.cases.queries import needs_of_case
from moothall.councils.queries import council_by_id
from moothall.documents.actions import forget_written, keep_files, store_written
from moothall.eforms.becoming import signature_detail
from moothall.eforms.journey import relevant
from moothall.eforms.models import Submission
from moothall.eforms.printing import Sheet, SheetGroup, SheetRow, as_pdf
from moothall.eforms.queries import definition_of
from moothall.eforms.shown import shown_groups, spoken
from moothall.eforms.wording import blocks

log = logging.getLogger(__name__)


def make_receipt(*, case_id: UUID) -> UUID | None:
    """
    Write down the answers that a case came from; return the stored PDF.

    Made once: asked again, it gives the first. There is none for a case that no form opened, nor
    where answers are wiped already. Answers that cannot be set are reported to the operator, and
    the person hears from us all the same.
    """
    submission = Submission.objects.filter(case_id=case_id).first()
    if submission is None or submission.receipt_id is not None or _is_wiped(submission):
        return None if submission is None else submission.receipt_id
    with translation.override(submission.language):
        sheet = _sheet(submission)
        name = _("Your answers %(reference)s") % {"reference": submission.reference}
    try:
        content = as_pdf(sheet)
    except RuntimeError:
        log.exception("The answers of %s could not be written down.", submission.reference)
        return None
    stored = store_written(
        council_id=submission.council_id,
        content=content,
        name=f"{name}.pdf",
        content_type="application/pdf",
        now=submission.accepted_at,
    )
    return _kept(submission.pk, stored.pk)


def forget_receipt(submission: Submission) -> None:
    """Delete the PDF of a submission, some of whose answers are wiped."""
    if submission.receipt_id is not None:
        file_id, submission.receipt_id = submission.receipt_id, None
        submission.save(update_fields=["receipt"])
        forget_written(file_id=file_id)


@transaction.atomic
def _kept(submission_id: UUID, file_id: UUID) -> UUID | None:
    """Refer to the PDF, unless another worker was quicker or the answers went meanwhile."""
    submission = Submission.objects.select_for_update().get(pk=submission_id)
    if submission.removed_at is not None:
        forget_written(file_id=file_id)
    elif submission.receipt_id is None:
        submission.receipt_id = file_id
        submission.save(update_fields=["receipt"])
        keep_files(file_ids=[file_id], now=submission.accepted_at)
    else:
        forget_written(file_id=file_id)
    kept: UUID | None = submission.receipt_id
    return kept


def _is_wiped(submission: Submission) -> bool:
    """Tell whether the answers are no longer all there: then it is not what was sent."""
    if submission.removed_at is not None:
        return True
    definition = definition_of(submission.version_id)
    return not relevant(definition, submission.answers).is_complete


def _sheet(submission: Submission) -> Sheet:
    """Return what the PDF says, in the language that is in force."""
    definition, language = definition_of(submission.version_id), submission.language
    council = council_by_id(submission.council_id)
    groups = shown_groups(
        definition, relevant(definition, submission.answers), council=council, language=language
    )
    sent_on = submission.accepted_at.astimezone(ZoneInfo(council.time_zone))
    said = [
        SheetRow(_("Reference"), (submission.reference,)),
        SheetRow(_("You sent this on"), (formats.date_format(sent_on, "j F Y, H:i"),)),
        *(SheetRow(_("Signed by"), (one.value,)) for one in signature_detail(submission.signature)),
    ]
    agreed = blocks(spoken(definition.declaration, council, language))
    return Sheet(
        title=spoken(definition.title, council, language),
        council=council.name_in(language),
        colour=council.brand.primary_colour,
        language=language,
        reference=submission.reference,
        sent_on=sent_on,
        facts=tuple(said),
        groups=tuple(
            SheetGroup(
                group.heading or _("Your answers"),
                tuple(
                    SheetRow(
                        one.name, tuple(line for text in one.words for line in text.split("\n"))
                    )
                    for one in group.answers
                ),
            )
            for group in groups
        ),
        declaration_heading=_("What you agreed to"),
        large=needs_of_case(submission.case_id).large_print,
        declaration=tuple(
            "".join(words.text for words in line) for block in agreed for line in block.lines
        ),
    )
