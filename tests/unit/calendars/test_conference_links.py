"""Which link of an invitation joins the meeting."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.calendars.base import CalendarRequest
from lambdas.calendars.conference_links import conference_link
from lambdas.calendars.google.events import read_meeting
from lambdas.calendars.meeting_hosts import joins_a_meeting
from tests.fakes.samples import a_connection

CASES = Path(__file__).parents[2] / "data" / "cases"
TEAMS = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_abc%40thread.v2/0?context=%7b%22Tid%22%3a%221%22%7d"
SAFE = "https://nam12.safelinks.protection.outlook.com/"


def in_text(text: str) -> str:
    return conference_link([], [text])


def safe(link: str, host: str = "nam12.safelinks.protection.outlook.com", path: str = "") -> str:
    return f"https://{host}/{path}?url={quote(link, safe='')}&data=05%7C02&reserved=0"


def test_a_field_made_for_it_wins_over_the_text() -> None:
    assert conference_link(["https://meet.example.org/a"], ["https://zoom.us/j/1"]) == "https://meet.example.org/a"


def test_a_link_in_the_text_counts_when_its_host_is_known() -> None:
    text = "Agenda: https://example.org/agenda\nJoin: https://acme.zoom.us/j/123?pwd=x."
    assert in_text(text) == "https://acme.zoom.us/j/123?pwd=x"


@pytest.mark.parametrize("text", ["{}", "Room 4, {}.", "Join ({})", "Zoom: {}", "<{}>"])
def test_a_link_is_found_as_people_type_it(text: str) -> None:
    assert in_text(text.format("meet.google.com/abc-defg-hij")) == "https://meet.google.com/abc-defg-hij"


def test_a_whole_link_goes_before_one_that_is_typed() -> None:
    assert conference_link([], ["zoom.us/j/1", "or https://zoom.us/j/2"]) == "https://zoom.us/j/2"
    assert conference_link(["zoom.us/j/1"], []) == ""


@pytest.mark.parametrize(
    "link",
    [
        "https://zoom.us/j/1",
        "https://acme.zoom.com/my/ann",
        "https://www.zoomgov.com/j/1",
        "https://uni.zoom-x.de/j/1",
        TEAMS,
        "https://teams.live.com/meet/9312?p=x",
        "https://teams.cloud.microsoft/meet/9312?p=x",
        "https://gov.teams.microsoft.us/l/meetup-join/19",
        "https://meet.google.com/abc-defg-hij",
        "https://acme.webex.com/acme/j.php?MTID=m1",
        "https://acme.webex.com/meet/ann",
        "https://global.gotomeeting.com/join/1",
        "https://meet.goto.com/1",
        "https://whereby.com/ann-room",
        "https://meet.jit.si/Room",
        "https://8x8.vc/acme/ann",
        "https://bluejeans.com/1",
        "https://v.ringcentral.com/join/1",
        "https://meetings.dialpad.com/room/ann",
        "https://chime.aws/1",
        "https://meet.around.co/r/ann",
        "https://app.gather.town/app/x/y",
        "https://call.lifesizecloud.com/1",
        "https://meet.starleaf.com/1",
        "https://app.livestorm.co/acme/talk",
        "https://my.demio.com/ref/x",
        "https://discord.gg/abc",
        "https://discord.com/channels/1/2",
        "https://app.slack.com/huddle/T1/C1",
        "https://join.skype.com/abc",
        "https://meet.lync.com/acme/ann/1",
        "https://meetings.vonage.com/1",
        "https://meet.zoho.eu/abc",
        "https://meeting.zoho.com/meeting/1",
        "https://vc.feishu.cn/j/1",
        "https://vc.larksuite.com/j/1",
        "https://meeting.tencent.com/dm/x",
        "https://meeting.dingtalk.com/j/x",
        "https://facetime.apple.com/join#v=1",
        "https://app.butter.us/ann/room",
        "https://pexip.me/meet/ann",
        "https://call.whatsapp.com/video/x",
    ],
)
def test_the_services_of_today(link: str) -> None:
    assert in_text(f"Agenda https://example.org/a (join: {link}) bye") == link


@pytest.mark.parametrize(
    "text",
    [
        "http://zoom.us/j/1",
        "https://zoom.us.evil.example/j/1",
        "https://zoom.us@evil.example/j/1",
        "ann@zoom.us/j/1",
        "evil.example/zoom.us/j/1",
        "zoom.us.evil.example/j/1",
        "https://notzoom.us/j/1",
        "https://zoоm.us/j/1",
        "javascript:alert(1)",
        "https://[zoom.us/j",
        "https://support.zoom.us/hc/j/1",
        "https://zoom.us/u/abc",
        "https://teams.microsoft.com/meetingOptions/?x",
        "https://teams.microsoft.com/l/channel/19",
        "https://app.slack.com/client/T1",
        "https://meet.google.com/linkredirect?dest=https%3A%2F%2Fevil.example",
    ],
)
def test_a_link_that_leads_elsewhere_is_none(text: str) -> None:
    assert in_text(text) == ""


@pytest.mark.parametrize(
    "wrapped",
    [
        safe(TEAMS),
        safe(TEAMS, path="ap/t-59584e83/"),
        safe(TEAMS, host="emea01.safelinks.protection.outlook.com"),
        safe(TEAMS, host="gcc02.safelinks.protection.outlook.com"),
        safe(TEAMS, host="usg01.safelinks.protection.office365.us"),
        safe(TEAMS).replace("&", "&amp;"),
        f'<a href="{safe(TEAMS)}">Join</a>',
        f"&lt;{safe(TEAMS)}&gt;",
        f"https://www.google.com/url?q={quote(TEAMS, safe='')}&sa=D&source=calendar",
        f"https://www.google.com/url?sa=j&url={quote(TEAMS, safe='')}",
        f"https://google.co.uk/url?q={quote(TEAMS, safe='')}",
        f"https://meet.google.com/linkredirect?authuser=0&dest={quote(TEAMS, safe='')}",
        f"https://urldefense.proofpoint.com/v1/url?u={quote(TEAMS, safe='')}&k=x",
        "https://urldefense.proofpoint.com/v2/url?u="
        + quote(TEAMS, safe="").replace("-", "%2D").replace("_", "%5F").replace("%", "-").replace("-2F", "_")
        + "&d=DwMF",
        f"https://linkprotect.cudasvc.com/url?a={quote(TEAMS, safe='')}&c=E,1,x&typo=1",
        f"https://slack-redir.net/link?url={quote(TEAMS, safe='')}",
        f"https://secure-web.cisco.com/1hash-x/{quote(TEAMS, safe='')}",
        f"https://protect2.fireeye.com/v1/url?k=1&q=1&u={quote(TEAMS, safe='')}",
        "https://eu1.protection.sophos.com/?d=microsoft.com&u=" + base64.urlsafe_b64encode(TEAMS.encode()).decode(),
        safe(f"https://www.google.com/url?q={quote(TEAMS, safe='')}"),
    ],
)
def test_a_wrapped_link_is_what_it_wraps(wrapped: str) -> None:
    assert in_text(f"Join: {wrapped} now") == TEAMS


def test_proofpoint_s_third_version_puts_its_characters_back() -> None:
    known = "https://zoom.us/j/1?pwd=a%b+c"
    taken = base64.urlsafe_b64encode(b"%+").decode().rstrip("=")
    wrapped = f"https://urldefense.com/v3/__https://zoom.us/j/1?pwd=a*b*c__;{taken}!!x!y$"
    assert in_text(f"Join {wrapped}") == known
    run = base64.urlsafe_b64encode(b"%%%").decode()
    assert (
        in_text(f"https://urldefense.com/v3/__https:/zoom.us/j/1?pwd=a**Bc__;{run}!!x$")
        == "https://zoom.us/j/1?pwd=a%%%c"
    )


def test_every_layer_is_decoded_once() -> None:
    told = json.loads((CASES / "google" / "g12_safelinks_only_link.json").read_text())
    request = CalendarRequest(user_id="u1", connection=a_connection(), now=datetime(2026, 11, 28, tzinfo=UTC))
    link = read_meeting(told, request, "UTC").conference_url
    assert link == "https://teams.microsoft.com/l/meetup-join/19%3ameeting_abc"


@pytest.mark.parametrize(
    "inner",
    [
        "https://evil.example/j/1",
        "http://zoom.us/j/1",
        "https://zoom.us@evil.example/j/1",
        "https://evil.example\\@zoom.us/j/1",
        "https://zoom.us\n.evil.example/j/1",
        "https://zoom.us/j/1\r\nSet-Cookie: x",
        "javascript:alert(1)//zoom.us/j/1",
        "//zoom.us/j/1",
        "",
    ],
)
def test_what_is_wrapped_is_judged_as_strictly(inner: str) -> None:
    assert in_text(safe(inner)) == ""


def test_there_is_an_end_to_wrapping() -> None:
    link = "https://zoom.us/j/1"
    for _ in range(9):
        link = safe(link)
    assert in_text(link) == ""


def test_an_opaque_link_counts_only_in_a_field_made_for_it() -> None:
    opaque = "https://protect-us.mimecast.com/s/abc?domain=zoom.us"
    assert (conference_link([opaque], []), in_text(opaque)) == (opaque, "")


@given(st.text(max_size=60), st.sampled_from(["", SAFE + "?url=", "https://urldefense.com/v3/__", "https://zoom.us"]))
def test_whatever_is_found_leads_to_a_known_host(text: str, before: str) -> None:
    found = in_text(f"{before}{text}")
    assert found == "" or (found.lower().startswith("https://") and joins_a_meeting(found) and " " not in found)


def test_links_that_never_end_cost_no_minutes() -> None:
    text = f"https://urldefense.com/v3/{'_' * 3900} " * 2000
    assert in_text(f"{text} {TEAMS}") == TEAMS
