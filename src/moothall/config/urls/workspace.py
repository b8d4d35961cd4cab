"""The front door of staff."""

from moothall.bookings.queueing.urls import workspace_patterns as queueing
from moothall.bookings.urls.workspace import urlpatterns as bookings
from moothall.bookings.waiting.urls import workspace_patterns as waiting
from moothall.cases.urls.workspace import urlpatterns as cases
from moothall.connectors.urls.workspace import urlpatterns as connectors
from moothall.documents.urls.workspace import urlpatterns as documents
from moothall.eforms.urls.workspace import urlpatterns as eforms
from moothall.payments.urls.books import urlpatterns as books
from moothall.payments.urls.workspace import urlpatterns as payments
from moothall.payments.wallets.urls.workspace import urlpatterns as wallets
from moothall.people.urls.workspace import urlpatterns as people
from moothall.surfaces.workspace.urls import urlpatterns as screens
from moothall.verticals.parking.urls.workspace import urlpatterns as parking
from moothall.verticals.schools.urls.workspace import urlpatterns as schools

urlpatterns = [
    *screens,
    *documents,
    *payments,
    *cases,
    *eforms,
    *connectors,
    *people,
    *books,
    *wallets,
    *schools,
    *bookings,
    *queueing,
    *waiting,
    *parking,
]
