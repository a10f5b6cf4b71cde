"""What anybody on the network may post at AMO, over HTTP: refused in one line, never a crash of a function."""

import json
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from cli.api_client import ApiClient
from cli.stage import find_stage
from lambdas.errors import Refused
from stacks.stage_file import LOCAL_STAGE
from tests.e2e.conftest import Amo, meeting_titled, newcomer
from tests.fakes.own_sessions import confirmed
from tests.fakes.patience import until

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("e2e")]

JSON, FORM = {"Content-Type": "application/json"}, {"Content-Type": "application/x-www-form-urlencoded"}
BODIES = (
    (b"[" * 100_000, JSON),
    (b'{"a":' * 100_000, JSON),
    (b'{"token": ' + b"9" * 5_000 + b"}", JSON),
    (b"--x\r\n\r\nx", {"Content-Type": "multipart/form-data"}),
    (b'--B\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: \'x%=?q?form-data; x *\r\n\r\nx\r\n--B--', {
        "Content-Type": "multipart/form-data; boundary=B"
    }),
    (b"\xff\xfe\x00{", JSON),
    (b"x" * 200_000 + b",period\r\n", {"Content-Type": "text/csv"}),
    (b"token=%ff&" * 2_000, FORM),
)  # fmt: skip
ENDPOINTS = (
    "/api/sign-in", "/api/approvals", "/api/records/budget/import", "/api/meetings/m00000000000000000000/prep",
    "/auth/link", "/auth/sign-out", "/settings/profile", "/hooks/google", "/hooks/microsoft", "/slack/events",
    "/slack/interactions", "/slack/commands",
)  # fmt: skip


@pytest.mark.parametrize("path", ENDPOINTS)
def test_a_hostile_body_from_nobody_is_a_refusal_in_one_line(amo: Amo, path: str) -> None:
    page = find_stage(amo.state_dir, LOCAL_STAGE).page_url
    for body, headers in BODIES:
        request = urllib.request.Request(f"{page}{path}", body, headers, method="POST")
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=30)
        text = refused.value.read().decode()
        assert 400 <= refused.value.code < 500, (body[:40], refused.value.code, text[:300])
        assert "Traceback" not in text
        if path.startswith("/api/"):
            assert "\n" not in json.loads(text)["message"]


def test_a_file_with_an_endless_header_is_refused_to_whoever_is_signed_in(amo: Amo, tmp_path: Path) -> None:
    file = tmp_path / "budget.csv"
    file.write_bytes(b"x" * 200_000 + b",period\r\n1,2\r\n")
    refused = amo("records", "import", "budget", str(file))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "the header, has a cell of more than 20,000 characters" in refused.stderr


def test_quiet_hours_that_cannot_be_read_stop_no_preparation_and_their_owner_is_told(amo: Amo, tmp_path: Path) -> None:
    """As they were stored before the border refused a zone."""
    newcomer(amo, "zoned", "zoned@example.com", tmp_path)
    stage = find_stage(amo.state_dir, LOCAL_STAGE, "zoned")
    api, hours = ApiClient(stage), {"start": "22:00:00Z", "end": "07:00:00Z"}
    profile = {"timezone": "UTC", "email": "zoned@example.com", "quiet_hours": hours}
    with pytest.raises(Refused, match="on your own clock, as 22:00, without a zone"):
        api.put("/settings/profile", profile)
    stage.client("dynamodb").update_item(
        TableName=f"{stage.prefix}-users",
        Key={"user_id": {"S": "zoned"}, "item": {"S": "profile"}},
        UpdateExpression="SET quiet_hours = :stored",
        ExpressionAttributeValues={":stored": {"M": {name: {"S": text} for name, text in hours.items()}}},
    )
    meeting_id = meeting_titled(amo, "Roadmap check-in", "--user", "zoned")["meeting_id"]
    assert amo("prep", meeting_id, "--user", "zoned").returncode == 0
    titles = until(lambda: _told(api, "prep_started") and _told(api, "settings_problem"))
    assert titles == ["Set again, please: your quiet hours"]
    task = {"action_type": "create_task", "action_data": {"what": "Book the room"}}
    assert confirmed(stage, "zoned@example.com").post("/approvals", task)["status"] == "pending"
    assert amo("chat", meeting_id, "--answers", "/dev/null", "--user", "zoned").returncode == 0
    assert amo("materials", meeting_id, "--user", "zoned").returncode == 0


def _told(api: ApiClient, kind: str) -> list[str]:
    return [notice["title"] for notice in api.get("/notices") if notice["kind"] == kind]
