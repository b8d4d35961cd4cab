"""Public addresses of the councils app."""

from django.urls import path

from moothall.councils.views import public

urlpatterns = [
    path("brand/<slug:version>.css", public.brand_stylesheet, name="brand-stylesheet"),
    path("brand/<slug:version>.svg", public.brand_logo, name="brand-logo"),
]
