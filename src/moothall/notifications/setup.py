"""The sections `messages` and `topics` of a council's file: carriers, words and what is sent."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from moothall.councils.setup import SetupContext, SetupError
from moothall.kernel.actors import system
from moothall.notifications import actions
from moothall.notifications.models import Channel
from moothall.notifications.wording import WordingMistake

SCHEMA = Path(__file__).with_name("messages_section.schema.json")
TOPICS_SCHEMA = Path(__file__).with_name("topics_section.schema.json")


def apply_messages(context: SetupContext, data: Any) -> None:
    """
    Choose the council's carriers and take over its wording.

    :raises SetupError: naming what cannot be used
    """
    _check("messages", SCHEMA, data)
    actor, council_id = system("add_council"), context.council.id
    try:
        for channel, choice in data.get("carriers", {}).items():
            actions.choose_carrier(
                actor=actor,
                council_id=council_id,
                channel=Channel(channel),
                carrier=choice["carrier"],
                options=choice.get("options", {}),
                secret_name=choice.get("secret", ""),
            )
        for words in data.get("wording", []):
            actions.word_message(
                actor=actor,
                council_id=council_id,
                key=words["message"],
                channel=Channel(words["channel"]),
                language=words["language"],
                subject=words.get("subject", ""),
                body=words["body"],
                now=context.now,
            )
    except (LookupError, ValueError, WordingMistake) as error:
        raise SetupError(f"at messages: {error}") from error


def apply_topics(context: SetupContext, data: Any) -> None:
    """
    Take over what the council writes about.

    :raises SetupError: naming what cannot be used
    """
    _check("topics", TOPICS_SCHEMA, data)
    actions.replace_topics(actor=system("add_council"), council_id=context.council.id, topics=data)


def _check(section: str, schema: Path, data: Any) -> None:
    read = json.loads(schema.read_text(encoding="utf-8"))
    for mistake in Draft202012Validator(read).iter_errors(data):
        place = "/".join(str(step) for step in mistake.path)
        raise SetupError(f"at {section}/{place}: {mistake.message}")
