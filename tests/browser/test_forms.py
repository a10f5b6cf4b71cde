"""Each form of each page is submitted as a browser does it: filled in where it has to be, its own button pressed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from lambdas.accounts.tokens import link_hash, open_address
from lambdas.domain.accounts.logins import SignInLink
from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.pending_action import ActionStatus, ExecutionState, ExecutionStatus
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.meeting_notes.notes import Decided, MeetingNotes, Promised, SectionNotes
from lambdas.domain.meetings.meeting import Attendee
from lambdas.domain.meetings.people import person_key
from lambdas.domain.notifications.slack import LinkOffer
from lambdas.domain.preparation.timing_proposal import TimingProposal
from lambdas.domain.sources.account import SourceStatus
from lambdas.domain.sources.kinds import SourceKind
from lambdas.edges.operator import accounts as operator
from lambdas.edges.web import accounts, page, source_settings
from lambdas.edges.web.app import PROBLEMS
from tests.browser.site import Site
from tests.fakes.model_parts import OLLAMA
from tests.fakes.samples import a_connection
from tests.unit.edges.harness import ADA, EVE, FOCUS, ITEM, KEYS, NOW, PLANNED, READY, WAITING, Harness, a_source
from tests.unit.edges.identities import ACCOUNT
from tests.unit.edges.pending import ACTION
from tests.unit.edges.promised import ENDED, PRIYA, follow, set_up_task_system

pytestmark = pytest.mark.xdist_group("forms")

TEXT = "Roadmap"
TOKEN = "t" * 43
A_TIME = TimingProposal(
    meeting_type="one_on_one", hours=14, current_hours=24, usual_start="the evening before", proposed_at=NOW
)
ICS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
CSV = b"title,raised_on,owner\nMove the offsite,2026-11-01,Chief of Staff\n"
FILES = {
    "#feed-address": ("a.ics", ICS),
    "#note-file": ("n.md", b"Action: Ana books the room"),
    "#sound": ("r.webm", b"\x1a\x45\xdf\xa3 talk"),
    "*": ("d.csv", CSV),
}
"""By a field beside it."""
TYPED = {
    "text": "Something to say",
    "password": "a-key-of-theirs",
    "textarea": "Something that cannot wait",
    "email": "new@example.com",
    "url": "https://cal.example/basic.ics",
    "tel": "+49 151 12345678",
    "number": "3",
    "date": "2026-03-05",
    "datetime-local": "2026-03-05T10:00",
}
NAMED = {"note": "It is the right thing to do", "text": "Something to say", "opened_at": "2026-03-01 10:00"}
NAMED |= {"first_day": f"{NOW + timedelta(days=9):%Y-%m-%d}"}
NAMED |= {"period": "2026-03", "planned": "10", "actual": "9", "progress": "50", "second_timezone": "Europe/London"}
"""What is written into fields that take more than any text, or that a button beside them needs."""
MANY = 3
"""Of a menu with more buttons than this the first is pressed: they differ in their value alone."""


@dataclass(frozen=True)
class Scene:
    """A page in a state that has forms of its own; ``forms`` is how the addresses of those begin.

    ``user`` None: nobody is signed in.
    """

    path: str
    prepare: Callable[[Harness], None] = lambda harness: None
    user: str | None = ADA
    forms: str = "/"


def _operate(harness: Harness) -> None:
    harness.users.patch(ADA, {"role": "operator"})
    operator.set_team_level({"team_id": f"own-{ADA}", "level": "autonomous"}, None)
    harness.post("/autonomy/level", level="supervised")


def _wishes(harness: Harness) -> None:
    assert harness.post(f"/meetings/{READY}/wishes", kind="shorter", on="1").status == 303


def _decline(harness: Harness) -> None:
    assert harness.post(f"/meetings/{PLANNED}/not-needed").status == 303


def _corrected(harness: Harness) -> None:
    body = {"values": {"record_id": "pagerduty:PT4KHLK", "owner": "Bo"}}
    assert harness.call("POST", "/api/records/incidents", body).status == 200


def _well(harness: Harness) -> None:
    """No source has a problem of its own, and one has what it was connected with."""
    for kind in (SourceKind.PAGERDUTY, SourceKind.JIRA):
        harness.source_accounts.connect(a_source(kind, ADA, status=SourceStatus.OK))
    github = {"kind": "github", "values": {"repositories": "example/amo", "token": "a-key-of-theirs"}}
    assert harness.call("POST", "/api/sources", github).status == 200


def _in_a_team(harness: Harness) -> None:
    harness.users.patch(ADA, {"role": "reviewer", "team_id": "ops"})
    _well(harness)


def _done(harness: Harness) -> None:
    """A task AMO put on its own list, which it can take off again."""
    from lambdas.domain.actions.action import action_of
    from lambdas.domain.actions.kinds.create_task import CreateTask
    from lambdas.domain.kernel.canonical import digest

    payload = action_of(ACTION, CreateTask.action_type, ADA, CreateTask(what="Book the room")).payload
    stored = harness.approvals.pending_actions.stored
    stored[ACTION] = stored[ACTION].model_copy(
        update={
            "action_type": CreateTask.action_type,
            "payload": payload,
            "payload_hash": digest(payload),
            "status": ActionStatus.APPROVED,
            "decided_by": EVE,
            "execution": ExecutionState(status=ExecutionStatus.DONE, result="On the list."),
        }
    )


def _asked_for(harness: Harness) -> None:
    """By Ada herself, whom nobody else may approve it for."""
    harness.approvals.pending_actions.stored.pop(ACTION)
    harness.approvals.add(ACTION, ADA, "Offsite", NOW, requested_by=f"user:{ADA}", risk=Risk.MEDIUM)


def _guest_invited(harness: Harness) -> None:
    row = harness.meetings.rows[READY]
    guests = (*row.meeting.attendees, Attendee(email="guest@elsewhere.example"))
    meeting = row.meeting.model_copy(update={"attendees": guests})
    harness.meetings.rows[READY] = row.model_copy(update={"meeting": meeting})


def _agenda_changed(harness: Harness) -> None:
    fields = {"version": "r1", "title.s0": "Another", "minutes.s0": "60", "do": "save"}
    assert harness.post(f"/meetings/{READY}/agenda", **fields).status == 303


def _over(harness: Harness) -> None:
    """A meeting that has just ended, and nothing is noted of it."""
    harness.meeting_notes.delete(READY)
    harness.end()


def _noted(harness: Harness) -> None:
    _over(harness)
    promised = (Promised(key="a1", what=TEXT),)
    section = SectionNotes(key="s1", title=TEXT, promised=promised, decided=(Decided(key="d1", what=TEXT),))
    noted = MeetingNotes(meeting_id=READY, user_id=ADA, version=1, sections=(section,), saved_at=NOW)
    harness.meeting_notes.save(noted)


def _confirmed(harness: Harness) -> None:
    _over(harness)
    _guest_invited(harness)
    fields = {"version": "0", "what.n1": TEXT, "kind.n1": "decision"}
    assert harness.post(f"/meetings/{READY}/review", **fields).status == 303


def _code_sent(harness: Harness) -> None:
    harness.post("/settings/phone", phone="+4915112345678")


def _phone_known(harness: Harness) -> None:
    harness.users.patch(ADA, {"phone": "+4915112345678"})


def _two_calendars(harness: Harness) -> None:
    harness.connected_calendars.connect(ADA, a_connection("home"))


def _days_off(harness: Harness) -> None:
    harness.post("/settings/days-off", first_day=f"{NOW + timedelta(days=9):%Y-%m-%d}")


def _time_proposed(harness: Harness) -> None:
    harness.timing_proposals.put(ADA, A_TIME)


def _two_zones(harness: Harness) -> None:
    harness.users.patch(ADA, {"second_timezone": "Asia/Kolkata"})


def _model_connected(harness: Harness) -> None:
    harness.model.state.connect(OLLAMA)


def _slack_offer(harness: Harness) -> None:
    offer = LinkOffer(
        team_id="T1", slack_user_id="U1", channel_id="D1", name="Ada L", team="Sales", expires=NOW + timedelta(hours=1)
    )
    harness.slack_records.offer_link(link_hash(TOKEN), offer)


def _lent(harness: Harness) -> None:
    """Olga made the link; a code was sent."""
    session = harness.login_sessions.rows[ADA, f"s-{ADA}"]
    harness.login_sessions.rows[ADA, f"s-{ADA}"] = session.model_copy(update={"lent_by": "user:olga"})
    assert harness.post("/auth/proof").status == 303


def _link(harness: Harness) -> None:
    harness.links.create(SignInLink(user_id=ADA), link_hash(TOKEN), NOW + timedelta(days=1))


def _recommended(harness: Harness) -> None:
    follow(harness)
    assert harness.post("/results/recommendation", score="8").status == 303


def _task_system(harness: Harness) -> None:
    set_up_task_system(harness.patches)


SCENES = {
    "today": Scene("/"),
    "the calendar": Scene("/calendar", forms="/settings/second-zone"),
    "the calendar with two zones": Scene("/calendar?view=day", _two_zones, forms="/settings/second-zone"),
    "search": Scene("/search?q=roadmap", forms="/search"),
    "a change that can be undone": Scene("/?done=dismissed&undo=n-materials_ready", forms="/undo"),
    "a meeting that asks": Scene(f"/meetings/{WAITING}"),
    "a meeting with materials": Scene(f"/meetings/{READY}"),
    "preparing again": Scene(f"/meetings/{READY}/again"),
    "an answer": Scene(f"/meetings/{READY}/answers/1"),
    "an agenda being changed": Scene(f"/meetings/{READY}/agenda", forms=f"/meetings/{READY}/agenda"),
    "sharing an agenda": Scene(f"/meetings/{READY}/share", _guest_invited, forms=f"/meetings/{READY}/share"),
    "a changed agenda": Scene(f"/meetings/{READY}", _agenda_changed, forms=f"/meetings/{READY}/agenda"),
    "today after a meeting": Scene("/", _over, forms=f"/meetings/{READY}/"),
    "a meeting that is over asks what was wanted": Scene(
        f"/meetings/{READY}", _over, forms=f"/meetings/{READY}/outcomes/new"
    ),
    "a meeting that is over": Scene(f"/meetings/{READY}", _over, forms=f"/meetings/{READY}/no"),
    "a recorder": Scene(f"/meetings/{READY}", _over, forms=f"/meetings/{READY}/recordings"),
    "what notes seem to say": Scene(f"/meetings/{READY}/review", _noted, forms=f"/meetings/{READY}/review"),
    "notes that say nothing": Scene(f"/meetings/{READY}/review", _over, forms=f"/meetings/{READY}/no"),
    "what was confirmed": Scene(f"/meetings/{READY}", _confirmed, forms=f"/meetings/{READY}/notes"),
    "a summary": Scene(f"/meetings/{READY}/summary", _confirmed, forms=f"/meetings/{READY}/summary"),
    "a planned meeting": Scene(f"/meetings/{PLANNED}"),
    "forgetting a meeting": Scene(f"/meetings/{READY}/forget", forms=f"/meetings/{READY}/forget"),
    "focus time": Scene(f"/meetings/{FOCUS}"),
    "a declined meeting": Scene(f"/meetings/{PLANNED}", _decline),
    **{f"new {kind}": Scene(f"/records/{kind}/edit") for kind in RecordKind},
    "a record": Scene("/records/decisions/edit?id=d1"),
    "records": Scene("/records/decisions"),
    "a source's record": Scene("/records/incidents/edit?id=pagerduty:PT4KHLK", forms="/records/incidents/"),
    "a corrected record": Scene(
        "/records/incidents/edit?id=pagerduty:PT4KHLK", _corrected, forms="/records/incidents/"
    ),
    "records of a source": Scene("/records/incidents"),
    "an import": Scene("/records/decisions/import"),
    "the queue": Scene("/approvals"),
    "one's own request": Scene(f"/approvals/{ACTION}/confirm", _asked_for, forms=f"/approvals/{ACTION}/confirm"),
    "an action": Scene(f"/approvals/{ACTION}"),
    "a done action": Scene(f"/approvals/{ACTION}", _done),
    "autonomy": Scene("/autonomy", _operate),
    "the log": Scene("/audit"),
    "the dashboard": Scene("/dashboard"),
    "settings": Scene("/settings"),
    "an operator's settings": Scene("/settings/operator", _operate),
    "the sources of figures": Scene("/settings/sources", forms="/settings/sources/"),
    "a new source": Scene("/settings/sources/new/pagerduty", _in_a_team, forms="/settings/sources/"),
    "a source connected again": Scene("/settings/sources/github", _well, forms="/settings/sources/"),
    "settings with two calendars": Scene("/settings", _two_calendars, forms="/settings/calendars/"),
    "settings with days off": Scene("/settings", _days_off, forms="/settings/days-off"),
    "settings with another time": Scene("/settings", _time_proposed, forms="/settings/timing"),
    "settings with wishes": Scene("/settings", _wishes, forms="/settings/wishes"),
    "settings with a model": Scene("/settings", _model_connected, forms="/settings/model"),
    "a number without its code": Scene("/settings", _code_sent, forms="/settings/phone"),
    "a confirmed number": Scene("/settings", _phone_known, forms="/settings/phone"),
    "people": Scene("/people", _operate),
    "what somebody may decide": Scene(f"/people/{EVE}", _operate),
    "a connected account": Scene(f"/calendar/accounts/{ACCOUNT}"),
    "an address to confirm": Scene(f"/auth/address?token={open_address(ADA, 'ada@new.example', KEYS, NOW)}"),
    "what is to do": Scene("/items", follow, forms="/items/"),
    "what is to do in a task system": Scene("/items", _task_system, forms=f"/items/{ITEM}/task"),
    "a series": Scene(f"/meetings/{ENDED}/series", follow, forms="/meetings/"),
    "a person": Scene(f"/meetings/{ENDED}/people/{person_key(PRIYA)}", follow, forms="/items/"),
    "what was wanted of a meeting": Scene(f"/meetings/{ENDED}", follow, forms=f"/meetings/{ENDED}/outcomes"),
    "results": Scene("/results", _recommended, forms="/results"),
    "a Slack account": Scene(f"/slack/connect?token={TOKEN}", _slack_offer),
    "a session somebody else's link began": Scene("/auth/proof", _lent, forms="/auth/proof"),
    "the queue in such a session": Scene("/approvals", _lent, forms="/auth/proof"),
    "a sign-in link": Scene(f"/auth/link?token={TOKEN}", _link, user=None),
}


class Browser:
    """Opens a scene anew for each submission, so that none of them rests on another.

    Without scripts: what they do with a form is seen where the main job is done by clicks.
    """

    def __init__(self, chromium: Any, site: Site, scene: Scene) -> None:
        self._site, self._scene = site, scene
        self._context = chromium.new_context(base_url=site.url, java_script_enabled=False)
        self._context.set_default_timeout(5_000)
        self._page = self._context.new_page()

    def open(self) -> Any:
        harness = self._site.begin_anew().furnish(TEXT)
        harness.connected_calendars.connect(ADA, a_connection("work"))  # that has no problem of its own
        self._scene.prepare(harness)
        if self._scene.user:
            self._site.sign_in(self._context, self._scene.user)
        assert self._page.goto(self._scene.path).status == 200
        return self._page

    def close(self) -> None:
        self._context.close()


COUNTED = "(forms, buttons) => forms.map(f => [f.getAttribute('action'), f.querySelectorAll(buttons).length])"
FIELDS = """fields => {
    const pick = fields.find(field => field.matches('.pick, [type=radio], [type=checkbox][required]'));
    return fields.map(field => [field.type, field.name, field.required, field.value, field === pick]);
}"""
"""The first that can be picked, of those that can."""
SHOWN = """() => [
    document.querySelector('h1').innerText,
    [...document.querySelectorAll('.problem, [role=alert]')].map(part => part.innerText),
]"""
UNFOLD = "part => { for (; part; part = part.parentElement) if (part.localName === 'details') part.open = true; }"
BUTTONS = "button:not([type=button]), input[type=submit]"


def _choices(opened: Any) -> list[tuple[int, int, str]]:
    """Form, button and address of everything there is to submit."""
    found = []
    forms = opened.locator("form").evaluate_all(COUNTED, BUTTONS)
    for number, (action, count) in enumerate(forms):
        address = re.sub(r"\?.*", "", action or opened.url)
        pressed = range(count) if count <= MANY else range(1)
        found += [(number, button, address) for button in pressed]
    return found


def _fill(form: Any, harness: Harness) -> None:
    """What has to be there and is not: the rest stays as the page offers it."""
    fields = form.locator("input, textarea")
    for number, (kind, name, is_required, value, can_be_picked) in enumerate(fields.evaluate_all(FIELDS)):
        field = fields.nth(number)
        if kind == "file":
            chosen = next(file for place, file in FILES.items() if form.locator(place).count())
            field.set_input_files({"name": chosen[0], "mimeType": "text/plain", "buffer": chosen[1]})
        elif name == "code":
            told = [message.title for message in harness.approvals.notifier.sent]
            field.fill(re.findall(r"\b[0-9]{6}\b", f"{harness.sns.calls}{told}")[-1])
        elif kind in TYPED and not value and (is_required or name in NAMED):
            field.fill(NAMED.get(name) or TYPED[kind])
        elif can_be_picked:
            field.check()


def _shown(opened: Any) -> tuple[str, set[str]]:
    """The heading, and the problems that are told."""
    heading, told = opened.evaluate(SHOWN)
    return heading, {text.strip() for text in told if text.strip()}


@pytest.mark.parametrize("name", SCENES)
def test_each_form_of_each_page_does_what_it_says(chromium: Any, site: Site, name: str) -> None:
    browser, headings = Browser(chromium, site, SCENES[name]), {heading for _, _, heading in PROBLEMS}
    choices = [choice for choice in _choices(browser.open()) if choice[2].startswith(SCENES[name].forms)]
    assert choices
    for number, button, address in choices:
        opened = browser.open()
        (_, before), form = _shown(opened), opened.locator("form").nth(number)
        pressed = form.locator(BUTTONS).nth(button)
        pressed.evaluate(UNFOLD)
        _fill(form, site.harness)
        for chosen in opened.locator(f"input[form='{form.get_attribute('id')}']").all():  # beside the form, and its own
            chosen.check()
        said = f"{name}: {address}, {pressed.inner_text()}"
        with opened.expect_navigation() as arrived:
            pressed.click()
        assert arrived.value.status == (401 if "sign-out" in address else 200), said
        heading, told = _shown(opened)
        assert heading not in headings, said
        assert told <= before, said
        if address.endswith("/preview"):
            opened.get_by_role("button", name="Import 1 record").click()
            opened.get_by_text("Imported.").wait_for()
    browser.close()


def test_no_form_is_left_out(site: Site) -> None:
    """Whatever can be posted to is the address of a form in one of these scenes."""
    rules = {*page.CHANGES, *accounts.CHANGES, *source_settings.CHANGES}
    rules |= {rule for method, rule in accounts.OPEN if method == "POST"}
    found = {"/records/decisions/import"}  # on the page that a preview answers with, and submitted there
    found |= {"/settings/seen-timezone", "/settings/timezone"}  # asked by a script, submitted in test_preferences.py
    for scene in SCENES.values():
        harness = site.begin_anew().furnish(TEXT)
        scene.prepare(harness)
        found |= set(re.findall(r'<form[^>]* action="([^"]+)"', harness.get(scene.path, scene.user).text))
    patterns = {rule: re.compile(re.sub(r"<\w+>", "[^/]+", rule)) for rule in rules}
    assert {rule for rule, pattern in patterns.items() if not any(map(pattern.fullmatch, found))} == set()
