"""A browser in another zone: asked about once, changed or kept in one click."""

from lambdas.domain.kernel.local_time import zone_name
from tests.unit.edges.harness import ADA, NOW, Harness


def test_a_browser_elsewhere_is_asked_and_one_click_changes_the_zone_and_plans_again(harness: Harness) -> None:
    harness.users.patch(ADA, {"timezone": "Europe/Berlin"})
    asked = harness.post("/settings/seen-timezone", timezone="America/New_York", back="/settings")
    assert "Your zone looks like New York" in asked.text
    assert f"Berlin ({zone_name(NOW, 'Europe/Berlin')})" in asked.text
    answer = harness.post("/settings/timezone", timezone="America/New_York", back="/settings", answer="change")
    assert (answer.status, answer.headers["Location"]) == (303, "/settings?done=moved")
    assert harness.users.get(ADA).timezone == "America/New_York"
    assert harness.syncs.bodies == [{"user_id": ADA, "replan": True}]


def test_where_both_clocks_agree_nothing_is_asked(harness: Harness) -> None:
    harness.users.patch(ADA, {"timezone": "Asia/Kolkata"})
    for same in ("Asia/Kolkata", "Asia/Calcutta"):
        answer = harness.post("/settings/seen-timezone", timezone=same)
        assert (answer.status, answer.wire_bytes) == (204, 0)


def test_whoever_keeps_their_zone_is_asked_again_only_after_having_been_home(harness: Harness) -> None:
    harness.users.patch(ADA, {"timezone": "Europe/Berlin"})
    harness.post("/settings/timezone", timezone="America/New_York", answer="keep")
    assert harness.users.get(ADA).timezone == "Europe/Berlin"
    assert harness.post("/settings/seen-timezone", timezone="America/New_York").status == 204
    assert harness.post("/settings/seen-timezone", timezone="Asia/Tokyo").status == 200
    harness.post("/settings/seen-timezone", timezone="Europe/Berlin")
    assert harness.post("/settings/seen-timezone", timezone="America/New_York").status == 200


def test_what_is_no_zone_and_another_site_s_address_lead_nowhere(harness: Harness) -> None:
    assert harness.post("/settings/seen-timezone", timezone="<b>Mars</b>").status == 400
    assert harness.post("/settings/timezone", timezone="Mars/Olympus", answer="change").status == 400
    answer = harness.post("/settings/timezone", timezone="Asia/Tokyo", answer="keep", back="//evil.example")
    assert answer.headers["Location"] == "/?done=stayed"
