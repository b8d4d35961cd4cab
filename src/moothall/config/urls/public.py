"""Anyone's front door."""

from moothall.councils.urls.public import urlpatterns as councils

urlpatterns = [*councils]
