"""Any program that takes signed webhooks (Standard Webhooks 1.0) of what forms hand in."""
