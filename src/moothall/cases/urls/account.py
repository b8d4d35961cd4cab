"""Residents' own cases, in their account."""

from django.urls import path

from moothall.cases.contact import opening
from moothall.cases.views import account, own_acts, own_cases, own_messages

_REQUEST = "account/requests/<str:reference>/"

urlpatterns = [
    path("account/open/<str:token>/", opening.open_account, name="open-account"),
    path("account/requests/", own_cases.requests, name="requests"),
    path(_REQUEST, own_cases.request_page, name="request"),
    path(f"{_REQUEST}<slug:act>/", own_acts.act, name="request-act"),
    path("account/messages/", own_messages.messages, name="messages"),
    path("account/messages/new/", own_messages.new, name="message-new"),
    path("account/your-data/ask/<slug:right>/", account.data_request, name="data-request"),
    path(
        "account/your-data/asked/<uuid:case_id>/",
        account.data_request_sent,
        name="data-request-sent",
    ),
]
