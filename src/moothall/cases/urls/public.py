"""Public addresses of cases."""

from django.urls import path

from moothall.cases.views import public

urlpatterns = [path("track/", public.track, name="track")]
