"""Anyone's front door."""

from moothall.bookings.queueing.urls import public_patterns as queueing
from moothall.bookings.urls.public import urlpatterns as bookings
from moothall.bookings.urls.video import urlpatterns as video_calls
from moothall.bookings.waiting.urls import public_patterns as waiting
from moothall.cases.urls.public import urlpatterns as cases
from moothall.content.urls.public import urlpatterns as content
from moothall.councils.urls.public import urlpatterns as councils
from moothall.eforms.urls.public import urlpatterns as eforms
from moothall.notifications.urls.public import urlpatterns as notifications
from moothall.payments.urls.public import urlpatterns as payments
from moothall.places.urls.public import urlpatterns as places
from moothall.verticals.parking.urls.public import urlpatterns as parking

urlpatterns = [
    *councils,
    *places,
    *cases,
    *eforms,
    *notifications,
    *payments,
    *parking,
    *bookings,
    *video_calls,
    *waiting,
    *queueing,
    *content,
]
