"""Where carriers tell us what became of messages."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.access import machine
from moothall.notifications.actions import settle_message
from moothall.notifications.ports import Report, ReportRefused
from moothall.notifications.queries import accounts_with


@machine
@require_POST
def carrier_report(request: HttpRequest, carrier: str) -> HttpResponse:
    """
    Take a carrier's report for the council of this host; any proof but its own is refused.

    A report about a message that is not the council's changes nothing and is thanked for all the
    same, so that the carrier does not repeat it.
    """
    report = _proved_report(request, carrier)
    if report is None:
        return HttpResponse("Refused.", status=403, content_type="text/plain")
    settle_message(message_id=report.message_id, fate=report.fate, now=clock.now())
    return HttpResponse(status=204)


def _proved_report(request: HttpRequest, carrier: str) -> Report | None:
    council: CouncilRow = request.council  # type: ignore[attr-defined]
    for chosen in accounts_with(council.id, carrier):
        try:
            return chosen.carrier.read_report(request.headers, request.body, chosen.account)
        except ReportRefused:
            continue
    return None
