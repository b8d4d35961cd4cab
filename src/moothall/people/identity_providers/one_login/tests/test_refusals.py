"""Everything that One Login, or somebody between, can get wrong: each is the right refusal."""

from datetime import timedelta

import pytest

from moothall.kernel.errors import Retry
from moothall.people.identity_providers.one_login.tests.scenery import (
    BACK,
    CLIENT_ID,
    SECRET,
    ec_key,
    present,
    private_pem,
    public_pem,
)
from moothall.people.ports import (
    Fact,
    FinishSignIn,
    IdentityLevel,
    RefusalReason,
    SignInRefused,
    StartSignIn,
    Strength,
)

P2 = IdentityLevel.MEDIUM
BAD, EXPIRED = RefusalReason.BAD_TOKEN, RefusalReason.EXPIRED


def refused(action):
    with pytest.raises(SignInRefused) as refusal:
        action()
    return refusal.value


@pytest.mark.parametrize("identity", [IdentityLevel.NONE, P2])
@pytest.mark.parametrize(
    ("error", "reason", "detail"),
    [
        ("INVALID_ISS", BAD, "'iss'"),
        ("INVALID_AUD", BAD, "somebody else"),
        ("INVALID_ALG_HEADER", BAD, "HS256"),
        ("INVALID_SIGNATURE", BAD, "BadSignature"),
        ("TOKEN_EXPIRED", EXPIRED, "expired"),
        ("TOKEN_NOT_VALID_YET", BAD, "future"),
        ("NONCE_NOT_MATCHING", BAD, "nonce"),
        ("INCORRECT_VOT", RefusalReason.LEVEL_TOO_LOW, "vot"),
    ],
)
def test_each_mistake_in_the_id_token_is_refused(scene, identity, error, reason, detail):
    scene.get_wrong(idTokenErrors=[error])

    refusal = refused(lambda: scene.sign_in(identity=identity))

    assert refusal.reason is reason
    assert refusal.detail.startswith("id token: ")
    assert detail in refusal.detail


def test_a_level_that_was_not_asked_for_is_refused_though_it_is_higher(scene):
    scene.get_wrong(idTokenErrors=["INCORRECT_VOT"])

    refusal = refused(lambda: scene.sign_in(strength=Strength.ONE_FACTOR))

    assert refusal.reason is RefusalReason.LEVEL_TOO_LOW
    assert refusal.detail == "id token: vot is 'Cl.Cm', not 'Cl'."


@pytest.mark.parametrize(
    ("error", "reason", "detail"),
    [
        ("INVALID_ALG_HEADER", BAD, "HS256"),
        ("INVALID_SIGNATURE", BAD, "BadSignature"),
        ("INCORRECT_SUB", BAD, "sub"),
        ("INVALID_ISS", BAD, "'iss'"),
        ("INVALID_AUD", BAD, "somebody else"),
        ("TOKEN_EXPIRED", EXPIRED, "expired"),
    ],
)
def test_each_mistake_in_the_core_identity_is_refused(scene, error, reason, detail):
    scene.get_wrong(coreIdentityErrors=[error])

    refusal = refused(lambda: scene.sign_in(identity=P2))

    assert refusal.reason is reason
    assert refusal.detail.startswith("core identity: ")
    assert detail in refusal.detail


def test_a_core_identity_that_nobody_asked_for_is_not_looked_at(scene):
    scene.get_wrong(coreIdentityErrors=["INVALID_SIGNATURE"])

    person = scene.sign_in()

    assert person.identity is IdentityLevel.NONE


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ("ACCESS_DENIED", RefusalReason.CANCELLED),
        ("TEMPORARILY_UNAVAILABLE", RefusalReason.TEMPORARILY_UNAVAILABLE),
    ],
)
def test_each_error_on_the_way_back_is_refused(scene, error, reason):
    scene.get_wrong(authoriseErrors=[error])

    assert refused(scene.sign_in).reason is reason


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"error": "server_error"}, RefusalReason.TEMPORARILY_UNAVAILABLE),
        ({"error": "login_required"}, EXPIRED),
        ({"error": "unmet_authentication_requirements"}, RefusalReason.LEVEL_TOO_LOW),
        ({"error": "invalid_scope"}, RefusalReason.MISCONFIGURED),
        ({"error": "something \0 new \ud800"}, RefusalReason.MISCONFIGURED),
        ({}, RefusalReason.STATE_LOST),
        ({"code": ""}, RefusalReason.STATE_LOST),
        ({"code": "x", "iss": "https://elsewhere.test/"}, BAD),
        ({"code": "guessed"}, EXPIRED),
        ({"code": "\ud800"}, RefusalReason.STATE_LOST),
    ],
)
def test_whatever_a_browser_brings_back_is_refused(scene, answer, reason):
    started = scene.start()

    refusal = refused(lambda: scene.finish(started, {**answer, "state": started.pending.state}))

    assert refusal.reason is reason
    assert refusal.detail.isprintable()


def test_an_error_without_our_state_is_no_answer_to_us(scene):
    started = scene.start()

    refusal = refused(lambda: scene.finish(started, {"error": "access_denied"}))

    assert refusal.reason is RefusalReason.STATE_LOST
    assert "access_denied" in refusal.detail


def test_who_cannot_prove_an_identity_is_told_so_with_the_codes(scene):
    scene.be("george")

    refusal = refused(lambda: scene.sign_in(identity=P2, facts=frozenset({Fact.RETURN_CODES})))

    assert refusal.reason is RefusalReason.IDENTITY_NOT_PROVEN
    assert refusal.return_codes == ("C",)


def test_who_cannot_prove_an_identity_where_no_codes_are_asked_has_not_finished(scene):
    scene.be("george")

    assert refused(lambda: scene.sign_in(identity=P2)).reason is RefusalReason.CANCELLED


@pytest.mark.parametrize("level", ["P0", "P1", "", "p2", "P22", 2, None, ["P2"], "Cl.Cm.P2"])
def test_an_identity_of_a_lower_level_is_not_enough(scene, level):
    scene.config(responseConfiguration={"maxLoCAchieved": level})

    refusal = refused(lambda: scene.sign_in(identity=P2))

    assert refusal.reason in {RefusalReason.IDENTITY_NOT_PROVEN, BAD}
    assert refusal.reason is BAD or "vot" in refusal.detail


def test_somebody_of_whom_it_is_only_a_little_sure_is_refused(scene):
    scene.be("marta")

    assert refused(lambda: scene.sign_in(identity=P2)).reason is RefusalReason.IDENTITY_NOT_PROVEN


def test_a_code_is_bound_to_our_verifier_and_address(scene):
    started = scene.start()
    answer = scene.browse(started)
    other = scene.start().pending
    stolen = FinishSignIn(answer={**answer, "state": other.state}, pending=other, now=present())

    refusal = refused(lambda: scene.provider.finish(stolen))

    assert refusal.reason is EXPIRED
    assert "invalid_grant" in refusal.detail


def test_a_key_that_one_login_does_not_know_is_our_mistake(scene, settings):
    scene.config(clientConfiguration={"clientId": CLIENT_ID, "publicKey": public_pem(ec_key())})

    refusal = refused(scene.sign_in)

    assert refusal.reason is RefusalReason.MISCONFIGURED
    assert "invalid_client" in refusal.detail


@pytest.mark.parametrize("content", [None, "", "no key", "-----BEGIN PRIVATE KEY-----\nx\n"])
def test_a_key_that_is_missing_or_broken_is_our_mistake(scene, settings, content):
    path = settings.SECRETS_DIR / SECRET
    path.unlink() if content is None else path.write_text(content)

    refusal = refused(scene.sign_in)

    assert refusal.reason is RefusalReason.MISCONFIGURED
    assert "BEGIN" not in str(refusal)


def test_a_key_of_another_kind_than_the_algorithm_is_our_mistake(scene, settings):
    (settings.SECRETS_DIR / SECRET).write_text(private_pem(ec_key()))

    assert refused(scene.sign_in).reason is RefusalReason.MISCONFIGURED


def test_an_address_that_is_not_registered_never_comes_back(scene):
    started = scene.provider.start(StartSignIn(return_address=BACK + "/else", now=present()))

    with pytest.raises(AssertionError, match="redirect_uri is not registered"):
        scene.browse(started)


@pytest.mark.slow
def test_two_clocks_may_differ_a_little_and_no_more(scene):
    def at(seconds):
        started = scene.start()
        return scene.finish(started, scene.browse(started), present() + timedelta(seconds=seconds))

    assert at(-20).subject
    assert at(140).subject
    assert refused(lambda: at(-60)).reason is BAD
    assert refused(lambda: at(160)).reason is EXPIRED


@pytest.mark.parametrize(
    "operation", ["get_discovery", "get_jwks", "get_did", "post_token", "get_userinfo"]
)
@pytest.mark.parametrize(
    "trouble",
    [
        {"fail": {"status": 503}},
        {"fail": {"status": 429}},
        {"fail": {"status": 302}},
        {"down": {}},
        {"html": {}},
        {"lose_answer": {}},
    ],
)
def test_any_question_without_a_good_answer_is_to_be_tried_again(scene, operation, trouble):
    (name, options) = next(iter(trouble.items()))
    scene.program.control(**{name: {**options, "only": operation}})

    with pytest.raises(Retry):
        scene.sign_in(identity=P2)


def test_a_refusal_of_the_facts_is_a_bad_token(scene):
    scene.program.control(refuse={"only": "get_userinfo"})

    refusal = refused(scene.sign_in)

    assert refusal.reason is BAD
    assert refusal.detail == "userinfo: answered 400."


def test_a_dead_provider_is_to_be_tried_again(scene):
    nowhere = scene.with_options(issuer="http://127.0.0.1:9/")

    with pytest.raises(Retry, match=r"127\.0\.0\.1 did not answer"):
        nowhere.start(StartSignIn(return_address=BACK, now=present()))


def test_a_slow_provider_is_not_waited_for(scene, monkeypatch):
    monkeypatch.setattr("moothall.people.identity_providers.one_login.wire.STEP_TIMEOUT", 0.1)
    started = scene.start()
    answer = scene.browse(started)
    scene.program.control(slow={"seconds": 1, "only": "post_token"})

    with pytest.raises(Retry, match="ReadTimeout"):
        scene.finish(started, answer)


@pytest.mark.parametrize("subject", ["x" * 256, "a b", "a\nb"])
def test_a_name_that_cannot_be_kept_is_refused(scene, subject):
    scene.config(responseConfiguration={"sub": subject})

    assert refused(scene.sign_in).reason is BAD


@pytest.mark.parametrize("email", ["x" * 251 + "@a.uk", "a\0@example.org", "\ud800@example.org", 7])
def test_an_email_address_that_cannot_be_kept_whole_is_none(scene, email):
    scene.config(responseConfiguration={"email": email})

    assert scene.sign_in().email == ""
