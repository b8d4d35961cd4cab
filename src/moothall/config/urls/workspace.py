"""The front door of staff."""

from moothall.cases.urls.workspace import urlpatterns as cases
from moothall.connectors.urls.workspace import urlpatterns as connectors
from moothall.documents.urls.workspace import urlpatterns as documents
from moothall.eforms.urls.workspace import urlpatterns as eforms
from moothall.payments.urls.books import urlpatterns as books
from moothall.payments.urls.workspace import urlpatterns as payments
from moothall.people.urls.workspace import urlpatterns as people
from moothall.surfaces.workspace.urls import urlpatterns as screens

urlpatterns = [*screens, *documents, *payments, *cases, *eforms, *connectors, *people, *books]
