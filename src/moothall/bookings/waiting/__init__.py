"""
The waiting list: who wants a time that others have, and who is offered it when it is free again.

First come, first served, among those whom the freed time suits. An offer is a hold, so that nobody
else can have the time until it is taken, declined or out of time; then it is the next one's.
"""
