"""The children whom somebody looks after who has signed in."""

from django.urls import path

from moothall.verticals.schools.views import account

_CHILD = "account/schools/children/<uuid:pupil_id>/"

urlpatterns = [
    path("account/schools/", account.schools, name="schools"),
    path("account/schools/claim/", account.claim, name="school-claim"),
    path("account/schools/invitation/<slug:secret>/", account.invitation, name="school-invitation"),
    path(_CHILD, account.child, name="school-child"),
    path(f"{_CHILD}join/<uuid:activity_id>/", account.join, name="school-join"),
    path(f"{_CHILD}parts/<uuid:part_id>/", account.instalment, name="school-instalment"),
]
