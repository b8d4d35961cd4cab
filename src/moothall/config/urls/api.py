"""Programs' front door."""

from moothall.connectors.urls.api import urlpatterns as connectors
from moothall.payments.wallets.urls.api import urlpatterns as tills

urlpatterns = [*tills, *connectors]
