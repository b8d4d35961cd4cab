"""The sections `staff` and `keeping` of a council's file: who works there, what is kept."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from moothall.councils.setup import SetupContext, SetupError
from moothall.kernel.actors import system
from moothall.kernel.secrets import SecretMissing, secret
from moothall.people import actions
from moothall.people.keeping_reasons import keeping_reasons
from moothall.people.models import Account, Role

SCHEMA = Path(__file__).with_name("staff_section.schema.json")


def apply_staff(context: SetupContext, data: Any) -> None:
    """
    Create the accounts a council names and give them their roles; take nothing from anybody.

    An account is made without a password unless the file names a secret that holds one; its owner
    then chooses one by e-mail.

    :raises SetupError: naming what cannot be used
    """
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for mistake in Draft202012Validator(schema).iter_errors(data):
        place = "/".join(str(step) for step in mistake.path)
        raise SetupError(f"at staff/{place}: {mistake.message}")
    for entry in data:
        _apply(context, entry)


def apply_keeping(context: SetupContext, data: Any) -> None:
    """
    Set for how many days the council keeps each kind of thing in spite of a wish for erasure.

    :raises SetupError: naming what cannot be used
    """
    if not isinstance(data, dict):
        raise SetupError("at keeping: expected reasons and days")
    for reason, days in data.items():
        if reason not in keeping_reasons or keeping_reasons.get(reason).days is None:
            known = ", ".join(one.key for one in keeping_reasons if one.days is not None)
            raise SetupError(f"at keeping/{reason}: no such reason (known: {known})")
        if not isinstance(days, int) or isinstance(days, bool) or days < 0:
            raise SetupError(f"at keeping/{reason}: expected a number of days")
    actions.set_keeping(actor=system("add_council"), days=data, now=context.now)


def _apply(context: SetupContext, entry: dict[str, Any]) -> None:
    actor, council = system("add_council"), context.council
    for_partnership = entry.get("for", "council") == "partnership"
    if for_partnership and council.partnership_id is None:
        raise SetupError(f"{entry['email']} cannot act for the partnership: there is none.")
    user = actions.add_staff_user(
        actor=actor,
        council_id=council.id,
        email=entry["email"],
        name=entry["name"],
        language=entry.get("language", "en"),
        now=context.now,
    )
    actions.give_role(
        actor=actor,
        user=user,
        role=Role(entry["role"]),
        council_id=None if for_partnership else council.id,
        partnership_id=council.partnership_id if for_partnership else None,
        now=context.now,
    )
    _apply_secrets(context, entry, user)


def _apply_secrets(context: SetupContext, entry: dict[str, Any], user: Account) -> None:
    actor, council_id = system("add_council"), context.council.id
    try:
        if "password_secret" in entry and not user.has_usable_password():
            password = secret(entry["password_secret"])
            actions.set_password(
                actor=actor, council_id=council_id, user=user, password=password, now=context.now
            )
        if "totp_secret" in entry:
            actions.set_up_second_factor(
                actor=actor,
                council_id=council_id,
                user=user,
                totp_secret=secret(entry["totp_secret"]),
                now=context.now,
            )
    except SecretMissing as error:
        raise SetupError(f"{entry['email']}: {error}") from error
