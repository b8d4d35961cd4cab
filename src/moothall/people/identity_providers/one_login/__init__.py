"""GOV.UK One Login: sign-in and identity proofing by OpenID Connect."""
