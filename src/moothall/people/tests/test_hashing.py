import pytest
from django.contrib.auth.hashers import ScryptPasswordHasher, make_password

from moothall.people.models import Account


def test_new_passwords_are_argon2id_at_the_setting_of_owasp(db):
    hashed = make_password("correct horse battery")

    assert hashed.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.slow
def test_an_old_hash_opens_the_door_once_more_and_is_made_anew(db):
    account = Account.objects.create_user("old@home.test")
    account.password = ScryptPasswordHasher().encode("correct horse battery", "a" * 22)
    account.save()

    assert not account.check_password("another horse battery")
    assert account.check_password("correct horse battery")

    account.refresh_from_db()
    assert account.password.startswith("argon2$argon2id$")
    assert account.check_password("correct horse battery")
