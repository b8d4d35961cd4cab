"""The front door of residents who have signed in."""

from moothall.eforms.urls.account import urlpatterns as eforms
from moothall.people.urls.account import urlpatterns as people
from moothall.surfaces.account.urls import urlpatterns as screens
from moothall.verticals.revenues.urls.account import urlpatterns as revenues

urlpatterns = [*people, *eforms, *revenues, *screens]
