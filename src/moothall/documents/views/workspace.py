"""Files for staff."""

from uuid import UUID

from django.http import HttpResponseBase

from moothall.councils.requests import CouncilRequest
from moothall.documents import policies
from moothall.documents.ports import file_fences
from moothall.documents.queries import stored_file
from moothall.documents.views.serving import file_answer
from moothall.kernel.access import staff
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require
from moothall.people.sight import sighted


@staff("case.view")
@sighted
def file(request: CouncilRequest, file_id: UUID) -> HttpResponseBase:
    """Give a file to staff who may see the cases of its council."""
    stored = stored_file(file_id)
    require(policies.can_see_file(request.actor, stored))
    if any(fence.withholds(file_id) for fence in file_fences):
        raise NotFound("There is no such file.")
    return file_answer(stored)
