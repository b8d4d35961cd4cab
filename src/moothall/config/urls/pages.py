"""Published pages, which take every address that nothing else took."""

urlpatterns: list[object] = []
