"""Addresses for telephone systems."""

from django.urls import path

from moothall.cases.contact import views

urlpatterns = [path("machine/telephony/", views.told, name="telephony")]
