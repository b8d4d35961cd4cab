"""The PDF of the answers, for whoever holds the address of the form that was sent."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from moothall.documents.queries import stored_file
from moothall.documents.views.serving import file_answer
from moothall.eforms.handing_over import withheld_of
from moothall.eforms.queries import submission_of
from moothall.eforms.views import last_screens, screens
from moothall.eforms.views.doors import Door
from moothall.eforms.views.opening import Opened, here
from moothall.kernel.errors import NotFound


@require_http_methods(["GET", "HEAD"])
def receipt(request: HttpRequest, door: Door, secret: str) -> HttpResponseBase:
    """Give the answers as they were sent, or say that they are still being written down."""
    try:
        opened = Opened(door, secret)
    except NotFound:
        return screens.gone_screen(request, door)
    submission = submission_of(opened.draft)
    if submission is None:
        return redirect(here(door, secret, opened))
    if door.is_of_another and withheld_of([submission]):
        raise NotFound("The answers are hidden to protect this person.")
    if submission.receipt_id is None:
        return last_screens.receipt_screen(
            request, door, secret=secret, definition=opened.definition, submission=submission
        )
    return file_answer(stored_file(submission.receipt_id))
