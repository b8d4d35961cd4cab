"""Papers that show by what right somebody acts for another: handed in here, looked at by staff."""

from datetime import datetime
from typing import IO
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from moothall.councils.requests import CouncilRequest
from moothall.documents.actions import keep_files, store_upload
from moothall.documents.errors import UploadRefused
from moothall.documents.late_files import forget_late_files, give_back, keeps_files
from moothall.documents.models import Scan, StoredFile
from moothall.documents.purposes import EVIDENCE
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.kernel.errors import NotFound
from moothall.people import scopes
from moothall.people.actions import attach_evidence
from moothall.people.grant_rows import grant_row
from moothall.people.grant_workflow import GrantState
from moothall.people.resident_standing import ResidentStanding


class PapersForm(forms.Form):
    """One file."""

    papers = forms.FileField(
        label=gettext_lazy("Add a photo or a copy of the papers"),
        help_text=gettext_lazy(
            "The registered power of attorney, the grant of probate, or the birth certificate."
        ),
        error_messages={"required": gettext_lazy("Choose a file")},
    )


@keeps_files(field="papers", purpose=EVIDENCE.key)
@resident(scopes.ACCOUNT)
def papers(request: CouncilRequest, grant_id: UUID) -> HttpResponseBase:
    """Take the papers for a right that somebody has claimed."""
    standing: ResidentStanding = request.resident  # type: ignore[attr-defined]
    row = grant_row(grant_id, now=clock.now())
    if row.delegate_id != standing.themselves.id or row.state != GrantState.WAITING_FOR_APPROVAL:
        raise NotFound("There is no such grant.")
    is_sent = request.method == "POST"
    waiting = next((one for one in give_back(request) if one.scan != Scan.INFECTED), None)
    form = PapersForm(request.POST, request.FILES) if is_sent else PapersForm()
    form.fields["papers"].required = waiting is None
    if form.is_valid():
        try:
            _keep(request, grant_id, form, waiting)
        except UploadRefused as refusal:
            form.add_error("papers", str(refusal))
        else:
            forget_late_files(request)
            return HttpResponseRedirect(reverse("account:helpers"))
    return render(
        request,
        "surfaces/account/papers.html",
        {"form": form, "row": row, "waiting": waiting},
        status=422 if form.is_bound else 200,
    )


def _keep(
    request: CouncilRequest, grant_id: UUID, form: PapersForm, waiting: StoredFile | None
) -> None:
    """Keep what was chosen now, or else what waited here since its sender was signed out."""
    upload, now = form.cleaned_data["papers"], clock.now()
    # Before the transaction: storing bytes may take long.
    stored = _stored(request, upload.file, upload.name, now) if upload else waiting
    if stored is None:
        return
    with transaction.atomic():
        keep_files(file_ids=[stored.pk], now=now)
        attach_evidence(actor=request.actor, grant_id=grant_id, evidence=str(stored.pk), now=now)


def _stored(request: CouncilRequest, upload: IO[bytes], name: str, now: datetime) -> StoredFile:
    return store_upload(
        actor=request.actor,
        council_id=request.council.id,
        upload=upload,
        original_name=name,
        purpose=EVIDENCE.key,
        now=now,
    )
