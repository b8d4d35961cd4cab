"""Pages that links in messages lead to."""

from django.urls import path

from moothall.notifications.views import public

urlpatterns = [
    path("confirm-address/<slug:secret>/", public.confirm, name="confirm-address"),
    path("unsubscribe/<str:token>/", public.unsubscribe, name="unsubscribe"),
]
