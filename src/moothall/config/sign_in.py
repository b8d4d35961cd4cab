"""How passwords are kept and checked, and which forms libraries show: theirs, in our words."""

#: The first one makes new hashes; an old hash is made anew when its owner signs in.
PASSWORD_HASHERS = [
    "moothall.people.sign_in.hashing.Argon2",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

ACCOUNT_FORMS = {
    name: f"moothall.people.sign_in.forms.{form}"
    for name, form in (
        ("add_email", "AddAddressForm"),
        ("change_password", "ChangePasswordForm"),
        ("confirm_email_verification_code", "ConfirmAddressForm"),
        ("confirm_login_code", "ConfirmLoginCodeForm"),
        ("login", "LoginForm"),
        ("reauthenticate", "ReauthenticateForm"),
        ("request_login_code", "RequestLoginCodeForm"),
        ("reset_password", "ResetPasswordForm"),
        ("reset_password_from_key", "ResetPasswordKeyForm"),
        ("set_password", "SetPasswordForm"),
        ("signup", "SignupForm"),
    )
}
MFA_FORMS = {
    "authenticate": "moothall.people.sign_in.forms.SecondFactorForm",
    "reauthenticate": "moothall.people.sign_in.forms.SecondFactorAgainForm",
}
