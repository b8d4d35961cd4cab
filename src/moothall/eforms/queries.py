"""What is read of forms: definitions (kept, as they never change), drafts and submissions."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

from moothall.eforms.compiling import compile_definition
from moothall.eforms.definition import Definition
from moothall.eforms.models import Draft, Form, FormVersion, Submission, Upload
from moothall.eforms.wording import Wording
from moothall.kernel.errors import NotFound
from moothall.kernel.short_memory import remembered

#: Compiled definitions that a process keeps: some hundreds of forms of some dozens of councils.
MOST_DEFINITIONS = 2_000

_definitions: OrderedDict[UUID, Definition] = OrderedDict()


@dataclass(frozen=True)
class FormRow:
    """A form as lists show it, with the version that new drafts begin with."""

    slug: str
    title: Wording
    version_id: UUID
    number: int
    service_type: str


@remembered(seconds=2.0)
def forms_of(council_id: int) -> tuple[FormRow, ...]:
    """Return a council's published forms by their English title; its scope must be in force."""
    rows = Form.objects.filter(council_id=council_id, current__isnull=False)
    found = [
        _row(slug, version_id, number)
        for slug, version_id, number in rows.values_list("slug", "current_id", "current__number")
    ]
    return tuple(sorted(found, key=lambda row: row.title.en))


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
    known = _definitions.get(version_id)
    if known is None:
        version = FormVersion.objects.filter(pk=version_id).first()
        if version is None:
            raise NotFound("There is no such version of a form.")
        known = _definitions[version_id] = compile_definition(version.document)
        if len(_definitions) > MOST_DEFINITIONS:
            _definitions.popitem(last=False)
    return known


def digest_of(secret: str) -> bytes:
    """Return what is stored of a draft's secret."""
    return hashlib.sha256(secret.encode()).digest()


def draft_of(council_id: int, secret: str) -> Draft:
    """
    Return the draft that this secret opens.

    :raises NotFound: if the council has none, or none any more
    """
    draft = Draft.objects.filter(council_id=council_id, secret_digest=digest_of(secret)).first()
    if draft is None:
        raise NotFound("This council has no such draft.")
    return draft


def uploads_of(draft_id: UUID) -> list[Upload]:
    """Return the files of a draft, oldest first."""
    rows = Upload.objects.filter(draft_id=draft_id).select_related("file")
    return list(rows.order_by("added_at", "pk"))


def submission_of(draft: Draft) -> Submission | None:
    """Return what a draft became, if it was handed in."""
    return Submission.objects.filter(council_id=draft.council_id, draft_id=draft.pk).first()


def _row(slug: str, version_id: UUID, number: int) -> FormRow:
    definition = definition_of(version_id)
    return FormRow(slug, definition.title, version_id, number, definition.outcome.service_type)
