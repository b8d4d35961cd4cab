"""The pages of the queue and of check-in, by who uses them."""
