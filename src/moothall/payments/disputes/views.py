"""Disputes in the workspace."""

from django.http import HttpRequest, HttpResponse

from moothall.councils.for_council import for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.payments.books_policies import SEE
from moothall.payments.disputes.queries import decided_disputes, open_disputes
from moothall.payments.views.books import screen

_SHOWN = 50


@for_council(SEE)
def disputes(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List what payers have challenged: what waits, with its day, then what was decided."""
    return screen(
        request, council, "disputes", waiting=open_disputes(council.id), now=clock.now(),
        decided=decided_disputes(council.id, limit=_SHOWN),
    )  # fmt: skip
