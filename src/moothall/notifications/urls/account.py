"""A resident's choices of what they hear of."""

from django.urls import path

from moothall.notifications.views import account

urlpatterns = [
    path("account/preferences/", account.preferences, name="preferences"),
    path("account/preferences/history/", account.history, name="preferences-history"),
]
