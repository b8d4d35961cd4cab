"""Files for back offices, by signed link."""

from django.http import HttpResponseBase

from moothall.councils.requests import CouncilRequest
from moothall.documents.links import file_named_by
from moothall.documents.queries import stored_file
from moothall.documents.views.serving import file_answer
from moothall.kernel import clock
from moothall.kernel.access import machine


@machine
def file_by_link(request: CouncilRequest, signed: str) -> HttpResponseBase:
    """Give the file that a signed link of this council names, while it is good."""
    file_id = file_named_by(signed, council_id=request.council.id, now=clock.now())
    return file_answer(stored_file(file_id))
