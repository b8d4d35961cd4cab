"""Programs' front door."""

urlpatterns: list[object] = []
