"""A channel that reaches everybody by a pager."""

from tests.house.additions.addition import Addition, Insertion

CHANNEL = '''"""Reaches a person by a pager."""

from dataclasses import dataclass, field

from lambdas.domain.accounts.user import User
from lambdas.domain.notifications.messages import Message
from lambdas.notifications.base import DeliveryResult


@dataclass(frozen=True, slots=True)
class PagerChannel:
    shown: dict[str, str] = field(default_factory=dict)
    name: str = "pager"

    def deliver(self, user: User, message: Message) -> DeliveryResult:
        self.shown.setdefault(message.message_id, message.title)
        return DeliveryResult(delivered=True, channel=self.name)
'''
IMPORT = "    from lambdas.notifications.pager import PagerChannel\n"
ROW = """        "pager": ChannelSpec(
            label="Pager",
            spoken="pager",
            usable="Always with you.",
            unusable="",
            address=lambda _contact: "pager",
        ),
"""
PROOF = """
from pytest import MonkeyPatch
from lambdas import wiring
from lambdas.domain.notifications.messages import Message, MessageKind
from lambdas.edges.web.deliveries import channel_label
from lambdas.notifications.pager import PagerChannel
from lambdas.config_files import check_configuration
from tests.fakes.channels import DeliveringNotifier
from tests.unit.edges.harness import ADA, NOW, Harness

check_configuration()
build, harness = wiring.channels, Harness(MonkeyPatch())
wiring.slack_people = lambda: None
channels = build()
message = Message(message_id="n1", user_id=ADA, kind=MessageKind.NUDGE, title="It is time", created_at=NOW)
notifier = DeliveringNotifier(channels, harness.users, lambda: NOW, deliveries=harness.deliveries)
notifier.tell(harness.users.get(ADA), message, NOW)
assert channels[0].shown == {"n1": "It is time"}
assert harness.deliveries.find(ADA, message, NOW).channel == "pager"
page = harness.get("/settings", ADA).text
assert "Pager" in page and "Always with you." in page
assert harness.post("/settings/channels", ADA, sms="on").status == 303
assert "pager" in harness.users.get(ADA).declined_channels
assert channel_label("pager") == "pager"
"""
ADDITION = Addition(
    heading="A channel",
    name="pager",
    created={"lambdas/notifications/pager.py": CHANNEL},
    changed={
        "lambdas/domain/notifications/channels.py": (Insertion(ROW, '        "slack": '),),
        "lambdas/wiring.py": (
            Insertion(
                "    from lambdas.notifications.pager import PagerChannel\n", "    from lambdas.notifications.slack"
            ),
            Insertion('        "pager": PagerChannel(),\n', '        "slack": SlackChannel('),
        ),
        "config/channels.yaml": (Insertion("pager, ", "slack, sms, email]"),),
    },
    proof=PROOF,
)
