"""The front door of residents who have signed in."""

from moothall.people.urls.account import urlpatterns as people
from moothall.surfaces.account.urls import urlpatterns as screens

urlpatterns = [*people, *screens]
