"""
Streetworks: a street-works and waste contractor's system, with its crew's own screen.

It speaks Open311 GeoReport v2 as a server, in the dialect that British councils' systems speak.
It owns the jobs that councils give it and what crews say about them. It refuses to know who
sent a job beyond what the request said.
"""
