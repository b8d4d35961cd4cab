"""The way into video calls."""

from django.urls import path

from moothall.bookings.views import video

urlpatterns = [path("video-call/<str:secret>/", video.video_call, name="video-call")]
