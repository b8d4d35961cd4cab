"""The pages of the sign-in host: of allauth's those that residents need, in our words."""

from django.urls import include, path

from moothall.people.urls.sign_in import urlpatterns as shared_with_staff
from moothall.people.views import (
    closing,
    elsewhere,
    identity,
    identity_connections,
    provider,
    recovering,
    sign_in,
    websites,
)

#: Names of pages that look otherwise for residents.
OURS = {
    "account_inactive",
    "account_login",
    "account_logout",
    "account_request_login_code",
    "account_set_password",
    "account_signup",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_authenticate",
    "mfa_index",
}

_identity = [
    path("prove/", identity.prove, name="prove"),
    path("start/", identity.start, name="start"),
    path("connect/", identity_connections.connect, name="connect"),
    path("disconnect/", identity_connections.disconnect, name="disconnect"),
]

_own = [
    path("", sign_in.security, name="security"),
    path("go-on/", sign_in.go_on, name="go-on"),
    path("again/", sign_in.prove_by_mail, name="again"),
    path("councils/", sign_in.councils, name="councils"),
    path("close/", closing.close, name="close"),
    path("recover/", recovering.recover, name="recover"),
    path("leave/", sign_in.leave, name="leave"),
    path("allow/", websites.allow, name="allow"),
    path("websites/", websites.websites, name="websites"),
    path("websites/<int:consent>/withdraw/", websites.withdraw, name="withdraw"),
    path("elsewhere/", elsewhere.connections, name="connections"),
    path("elsewhere/connect/", elsewhere.connect, name="connect"),
    path("elsewhere/<int:connection>/disconnect/", elsewhere.disconnect, name="disconnect"),
    path("elsewhere/with/<slug:key>/", elsewhere.start, name="elsewhere"),
]

#: allauth looks these up by their bare names.
pages = [
    path("login/", sign_in.begin, name="account_login"),
    path("login/", sign_in.begin, name="account_request_login_code"),
    path("login/code/", sign_in.enter_code, name="account_confirm_login_code"),
    path("login/password/", sign_in.by_password, name="account_login_by_password"),
    path("login/passkey/", sign_in.by_passkey, name="mfa_login_webauthn"),
    path("second-factor/authenticate/", sign_in.second_step, name="mfa_authenticate"),
    path("new/", sign_in.sign_up, name="account_signup"),
    path("new/code/", sign_in.confirm_address, name="account_email_verification_sent"),
    path("identity/", include((_identity, "identity"))),
    path("logout/", sign_in.sign_out, name="account_logout"),
    path("addresses/", sign_in.addresses, name="account_email"),
    path("where/", sign_in.sessions, name="usersessions_list"),
    path("closed/", sign_in.closed, name="account_inactive"),
    path("password/set/", sign_in.set_password, name="account_set_password"),
    path("second-factor/", sign_in.start, name="mfa_index"),
    path("second-factor/app/activate/", sign_in.set_up_app, name="mfa_activate_totp"),
    path("second-factor/passkeys/add/", sign_in.add_passkey, name="mfa_add_webauthn"),
    *[page for page in shared_with_staff if page.name not in OURS],
    path("", include((_own, "sign-in"))),
]

_protocol = [
    path("sign-in/authorize", provider.authorize, name="authorization"),
    path("sign-in/token", provider.token, name="token"),
    path("sign-in/userinfo", provider.user_info, name="userinfo"),
    path("sign-in/revoke", provider.revoke, name="revoke"),
    path("sign-in/end", provider.end, name="logout"),
    path(".well-known/jwks.json", provider.jwks, name="jwks"),
    path(".well-known/openid-configuration", provider.configuration, name="configuration"),
]

#: Where companies send people back: one address in every language, as it is registered with them.
_backs = [
    path("sign-in/back/google", elsewhere.google_back, name="google_callback"),
    path("sign-in/back/facebook", elsewhere.facebook_back, name="facebook_callback"),
    path("sign-in/back/microsoft", elsewhere.microsoft_back, name="microsoft_callback"),
    path("sign-in/back/apple", elsewhere.apple_posted, name="apple_callback"),
    path("sign-in/back/apple/done", elsewhere.apple_back, name="apple_finish_callback"),
    path(
        "sign-in/back/<slug:provider_id>",
        elsewhere.openid_connect_back,
        name="openid_connect_callback",
    ),
]

#: What is registered with the identity provider: one address in every language.
_identity_provider = [
    path("sign-in/identity/back", identity.back, name="back"),
    path("sign-in/identity/signed-out", identity.signed_out, name="signed-out"),
    path("sign-in/identity/logout", identity.logout_told, name="logout"),
]
protocol = [
    *_backs,
    path("", include((_identity_provider, "identity-provider"))),
    path("", include(([path("", include((_protocol, "oidc")))], "idp"))),
]
start = [path("", sign_in.start, name="start")]
