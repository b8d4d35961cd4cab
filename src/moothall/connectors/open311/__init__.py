"""Open311 GeoReport v2 as a server: our councils, spoken to by other people's programs."""
