"""Anyone's addresses and maps."""

from django.urls import path

from moothall.places.views import public

urlpatterns = [
    path("places/addresses.json", public.addresses, name="places-addresses"),
    path("places/map/streets.geojson", public.map_streets, name="places-map-streets"),
    path("places/map/areas.geojson", public.map_areas, name="places-map-areas"),
]
