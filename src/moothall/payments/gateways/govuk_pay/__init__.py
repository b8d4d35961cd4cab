"""GOV.UK Pay, with a client of our own: 16 operations, and traps that a made one walks into."""
