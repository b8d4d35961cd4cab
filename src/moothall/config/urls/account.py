"""The front door of residents who have signed in."""

from moothall.bookings.urls.account import urlpatterns as bookings
from moothall.bookings.waiting.urls import account_patterns as waiting
from moothall.cases.urls.account import urlpatterns as cases
from moothall.documents.urls.account import urlpatterns as documents
from moothall.eforms.urls.account import urlpatterns as eforms
from moothall.notifications.urls.account import urlpatterns as notifications
from moothall.payments.urls.account import urlpatterns as payments
from moothall.payments.wallets.urls.account import urlpatterns as wallets
from moothall.people.urls.account import urlpatterns as people
from moothall.surfaces.account.living.urls import urlpatterns as living
from moothall.surfaces.account.urls import urlpatterns as screens
from moothall.verticals.parking.urls.account import urlpatterns as parking
from moothall.verticals.revenues.urls.account import urlpatterns as revenues
from moothall.verticals.schools.urls.account import urlpatterns as schools

urlpatterns = [
    *people,
    *documents,
    *notifications,
    *payments,
    *wallets,
    *cases,
    *bookings,
    *waiting,
    *eforms,
    *revenues,
    *schools,
    *parking,
    *living,
    *screens,
]
