"""The pages of the sign-in host: of allauth's those that residents need, in our words."""

from allauth.idp.oidc import views as provider_of_allauth
from allauth.mfa.webauthn import views as passkeys
from django.urls import include, path

from moothall.people.urls.sign_in import urlpatterns as shared_with_staff
from moothall.people.views import closing, provider, recovering, sign_in

#: Names of pages that look otherwise for residents.
OURS = {
    "account_inactive",
    "account_login",
    "account_request_login_code",
    "account_set_password",
    "account_signup",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_index",
}

own = [
    path("", sign_in.security, name="security"),
    path("go-on/", sign_in.go_on, name="go-on"),
    path("again/", sign_in.prove_by_mail, name="again"),
    path("councils/", sign_in.councils, name="councils"),
    path("close/", closing.close, name="close"),
    path("recover/", recovering.recover, name="recover"),
]

#: allauth looks these up by their bare names.
pages = [
    path("login/", sign_in.begin, name="account_login"),
    path("login/", sign_in.begin, name="account_request_login_code"),
    path("login/code/", sign_in.enter_code, name="account_confirm_login_code"),
    path("login/password/", sign_in.by_password, name="account_login_by_password"),
    path("login/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("new/", sign_in.sign_up, name="account_signup"),
    path("new/code/", sign_in.confirm_address, name="account_email_verification_sent"),
    path("addresses/", sign_in.addresses, name="account_email"),
    path("where/", sign_in.sessions, name="usersessions_list"),
    path("closed/", sign_in.closed, name="account_inactive"),
    path("password/set/", sign_in.set_password, name="account_set_password"),
    path("second-factor/", sign_in.start, name="mfa_index"),
    path("second-factor/app/activate/", sign_in.set_up_app, name="mfa_activate_totp"),
    path("second-factor/passkeys/add/", sign_in.add_passkey, name="mfa_add_webauthn"),
    *[page for page in shared_with_staff if page.name not in OURS],
    path("", include((own, "sign-in"))),
]

_protocol = [
    path("sign-in/authorize", provider.authorize, name="authorization"),
    path("sign-in/token", provider_of_allauth.token, name="token"),
    path("sign-in/userinfo", provider_of_allauth.user_info, name="userinfo"),
    path("sign-in/revoke", provider_of_allauth.revoke, name="revoke"),
    path("sign-in/end", provider.end, name="logout"),
    path(".well-known/jwks.json", provider.jwks, name="jwks"),
    path(".well-known/openid-configuration", provider.configuration, name="configuration"),
]
protocol = [path("", include(([path("", include((_protocol, "oidc")))], "idp")))]
start = [path("", sign_in.start, name="start")]
