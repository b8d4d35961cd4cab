"""Anyone's front door."""

from moothall.content.urls.public import urlpatterns as content
from moothall.councils.urls.public import urlpatterns as councils

urlpatterns = [*councils, *content]
