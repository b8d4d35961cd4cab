"""Which forms allauth shows: its own, in our words."""

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
