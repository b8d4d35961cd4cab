"""Programs' front door."""

from moothall.connectors.urls.api import urlpatterns as connectors
from moothall.payments.wallets.urls.api import urlpatterns as tills
from moothall.verticals.parking.urls.api import urlpatterns as parking

urlpatterns = [*tills, *parking, *connectors]
