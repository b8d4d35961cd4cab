"""The screens of staff that join many apps: dashboard, a person's whole story, taking a call."""
