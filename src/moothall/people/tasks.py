"""What workers do about accounts: mail, letters, changes, user lists, which no page waits for."""

from datetime import datetime
from uuid import UUID

from moothall.councils.queries import all_councils
from moothall.kernel import clock
from moothall.kernel.scope import acting_for, crossing_councils
from moothall.kernel.tasks import periodic, task
from moothall.people.sign_in import mail, resident_mail


@task(name="people.send_password_reset", queue="deliveries", attempts=8)
def send_password_reset(*, council_id: int, user_id: int) -> None:
    """Send a link to choose a new password."""
    mail.send_password_reset(council_id=council_id, user_id=user_id)


@task(name="people.send_security_notice", queue="deliveries", attempts=8)
def send_security_notice(*, council_id: int, user_id: int, change: str, at: str) -> None:
    """Tell somebody that their password or second factor was changed."""
    mail.send_security_notice(
        council_id=council_id, user_id=user_id, change=change, at=datetime.fromisoformat(at)
    )


@task(name="people.send_sign_in_mail", queue="deliveries", attempts=6)
def send_sign_in_mail(
    *, mail: str, email: str, language: str, from_council: int | None, values: dict[str, str]
) -> None:
    """Send a resident a code or a notice about how they sign in."""
    resident_mail.send(
        name=mail, email=email, language=language, from_council=from_council, values=values
    )


@task(name="people.send_resident_password_reset", queue="deliveries", attempts=6)
def send_resident_password_reset(*, user_id: int, email: str, from_council: int | None) -> None:
    """Send a resident a link to choose a new password."""
    resident_mail.send_password_reset(user_id=user_id, email=email, from_council=from_council)


@periodic(cron="*/10 * * * *", name="people.carry_out_recoveries")
def carry_out_due_recoveries() -> None:
    """Take second factors off the accounts whose wait is over."""
    from moothall.people.actions import carry_out_recoveries  # noqa: PLC0415 - actions defer us

    carry_out_recoveries(now=clock.now())


@task(name="people.read_user_list", attempts=6)
def read_user_list(*, council_id: int, user_list_id: str) -> None:
    """Check a user list of an older site and bring it in, a batch at a time."""
    from moothall.people.actions import bring_in_user_list  # noqa: PLC0415 - actions defer us

    bring_in_user_list(user_list_id=UUID(user_list_id), now=clock.now())


#: Of sessions, in one go: the next minute takes the rest.
MOST_AT_ONCE = 500


@task(name="people.tell_site_of_sign_out", queue="deliveries", attempts=12)
def tell_site_of_sign_out(*, session_id: int) -> None:
    """Tell a website that somebody has signed out."""
    from moothall.people.sign_in import telling_sites  # noqa: PLC0415 - it imports the actions

    telling_sites.tell(session_id=session_id)


@periodic(cron="* * * * *", name="people.end_sessions_without_stay")
def end_sessions_without_stay() -> None:
    """Tell the websites of those whose stay at the sign-in host ended by itself."""
    from moothall.people import actions  # noqa: PLC0415 - they import these tasks

    actions.end_sessions_without_stay(now=clock.now(), at_most=MOST_AT_ONCE)


@periodic(cron="10 3 * * *", name="people.change_signing_keys")
def change_signing_keys() -> None:
    """Publish the next key in time, and forget tokens and sign-ins that are over."""
    from moothall.people import actions  # noqa: PLC0415 - they import these tasks
    from moothall.people.sign_in import keys  # noqa: PLC0415

    keys.change_keys(now=clock.now())
    actions.forget_old_sign_ins(now=clock.now())


@periodic(cron="23 3 * * *", name="people.forget_old_words")
def forget_old_words() -> None:
    """Forget, at night, what was typed into the account too late and not come back for."""
    from moothall.people import actions  # noqa: PLC0415 - actions may defer us

    with crossing_councils():
        actions.forget_old_words(now=clock.now())


@task(name="people.post_code", queue="deliveries")
def post_code(*, council_id: int, posted_code_id: str) -> None:
    """Have a letter with a code posted, if what was said of the account is right."""
    from moothall.people import linking  # noqa: PLC0415 - actions defer us

    linking.post_code(posted_code_id=UUID(posted_code_id))


@task(name="people.carry_change", queue="deliveries")
def carry_change(*, council_id: int, account_change_id: str) -> None:
    """Tell the system that keeps an account what its holder wants changed."""
    from moothall.people import linking  # noqa: PLC0415

    linking.carry_change(account_change_id=UUID(account_change_id))


@periodic(cron="50 3 * * *", name="people.forget_old_codes")
def forget_old_codes() -> None:
    """Delete, each night, the codes that can be used no more."""
    from moothall.people import actions  # noqa: PLC0415

    with crossing_councils():
        actions.forget_old_codes(now=clock.now())


@periodic(cron="35 4 * * *", name="people.keep_rights")
def keep_rights() -> None:
    """Delete copies whose time is over, erase what has become free, and close what is due."""
    from moothall.people import actions  # noqa: PLC0415 - actions defer us

    now = clock.now()
    with crossing_councils():
        actions.forget_downloads(now=now)
        actions.review_erasures(now=now)
    actions.close_what_is_due(now=now)


@periodic(cron="25 2 * * *", name="people.expire_grants")
def expire_grants() -> None:
    """Write down which grants have run out; they are useless from their moment on anyway."""
    from moothall.people.actions import grants  # noqa: PLC0415 - actions defer us

    with crossing_councils():
        while grants.expire_grants(now=clock.now()):
            continue


@periodic(cron="31 2 * * *", name="people.forget_grant_papers")
def forget_grant_papers() -> None:
    """Delete the papers of grants that ended so long ago as each council keeps them."""
    from moothall.people import actions  # noqa: PLC0415 - actions defer us

    for council in all_councils():
        with acting_for(council.id):
            while actions.forget_grant_papers(council_id=council.id, now=clock.now()):
                continue


@periodic(cron="7 1 * * *", name="people.find_likely_pairs")
def find_likely_pairs() -> None:
    """Begin, each night, to look in every council for people who are there twice."""
    for council in all_councils():
        look_for_pairs.defer(council_id=council.id, after="")


@task(name="people.look_for_pairs")
def look_for_pairs(*, council_id: int, after: str) -> None:
    """Look through some hundred people of a council, and leave the rest to the next job."""
    from moothall.people.duplicates import actions  # noqa: PLC0415 - keeps the scoring out

    actions.fill_sounds(council_id=council_id)
    last = actions.find_pairs(
        council_id=council_id, after=UUID(after) if after else actions.NOBODY, now=clock.now()
    )
    if last is not None:
        look_for_pairs.defer(council_id=council_id, after=str(last))


@periodic(cron="37 2 * * *", name="people.tidy_merges")
def tidy_merges() -> None:
    """Bring along what came late under an id that leads on, and forget what cannot be undone."""
    from moothall.people.merging import actions  # noqa: PLC0415 - actions may defer us
    from moothall.people.ties.actions import forget_old_ties  # noqa: PLC0415
    from moothall.people.warnings.actions import forget_old_warnings  # noqa: PLC0415

    for council in all_councils():
        with acting_for(council.id):
            actions.bring_stragglers(now=clock.now())
            actions.forget_old_merges(now=clock.now())
            forget_old_warnings(now=clock.now())
            forget_old_ties(now=clock.now())
