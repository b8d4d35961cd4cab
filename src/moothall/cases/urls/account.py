"""Cases' part of the account."""

from django.urls import path

from moothall.cases.views import account

urlpatterns = [
    path("account/your-data/ask/<slug:right>/", account.data_request, name="data-request"),
    path(
        "account/your-data/asked/<uuid:case_id>/",
        account.data_request_sent,
        name="data-request-sent",
    ),
]
