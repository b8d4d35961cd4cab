"""Editors of the websites' front door."""

urlpatterns: list[object] = []
