"""What is read of forms that are being designed; the council's scope is in force."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from moothall.eforms.compiling import compile_definition
from moothall.eforms.definition import Definition
from moothall.eforms.designing.parts import Document, digest_of_part
from moothall.eforms.models import (
    DesignComment,
    DesignStep,
    Form,
    FormVersion,
    TrialRun,
    WorkingCopy,
)
from moothall.kernel.errors import NotFound

_MOST_COMPILED = 50
_compiled: OrderedDict[tuple[UUID, int], Definition] = OrderedDict()


@dataclass(frozen=True)
class Design:
    """A form as its designer sees it: what will be published next, and what is published now."""

    form_id: UUID
    slug: str
    document: Document
    revision: int
    #: The version that residents fill in now; none of a form that was never published.
    published: int | None
    is_changed: bool
    changed_at: datetime | None = None
    changed_by: str = ""
    asked_at: datetime | None = None
    asked_by: str = ""
    compiled_as: tuple[UUID, int] | None = None

    @property
    def definition(self) -> Definition:
        """Return the document compiled, which is kept while it stays as it is."""
        key = self.compiled_as
        if key is None:
            return compile_definition(self.document)
        if key not in _compiled:
            _compiled[key] = compile_definition(self.document)
            if len(_compiled) > _MOST_COMPILED:
                _compiled.popitem(last=False)
        return _compiled[key]


@dataclass(frozen=True)
class DesignRow:
    """A form in the list of those that are not published, or have changes that are not."""

    slug: str
    title: str
    is_new: bool
    is_asked: bool


@dataclass(frozen=True)
class Availability:
    """When a form is open and how often it may be sent: of the council, and of no version."""

    opens_at: datetime | None
    closes_at: datetime | None
    most_submissions: int | None

    @property
    def digest(self) -> str:
        """Return what tells whether it is still as somebody saw it."""
        times = [one and one.astimezone(UTC).isoformat() for one in (self.opens_at, self.closes_at)]
        return digest_of_part([*times, self.most_submissions])


def availability(form: Form) -> Availability:
    """Return when a form is open."""
    return Availability(form.opens_at, form.closes_at, form.most_submissions)


def availability_of(council_id: int, form: str) -> Availability:
    """
    Return when a form is open, whether or not it is published.

    :raises NotFound: if the council has no such form
    """
    row = Form.objects.filter(council_id=council_id, slug=form).first()
    if row is None:
        raise NotFound("This council has no such form.")
    return availability(row)


def design_of(council_id: int, form: str) -> Design:
    """
    Return a form as it is being designed: its working copy, or else what is published.

    :raises NotFound: if the council has no such form
    """
    row = Form.objects.filter(council_id=council_id, slug=form).select_related("current").first()
    if row is None:
        raise NotFound("This council has no such form.")
    current = row.current
    copy = WorkingCopy.objects.filter(council_id=council_id, form=row).first()
    if copy is None and current is None:
        raise NotFound("This council has no such form.")
    number = None if current is None else current.number
    if copy is None:
        return Design(
            row.pk, form, current.document, 0, number, is_changed=False,
            compiled_as=(current.pk, 0),
        )  # fmt: skip
    return Design(
        row.pk, form, copy.document, copy.revision, number, is_changed=True,
        changed_at=copy.changed_at, changed_by=copy.changed_by, asked_at=copy.asked_at,
        asked_by=copy.asked_by, compiled_as=(copy.pk, copy.revision),
    )  # fmt: skip


def published_document(council_id: int, form: str) -> Any:
    """Return what residents are asked now, or nothing."""
    version = FormVersion.objects.filter(
        council_id=council_id, form__slug=form, pk=F("form__current_id")
    ).first()
    return None if version is None else version.document


def working_copies(council_id: int) -> tuple[DesignRow, ...]:
    """Return the forms with something that is not published yet, by title."""
    rows = WorkingCopy.objects.filter(council_id=council_id).values_list(
        "form__slug", "document__title__en", "form__current_id", "asked_at"
    )
    found = [
        DesignRow(slug, title, current is None, asked is not None)
        for slug, title, current, asked in rows
    ]
    return tuple(sorted(found, key=lambda row: row.title))


def steps_of(council_id: int, form: str) -> list[DesignStep]:
    """Return the changes of a form that can be gone back to, the newest first."""
    rows = DesignStep.objects.filter(council_id=council_id, form__slug=form).defer("before")
    return list(rows.order_by("-made_at", "-pk"))


def step_of(council_id: int, form: str, step: UUID) -> DesignStep:
    """
    Return one change.

    :raises NotFound: if there is none such any more
    """
    found = DesignStep.objects.filter(council_id=council_id, form__slug=form, pk=step).first()
    if found is None:
        raise NotFound("There is no such change any more.")
    row: DesignStep = found
    return row


def comments_of(council_id: int, form: str) -> list[DesignComment]:
    """Return what was remarked on a form, what is open first."""
    rows = DesignComment.objects.filter(council_id=council_id, form__slug=form)
    return list(rows.order_by(F("done_at").desc(nulls_first=True), "-made_at", "-pk"))


def trial_of(council_id: int, form_id: UUID, by: str) -> TrialRun | None:
    """Return what somebody typed to try a form out, if they did."""
    return TrialRun.objects.filter(council_id=council_id, form_id=form_id, by=by).first()
