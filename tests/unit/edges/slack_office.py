"""The whole app in memory with a Slack workspace in front of it, for tests of what people do there."""

from datetime import timedelta
from typing import Any

from lambdas import wiring
from lambdas.domain.conversation.conversation import Conversation, Question
from lambdas.domain.meetings.tracked_meeting import PrepStatus
from lambdas.domain.notifications.messages import Button, Message, MessageKind
from lambdas.domain.notifications.slack import Workspace
from lambdas.edges.slack.deliveries import handle
from lambdas.edges.slack.payloads import parse
from lambdas.slack.blocks import posts
from lambdas.slack.button_values import meeting_of
from lambdas.slack.people import SlackPeople
from lambdas.slack.secrets import Credentials
from tests.fakes.app_parts import AppQueue
from tests.fakes.model_parts import FakeModel
from tests.fakes.samples import NOW, a_meeting, a_tracked, a_user
from tests.fakes.slack_faults import FaultySlack
from tests.fakes.slack_requests import (
    BOT,
    PERSON,
    TEAM,
    click_body,
    command_body,
    deleted_message,
    direct_message,
    edited_message,
    event_body,
    pick_body,
    shared_file,
    submission_body,
)
from tests.fakes.slack_secrets import FakeSlackSecrets
from tests.fakes.slack_web import FakeSlackWeb
from tests.fakes.stores import FakeMeetingNotes
from tests.fakes.whole_app import WholeApp
from tests.unit.edges.pending import Pending

MEETING = "m" + "1" * 20
SESSION_ID = f"{MEETING}-r1"
STRANGER_ID = "U0STRANGE"
RIVAL_ID = "U0RIVAL01"


class Office(WholeApp):
    """The whole app in memory, with a Slack workspace in front of it: u1 and u2 work there, a stranger too."""

    thread_ts = ""
    """Of the thread that a test is about."""

    def __init__(self) -> None:
        super().__init__()
        self.queues["slack_deliveries"] = AppQueue()
        self._written: dict[str, dict[str, Any]] = {}
        self.pending = Pending()
        self.model = FakeModel(lambda: self.now)
        self.users.put(a_user("u1", email="priya@example.com"))
        self.users.put(a_user("u2", email="rival@example.com"))
        people = {PERSON: "priya@example.com", RIVAL_ID: "rival@example.com", STRANGER_ID: "who@else.example"}
        self.web = FakeSlackWeb(TEAM, BOT, people)
        self.web.clock = lambda: self.now.timestamp()
        self.slack = FaultySlack(self.web)
        self.meeting_notes = FakeMeetingNotes()
        self.records_of_slack.connect(Workspace(team_id=TEAM, name="Example", bot_user_id=BOT, connected_at=NOW))
        secrets = FakeSlackSecrets()
        secrets.keep_credentials(TEAM, Credentials("xoxb-1"))
        self.people = SlackPeople(
            self.records_of_slack,
            secrets,  # type: ignore[arg-type]  # a fake in its place
            self.users,
            lambda: self.now,
            lambda *given: wiring.account_ties().tie(*given),
            lambda _token, _url: self.slack,  # type: ignore[arg-type, return-value]  # a fake in its place
        )

    def a_session(
        self, questions: int = 3, meeting_id: str = MEETING, title: str = "Leadership team", run: int = 1
    ) -> Conversation:
        """Priya's meeting waits for answers to a few questions."""
        meeting = a_meeting(meeting_id, user_id="u1", title=title)
        tracked = a_tracked(meeting)
        preparation = tracked.preparation.model_copy(
            update={"status": PrepStatus.WAITING, "run": run, "session_id": f"{meeting_id}-r{run}"}
        )
        self.meetings.rows[meeting_id] = tracked.model_copy(update={"preparation": preparation})
        return self.conversations.open(
            Conversation(
                session_id=f"{meeting_id}-r{run}",
                meeting_id=meeting_id,
                user_id="u1",
                questions=tuple(Question(text=f"Question text {n}?", ref="r") for n in range(1, questions + 1)),
                opened_at=NOW,
                deadline=NOW + timedelta(hours=20),
            )
        )

    def a_notice(self, session_id: str = SESSION_ID, kind: MessageKind = MessageKind.PREP_STARTED) -> str:
        """The notice as it stands in Priya's direct message; returns its place."""
        verbs = (("Start Prep", "start_prep"), ("Snooze", "snooze"), ("Not needed", "not_needed"))
        message = Message(
            message_id=f"{session_id}-{kind}",
            user_id="u1",
            kind=kind,
            title="Leadership team, tomorrow",
            actions=tuple(Button(label=label, verb=verb, target=session_id) for label, verb in verbs),
            meeting_id=meeting_of(session_id),
            created_at=NOW,
        )
        link = self.people.reach(self.users.get("u1"))
        assert link is not None
        (post,) = posts(message, "https://amo.example.com")
        return self.people.posting(TEAM).post(link, message.message_id, post, message=message).ts

    def deliver(self, kind: str, body: str) -> None:  # type: ignore[override]  # here it comes from Slack
        handle(parse(kind, body.encode()))

    def click(self, action: str, value: str = "", **options: Any) -> None:
        fresh = {"trigger": f"t{len(self.records_of_slack.deliveries)}"}
        self.deliver("interactions", click_body(action, value, **{**fresh, **options}))

    def write(
        self, text: str, thread_ts: str = "", event_id: str = "", user: str = PERSON, ts: str = ""
    ) -> dict[str, Any]:
        """Returns the event; brought again by the same id, it is the same message."""
        event_id = event_id or f"Ev{len(self.records_of_slack.deliveries)}"
        fresh = direct_message(text, ts or self.web.next_ts(), thread_ts, user)
        event = self._written.setdefault(event_id, fresh)
        self.deliver("events", event_body(event, event_id))
        return event

    def drop(self, *file_ids: str, text: str = "", thread_ts: str = "") -> None:
        """Files, dropped into the direct message."""
        self._tell(shared_file(text, *file_ids, ts=self.web.next_ts(), thread_ts=thread_ts))

    def command(self, text: str) -> None:
        self.deliver("commands", command_body(text, trigger=f"t{len(self.records_of_slack.deliveries)}"))

    def pick(self, action: str, **options: Any) -> None:
        self.deliver("interactions", pick_body(action, trigger=f"t{len(self.records_of_slack.deliveries)}", **options))

    def send(self, typed: dict[str, str], user: str = PERSON, **changes: Any) -> None:
        """The form that was opened last, filled in; what is not named stays as it was shown."""
        view = {**self.web.views[-1][1], **changes}
        filled = {
            block["block_id"]: _shown_in(block["element"]) for block in view["blocks"] if block["type"] == "input"
        }
        fresh = f"V{len(self.records_of_slack.deliveries)}"
        self.deliver("interactions", submission_body(view, {**filled, **typed}, user=user, view_id=fresh))

    def edit(self, event: dict[str, Any], text: str, **options: Any) -> None:
        self._tell(edited_message(event, text, **options))

    def delete(self, event: dict[str, Any]) -> None:
        self._tell(deleted_message(event))

    def _tell(self, event: dict[str, Any]) -> None:
        self.deliver("events", event_body(event, f"Ev{len(self.records_of_slack.deliveries)}"))

    @property
    def session(self) -> Conversation:
        return self.conversations.stored[SESSION_ID]

    @property
    def open_cards(self) -> list[dict[str, Any]]:
        """The messages with buttons to answer a question by."""
        return [message for message in self.web.messages if "chat_skip" in names_in(message)]

    @property
    def said(self) -> list[str]:
        return [message["text"] for message in self.web.messages]


def _shown_in(element: dict[str, Any]) -> str:
    """What a field of a form holds before anybody types."""
    if element["type"] == "checkboxes":
        return "yes" if element.get("initial_options") else ""
    return str(element.get("initial_value") or element.get("initial_date") or "")


def names_in(message: dict[str, Any]) -> list[str]:
    """The actions that a message offers."""
    elements = [element for block in message["blocks"] for element in block.get("elements", [])]
    return [element["action_id"] for element in elements if "action_id" in element]


def text_of(message: dict[str, Any]) -> str:
    """Everything there is to read in a message, as Slack shows it."""
    texts = []
    for block in message["blocks"]:
        parts = [block.get("text"), *block.get("elements", [])]
        texts += [part["text"] for part in parts if part and part.get("type") == "mrkdwn"]
    return "\n".join(texts)


class OfficeSettings:
    """What the functions know of their stage."""

    public_url = "https://amo.example.com"
    mail_from = "amo@amo.example"

    def queue_arn(self, name: str) -> str:
        return f"arn:aws:sqs:eu-central-1:123456789012:{name}"

    def queue_url(self, name: str) -> str:
        return f"https://sqs.eu-central-1.amazonaws.com/123456789012/{name}"
