"""Where telephone systems tell us what happens to calls."""

import logging

from django.db import DatabaseError
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from moothall.cases.contact import actions
from moothall.cases.contact.signatures import keys_of, signed_id
from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import machine

LONGEST_BODY = 64 * 1024
_log = logging.getLogger(__name__)


@machine
@require_POST
def told(request: CouncilRequest) -> HttpResponse:
    """
    Keep what the telephone system of this host's council tells, and then do what it says.

    Once it is kept it is thanked for, whatever becomes of it: what is not understood stays visible
    to staff, and what we could not do at once is done within a minute.
    """
    now, council = clock.now(), request.council
    if len(request.body) > LONGEST_BODY:
        return HttpResponse("Too long.", status=413, content_type="text/plain")
    keys = keys_of(council.slug)
    event_id = signed_id(request.headers, request.body, keys=keys, now=now)
    if not event_id:
        return HttpResponse("Refused.", status=403, content_type="text/plain")
    body = request.body.decode("utf-8", "replace").replace("\0", "")
    row_id = actions.keep_event(council_id=council.id, event_id=event_id, body=body, now=now)
    if row_id is not None:
        try:
            actions.take_in(council_id=council.id, row_id=row_id, now=now)
        except DatabaseError:
            _log.exception("A telephone event is kept and not yet taken in.")
    return HttpResponse(status=204)
