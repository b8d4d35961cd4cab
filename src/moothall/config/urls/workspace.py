"""The front door of staff."""

urlpatterns: list[object] = []
