"""Anyone's front door."""

from moothall.cases.urls.public import urlpatterns as cases
from moothall.content.urls.public import urlpatterns as content
from moothall.councils.urls.public import urlpatterns as councils
from moothall.eforms.urls.public import urlpatterns as eforms
from moothall.notifications.urls.public import urlpatterns as notifications
from moothall.payments.urls.public import urlpatterns as payments
from moothall.places.urls.public import urlpatterns as places

urlpatterns = [*councils, *places, *cases, *eforms, *notifications, *payments, *content]
