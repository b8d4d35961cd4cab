"""The last pages of a form: the confirmation, and the copy of the answers."""

from django.http import HttpRequest, HttpResponse

from moothall.eforms.becoming import fact
from moothall.eforms.definition import Definition
from moothall.eforms.handing_over import withheld_of
from moothall.eforms.models import Submission
from moothall.eforms.views.doors import Door
from moothall.eforms.views.saying import said, said_in_blocks
from moothall.eforms.views.screens import draw
from moothall.eforms.views.times import booked_on_page


def receipt_screen(
    request: HttpRequest, door: Door, *, secret: str, definition: Definition, submission: Submission
) -> HttpResponse:
    """Say that the PDF of the answers is not there yet, or no more."""
    return draw(
        request,
        door,
        definition,
        "receipt",
        reference=submission.reference,
        is_removed=submission.removed_at is not None,
        receipt_href=door.url("form-receipt", secret=secret),
        done_href=door.url("form-done", secret=secret),
    )


def done_screen(
    request: HttpRequest, door: Door, *, secret: str, definition: Definition, submission: Submission
) -> HttpResponse:
    """Draw the confirmation, with the reference and what happens next."""
    confirmation = definition.confirmation
    is_withheld = door.is_of_another and bool(withheld_of([submission]))
    answers = {} if is_withheld else submission.answers
    email = fact(definition, answers, "person.email") or ""
    phone = fact(definition, answers, "person.phone") or ""
    return draw(
        request,
        door,
        definition,
        "done",
        heading=said(door, confirmation.title),
        reference=submission.reference,
        case_href=f"/workspace/cases/{submission.reference}/",
        is_removed=submission.removed_at is not None,
        email=email,
        can_be_followed=bool(email or phone),
        receipt_href=door.url("form-receipt", secret=secret),
        booked=booked_on_page(door, submission, answers),
        next_steps=said_in_blocks(door, confirmation.next_steps),
        next_time=said_in_blocks(door, confirmation.next_time),
    )
