import pytest

from moothall.people.models import StaffRole
from moothall.people.sign_in.adapters import StaffAccountAdapter


@pytest.mark.parametrize(
    ("role", "address"), [("editor", "/cms/"), ("officer", "/workspace/"), ("agent", "/workspace/")]
)
def test_whoever_signs_in_is_led_to_where_their_work_lies(rf, alice, role, address):
    StaffRole.objects.filter(user=alice).update(role=role)
    request = rf.get("/workspace/sign-in/login/")
    request.user = alice

    assert StaffAccountAdapter(request).get_login_redirect_url(request) == address


def test_who_may_do_nothing_yet_is_told_so_by_the_workspace(rf, mallory):
    request = rf.get("/workspace/sign-in/login/")
    request.user = mallory

    assert StaffAccountAdapter(request).get_login_redirect_url(request) == "/workspace/"
