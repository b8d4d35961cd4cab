"""Any system that speaks Open311 GeoReport v2 as a server."""
