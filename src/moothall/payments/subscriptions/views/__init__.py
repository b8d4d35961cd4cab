"""The pages of subscriptions, by front door."""
