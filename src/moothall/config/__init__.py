"""Settings, addresses and the way into the server: the only place that knows every app."""
