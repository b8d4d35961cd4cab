"""Handing out receipts."""

from http import HTTPStatus

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render

from moothall.councils.requests import CouncilRequest
from moothall.documents.views.serving import file_answer
from moothall.kernel.errors import NotFound
from moothall.payments import tasks
from moothall.payments.receipts.finding import receipt_file
from moothall.payments.rows import PaymentRow

#: In seconds; how often the page looks whether the receipt is written.
LOOKS_AGAIN_AFTER = 2


def receipt(request: CouncilRequest, row: PaymentRow) -> HttpResponseBase:
    """
    Hand a receipt out, or have it written and say so on a page that looks again by itself.

    :raises NotFound: if the payment was not made
    """
    if not row.is_paid:
        raise NotFound("There is no receipt for what was not paid.")
    language = request.LANGUAGE_CODE
    found = receipt_file(row.id, language, row.refunded_pence)
    answer: HttpResponse | FileResponse
    if found is not None:
        answer = file_answer(found)
    else:
        tasks.write_receipt_soon(
            council_id=request.council.id, payment_id=row.id, language=language
        )
        answer = render(
            request,
            "payments/public/receipt_waits.html",
            {"payment": row, "looks_again_after": LOOKS_AGAIN_AFTER},
            status=HTTPStatus.ACCEPTED,
        )
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
