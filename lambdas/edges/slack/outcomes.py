"""Takes what somebody says they reached of what they wanted: one tap, shown where it was asked."""

from collections.abc import Callable, Mapping

from lambdas import wiring
from lambdas.edges.commands import outcomes as commands
from lambdas.edges.slack.context import SlackContext
from lambdas.edges.slack.delivery import Click
from lambdas.slack.blocks import message_id_of
from lambdas.slack.button_values import OutcomeButton
from lambdas.slack.cards import show_answer

NOTED = "Noted. Pressing another answer changes it."


def answer_outcome(context: SlackContext, click: Click) -> None:
    """Saying it again changes the answer. Raises NotFound for somebody else's meeting, and for what was not wanted."""
    told = OutcomeButton.read(click.value)
    commands.say_outcome(context.user_id, told.meeting_id, told.want_key, told.reached)
    message_id, page = message_id_of(click.block_id), wiring.settings().public_url
    if not show_answer(context.posting, context.user_id, message_id, page, "answer_outcome", click.value):
        context.say(NOTED, click.anchor)


CLICKS: Mapping[str, Callable[[SlackContext, Click], None]] = {"answer_outcome": answer_outcome}
