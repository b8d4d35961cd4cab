"""All that changes the diary: each a keyword-only function and one transaction."""

from moothall.bookings.actions.attending import (
    check_in,
    check_in_oneself,
    record_attendance,
    settle_attendance,
)
from moothall.bookings.actions.changing import cancel_booking
from moothall.bookings.actions.closing import lift_closure, make_closure
from moothall.bookings.actions.confirming import (
    book_now,
    confirm_booking,
    fill_in_booking,
)
from moothall.bookings.actions.deposits import decide_deposit, return_due_deposits
from moothall.bookings.actions.forgetting import forget_old_bookings
from moothall.bookings.actions.freeing import expire_holds, release_hold
from moothall.bookings.actions.giving_back import (
    give_all_back,
    give_back_by_rule,
    give_thing_back,
)
from moothall.bookings.actions.holding import (
    Held,
    Request,
    extend_hold,
    hold_several,
    hold_slot,
)
from moothall.bookings.actions.joining import (
    confirm_for_questions,
    fill_in_for_questions,
    give_back_for_questions,
    hold_and_ask,
    hold_for_questions,
    keep_for_questions,
    put_fee_for_questions,
)
from moothall.bookings.actions.letting_off import let_off_booking
from moothall.bookings.actions.moving import (
    drop_move,
    finish_move,
    hold_move,
    keep_moves_while_paying,
    move_booking,
    put_move_in_basket,
)
from moothall.bookings.actions.paying import (
    keep_while_paying,
    mark_paid,
    put_fee_in_basket,
)
from moothall.bookings.actions.setting_up import (
    apply_activity,
    apply_resource,
    apply_site,
    choose_video,
    set_day,
    set_hours,
)
from moothall.bookings.actions.several import (
    Cancelled,
    Keys,
    book_dates_now,
    book_group_now,
    cancel_several,
    confirm_several,
    fill_in_several,
    keep_several,
    put_fees_in_basket,
    release_several,
)
from moothall.bookings.actions.together import (
    Refused,
    SeriesHeld,
    book_dates,
    book_group,
    book_series,
)

__all__ = [
    "Cancelled",
    "Held",
    "Keys",
    "Refused",
    "Request",
    "SeriesHeld",
    "apply_activity",
    "apply_resource",
    "apply_site",
    "book_dates",
    "book_dates_now",
    "book_group",
    "book_group_now",
    "book_now",
    "book_series",
    "cancel_booking",
    "cancel_several",
    "check_in",
    "check_in_oneself",
    "choose_video",
    "confirm_booking",
    "confirm_for_questions",
    "confirm_several",
    "decide_deposit",
    "drop_move",
    "expire_holds",
    "extend_hold",
    "fill_in_booking",
    "fill_in_for_questions",
    "fill_in_several",
    "finish_move",
    "forget_old_bookings",
    "give_all_back",
    "give_back_by_rule",
    "give_back_for_questions",
    "give_thing_back",
    "hold_and_ask",
    "hold_for_questions",
    "hold_move",
    "hold_several",
    "hold_slot",
    "keep_for_questions",
    "keep_moves_while_paying",
    "keep_several",
    "keep_while_paying",
    "let_off_booking",
    "lift_closure",
    "make_closure",
    "mark_paid",
    "move_booking",
    "put_fee_for_questions",
    "put_fee_in_basket",
    "put_fees_in_basket",
    "put_move_in_basket",
    "record_attendance",
    "release_hold",
    "release_several",
    "return_due_deposits",
    "set_day",
    "set_hours",
    "settle_attendance",
]
