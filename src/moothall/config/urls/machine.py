"""The front door of other systems: health, webhooks, sign-in protocols."""

from django.urls import path

from moothall.bookings.urls.machine import urlpatterns as bookings
from moothall.cases.urls.machine import urlpatterns as cases
from moothall.documents.urls.machine import urlpatterns as documents
from moothall.notifications.urls.machine import urlpatterns as notifications
from moothall.payments.urls.machine import urlpatterns as payments
from moothall.surfaces.machine import views
from moothall.verticals.parking.urls.machine import urlpatterns as parking

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    *notifications,
    *payments,
    *documents,
    *bookings,
    *cases,
    *parking,
]
