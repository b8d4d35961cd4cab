"""Where collectors tell us that something happened."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from moothall.councils.rows import CouncilRow
from moothall.kernel.access import machine
from moothall.payments.direct_debit import queries, tasks
from moothall.payments.direct_debit.ports import DebitHint


@machine
@require_POST
def hints(request: HttpRequest, collector: str) -> HttpResponse:
    """
    Take a collector's word that something happened, and have it asked what.

    Any proof but that of this host's council is refused; a hint about what is not the council's
    is thanked for all the same, so that it is not repeated.
    """
    council: CouncilRow = request.council  # type: ignore[attr-defined]
    read = queries.read_hints(council.id, collector, request.headers, request.body)
    if read is None:
        return HttpResponse("Refused.", status=403, content_type="text/plain")
    tasks.ask.defer_many(_jobs(council.id, read))
    return HttpResponse(status=204)


def _jobs(council_id: int, read: list[DebitHint]) -> list[dict[str, object]]:
    return [
        {"council_id": council_id, "about": hint.about.value, "row_id": row_id}
        for hint in read
        if (row_id := queries.row_of_hint(council_id, hint.about, hint.collector_reference))
    ]
