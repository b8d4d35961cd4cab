"""Public addresses of the website that are not pages."""

from django.urls import path

from moothall.content.views import feedback, media, public

urlpatterns = [
    path("a-to-z/", public.a_to_z, name="a-to-z"),
    path("search/", public.search, name="search"),
    path("feedback/", feedback.feedback, name="feedback"),
    path("feedback/more/", feedback.more, name="feedback-more"),
    path("feedback/thanks/", feedback.thanks, name="feedback-thanks"),
    path("images/<int:rendition_id>/<str:name>", media.image, name="image"),
    path("documents/<int:document_id>/<str:name>", media.document, name="document"),
    path("sitemap.xml", public.sitemap, name="sitemap"),
    path("robots.txt", public.robots, name="robots"),
]
