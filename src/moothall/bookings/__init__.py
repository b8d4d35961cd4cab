"""
Bookings: one diary for everything that a resident can turn up for.

It owns sites, resources, activities, their opening hours and closures, and what is booked: holds,
bookings, group sessions, series. Slots are computed from rules whenever somebody looks (`slots`);
what is taken the database guards, so that no resource is ever promised twice. It refuses to own
what is asked beyond a booking's own fields (a form, joined by its key in the apps above) and money
(`payments`, which it puts lines into the baskets of).
"""
