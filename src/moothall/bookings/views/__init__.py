"""The pages of bookings: choosing a time, finishing, changing and cancelling."""
