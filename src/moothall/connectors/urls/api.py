"""Addresses for other people's programs: the Open311 endpoint in both formats, and our own."""

from django.urls import path, re_path

from moothall.connectors.views import api, diary, partners

FORMAT = r"\.(?P<format_>json|xml)$"
_DIARY = "api/v1/bookings"
_BOOKING = f"{_DIARY}/<uuid:booking_id>"

urlpatterns = [
    re_path(r"^open311/v2/discovery" + FORMAT, api.discovery, name="open311-discovery"),
    re_path(r"^open311/v2/services" + FORMAT, api.services, name="open311-services"),
    re_path(
        r"^open311/v2/services/(?P<code>[\w-]{1,80})" + FORMAT, api.service, name="open311-service"
    ),
    re_path(r"^open311/v2/requests" + FORMAT, api.requests, name="open311-requests"),
    re_path(
        r"^open311/v2/requests/(?P<reference>[\w-]{1,20})" + FORMAT,
        api.one_request,
        name="open311-request",
    ),
    re_path(
        r"^open311/v2/tokens/(?P<given>[\w-]{1,40})" + FORMAT, api.tokens, name="open311-token"
    ),
    re_path(r"^open311/v2/servicerequestupdates" + FORMAT, api.updates, name="open311-updates"),
    path("api/v1/openapi.json", partners.description, name="openapi"),
    path("api/v1/forms/<slug:form>/prefill", partners.fillable, name="form-fillable"),
    path("api/v1/forms/<slug:form>/prefills", partners.prefills, name="form-prefills"),
    path(f"{_DIARY}/openapi.json", diary.description, name="diary-openapi"),
    path(f"{_DIARY}/activities", diary.activities, name="diary-activities"),
    path(f"{_DIARY}/activities/<slug:key>", diary.activity, name="diary-activity"),
    path(f"{_DIARY}/activities/<slug:key>/days", diary.days, name="diary-days"),
    path(f"{_DIARY}/activities/<slug:key>/times", diary.times, name="diary-times"),
    path(f"{_DIARY}/places", diary.places, name="diary-places"),
    path(_DIARY, diary.bookings, name="diary-bookings"),
    path(_BOOKING, diary.booking, name="diary-booking"),
    path(f"{_BOOKING}/person", diary.person, name="diary-person"),
    path(f"{_BOOKING}/confirmation", diary.confirmation, name="diary-confirmation"),
    path(f"{_BOOKING}/move", diary.move, name="diary-move"),
    path(f"{_BOOKING}/cancellation", diary.cancellation, name="diary-cancellation"),
    # The rest too, so that a program need not read a page of HTML to learn that it is lost.
    re_path(r"^open311(?:/|$)", api.nothing, name="open311-nothing"),
]
