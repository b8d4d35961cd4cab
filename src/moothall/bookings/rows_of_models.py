"""Rows of the database as frozen rows for those who read."""

from collections.abc import Iterable
from datetime import timedelta

from moothall.bookings.fees import due_pence
from moothall.bookings.models import Activity, Booking, Claim, Site
from moothall.bookings.rows import ActivityRow, BookingRow, DiaryEntry, SiteRow, TakenResource
from moothall.bookings.slots import Point


def booking_as_row(row: Booking, serving: Iterable[TakenResource]) -> BookingRow:
    """Return a booking with who and what serves it; its activity and site are read with it."""
    activity, site = row.activity, row.site
    return BookingRow(
        id=row.pk,
        reference=row.reference,
        status=row.status,
        activity_id=activity.pk,
        activity_key=activity.key,
        activity_name=activity.name,
        has_waiting_list=activity.has_waiting_list,
        bring=activity.bring,
        site_id=row.site_id,
        site_name=site.name if site else {},
        site_key=site.key if site else "",
        site_address=site.address if site else "",
        directions=site.directions if site else {},
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        local_on=row.local_on,
        local_time=row.local_time,
        zone=row.zone,
        party_size=row.party_size,
        person_id=row.person_id,
        name=row.name,
        email=row.email,
        phone=row.phone,
        language=row.language,
        note=row.note,
        staff_note=row.staff_note,
        is_video=row.is_video,
        channel=row.channel,
        fee_pence=row.fee_pence,
        payment=row.payment,
        refund_pence=row.refund_pence,
        waived_because=row.waived_because,
        deposit_pence=row.deposit_pence,
        deposit=row.deposit,
        deposit_kept_pence=row.deposit_kept_pence,
        deposit_because=row.deposit_because,
        due_pence=due_pence(row),
        may_cost_to_move=bool(activity.change_fee_pence or activity.fee_rules),
        held_until=row.held_until,
        checked_in_at=row.checked_in_at,
        group_id=row.group_id,
        series_id=row.series_id,
        session_id=row.session_id,
        closure_id=row.closure_id,
        change_until=row.starts_at - timedelta(hours=activity.change_notice_hours),
        cancel_until=row.starts_at - timedelta(hours=activity.cancel_notice_hours),
        version=row.version,
        expects_check_in=row.expects_check_in,
        check_in_begins_at=row.check_in_begins_at,
        resources=tuple(serving),
        submission_key=row.submission_key,
    )


def claim_as_entry(claim: Claim) -> DiaryEntry:
    """Return what a resource has as the diary shows it."""
    if claim.session is not None:
        session = claim.session
        return DiaryEntry(
            resource_id=claim.resource_id,
            kind="session",
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            session_id=session.pk,
            activity_name=session.activity.name,
            taken=session.taken,
            capacity=session.capacity,
        )
    row = claim.booking
    return DiaryEntry(
        resource_id=claim.resource_id,
        kind="booking",
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        booking_id=row.pk,
        reference=row.reference,
        status=row.status,
        name=row.name,
        activity_name=row.activity.name,
        taken=row.party_size,
        capacity=1,
        checked_in_at=row.checked_in_at,
        closure_id=row.closure_id,
    )


def site_as_row(row: Site, near: Point | None) -> SiteRow:
    """Return a site, with its distance from a point."""
    return SiteRow(
        id=row.pk,
        key=row.key,
        name=row.name,
        address=row.address,
        directions=row.directions,
        features=tuple(row.features),
        easting=row.easting,
        northing=row.northing,
        distance=row.distance_from(near),
    )


def activity_as_row(row: Activity) -> ActivityRow:
    """Return an activity as it is offered."""
    return ActivityRow(
        id=row.pk,
        key=row.key,
        name=row.name,
        description=row.description,
        bring=row.bring,
        duration_minutes=row.duration_minutes,
        horizon_days=row.horizon_days,
        capacity=row.capacity,
        party_most=row.party_most,
        together_most=row.together_most,
        series_most=row.series_most,
        audience=row.audience,
        video=row.video,
        form_key=row.form_key,
        hold_minutes=row.hold_minutes,
        cancel_notice_hours=row.cancel_notice_hours,
        change_notice_hours=row.change_notice_hours,
        reminder_hours=tuple(row.reminder_hours),
        fee_pence=row.fee_pence,
        fee_is_each=row.fee_is_each,
        has_fee_rules=bool(row.fee_rules),
        deposit_pence=row.deposit_pence,
        change_fee_pence=row.change_fee_pence,
        has_waiting_list=row.has_waiting_list,
        lgsl=row.lgsl,
    )
