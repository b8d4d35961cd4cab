"""Published pages, which take every address that nothing else took."""

from moothall.content.urls.pages import urlpatterns as content

urlpatterns = [*content]
