"""Where the product's programs can be made to die: see `crash_points`."""

from typing import NamedTuple


class Point(NamedTuple):
    """Just before a function of a module is called, or just after it has come back."""

    module: str
    function: str
    when: str


#: Each step of a delivery.
POINTS = {
    "before-routing": Point("moothall.connectors.actions", "route_case", "before"),
    "after-routing": Point("moothall.connectors.actions", "route_case", "after"),
    "before-claim": Point("moothall.connectors.actions", "claim_delivery", "before"),
    "after-claim": Point("moothall.connectors.actions", "claim_delivery", "after"),
    "after-answer": Point("moothall.connectors.actions", "record_outcome", "before"),
    "after-record": Point("moothall.connectors.actions", "record_outcome", "after"),
    "before-acknowledging": Point(
        "moothall.cases.handlers", "on_case_opened_acknowledge", "before"
    ),
    "after-acknowledging": Point("moothall.cases.handlers", "on_case_opened_acknowledge", "after"),
    "before-receipt": Point("moothall.eforms.enclosing", "make_receipt", "before"),
    "after-receipt": Point("moothall.eforms.enclosing", "make_receipt", "after"),
}

#: Each step on the way of what was handed in to a program that a form names.
DESTINATION_POINTS = {
    "before-destinations": Point("moothall.connectors.actions", "queue_destinations", "before"),
    "after-destinations": Point("moothall.connectors.actions", "queue_destinations", "after"),
    "after-claim": POINTS["after-claim"],
    "after-answer": POINTS["after-answer"],
}

#: Each step of handing in, within its one transaction and just after it.
SUBMISSION = "moothall.eforms.actions.submitting"
WEB_POINTS = {
    "before-the-claim": Point(SUBMISSION, "_claim", "before"),
    "after-the-claim": Point(SUBMISSION, "definition_of", "before"),
    "after-judging": Point(SUBMISSION, "require_ready", "after"),
    "before-the-person": Point(SUBMISSION, "record_person", "before"),
    "after-the-person": Point(SUBMISSION, "record_person", "after"),
    "after-the-case": Point(SUBMISSION, "open_case", "after"),
    "before-the-submission": Point(SUBMISSION, "insert", "before"),
    "before-the-event": Point("moothall.kernel.outbox", "publish", "before"),
    "before-the-rows": Point("moothall.kernel.inserting", "_write", "before"),
    "after-the-rows": Point("moothall.kernel.inserting", "_write", "after"),
    "after-all": Point("moothall.eforms.actions", "submit_draft", "after"),
}

#: Each step of removing what was handed in, within its one transaction and just after it.
REMOVING = "moothall.eforms.actions.removing"
REMOVAL_POINTS = {
    "before-the-case-forgets": Point(REMOVING, "forget_report", "before"),
    "after-the-case-forgot": Point(REMOVING, "forget_report", "after"),
    "before-the-files": Point(REMOVING, "forget_files", "before"),
    "after-the-files": Point(REMOVING, "forget_files", "after"),
    "after-the-removal": Point(REMOVING, "remove_submission", "after"),
}

PAYMENTS = "moothall.payments.actions"

#: Each step of filling a basket, in the web.
FILLING_POINTS = {
    "before-the-bill": Point(PAYMENTS, "put_in_basket", "before"),
    "bill-in-basket": Point(PAYMENTS, "put_in_basket", "after"),
    "before-the-fee": Point("moothall.eforms.actions.paying", "put_in_basket", "before"),
    "fee-in-basket": Point("moothall.eforms.actions.paying", "put_in_basket", "after"),
    "form-frozen": Point("moothall.eforms.actions", "ask_for_fee", "after"),
}

#: Each step of beginning to pay, in the web: the payment is written down, then the gateway called.
BEGINNING_POINTS = {
    "before-the-intent": Point(f"{PAYMENTS}.paying", "prepare_payment", "before"),
    "intent-in-transaction": Point(f"{PAYMENTS}.paying", "_coded", "after"),
    "intent-written": Point(f"{PAYMENTS}.paying", "_claim", "before"),
    "before-the-call": Point(f"{PAYMENTS}.paying", "_ask", "before"),
    "after-the-call": Point(f"{PAYMENTS}.paying", "_ask", "after"),
    "answer-written": Point(PAYMENTS, "begin_payment", "after"),
}

#: Each step of hearing that it is paid: at the payer's return in the web, or in the worker.
HEARING_POINTS = {
    "before-asking": Point(f"{PAYMENTS}.asking", "_ask", "before"),
    "answer-heard": Point(f"{PAYMENTS}.asking", "settle_payment", "before"),
    "in-the-books": Point(f"{PAYMENTS}.settling", "book_paid", "after"),
    "lines-paid": Point(f"{PAYMENTS}.settling", "finish_basket", "after"),
    "receipt-queued": Point(f"{PAYMENTS}.settling", "send_receipt", "after"),
    "settled": Point(f"{PAYMENTS}.asking", "settle_payment", "after"),
}

#: Each step of taking a webhook, in the web.
HINT_POINTS = {
    "webhook-came": Point(PAYMENTS, "take_hint", "before"),
    "webhook-noted": Point("moothall.payments.tasks", "check_soon", "after"),
}

#: Each step of what follows from a payment, in the worker.
EFFECT_POINTS = {
    "before-handing-in": Point("moothall.eforms.handlers", "on_line_paid_hand_in", "before"),
    "in-handing-in": Point("moothall.eforms.actions.paying", "submit_paid", "after"),
    "handed-in": Point("moothall.eforms.handlers", "on_line_paid_hand_in", "after"),
    "before-top-up": Point(
        "moothall.payments.wallets.handlers", "on_line_paid_top_up_wallet", "before"
    ),
    "topped-up": Point("moothall.payments.wallets.handlers", "on_line_paid_top_up_wallet", "after"),
    "before-writing": Point("moothall.payments.receipts.writing", "make_receipt", "before"),
    "receipt-stored": Point("moothall.payments.receipts.writing", "_kept", "before"),
    "receipt-written": Point("moothall.payments.receipts.writing", "make_receipt", "after"),
}

BOOKINGS = "moothall.bookings.actions"

#: Each step of a booking in the web, by what is pressed: a time, or the last button.
BOOKING_POINTS = {
    "keep": {
        "before-the-hold": Point(BOOKINGS, "hold_slot", "before"),
        "time-taken": Point(f"{BOOKINGS}.holding", "set_fee", "before"),
        "time-held": Point(BOOKINGS, "hold_slot", "after"),
    },
    "book": {
        "before-the-promise": Point(f"{BOOKINGS}.confirming", "promise", "before"),
        "in-the-promise": Point(f"{BOOKINGS}.confirming", "record", "before"),
        "after-the-promise": Point(f"{BOOKINGS}.confirming", "promise", "after"),
        "booked": Point(BOOKINGS, "confirm_booking", "after"),
    },
}

#: Each step of telling somebody of a booking, in the worker.
TELLING_POINTS = {
    "before-telling": Point(
        "moothall.bookings.telling_handlers", "on_booking_confirmed_tell", "before"
    ),
    "file-written": Point("moothall.bookings.telling", "send_message", "before"),
    "message-written": Point("moothall.bookings.telling", "send_message", "after"),
    "told": Point("moothall.bookings.telling_handlers", "on_booking_confirmed_tell", "after"),
}

ALL = {
    **POINTS,
    **DESTINATION_POINTS,
    **WEB_POINTS,
    **REMOVAL_POINTS,
    **FILLING_POINTS,
    **BEGINNING_POINTS,
    **HEARING_POINTS,
    **HINT_POINTS,
    **EFFECT_POINTS,
    **BOOKING_POINTS["keep"],
    **BOOKING_POINTS["book"],
    **TELLING_POINTS,
}
