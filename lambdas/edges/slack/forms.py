"""Opens forms, and keeps what was typed into one that could not be taken: nothing of it is lost."""

from collections.abc import Mapping

from lambdas import wiring
from lambdas.domain.notifications.slack import Draft
from lambdas.edges.slack.context import SlackContext
from lambdas.edges.slack.delivery import Click, Submission
from lambdas.slack.blocks import Block
from lambdas.slack.client import SlackRefused

TRIGGER_IS_OVER = frozenset({"expired_trigger_id", "trigger_expired", "trigger_exchanged", "invalid_trigger_id"})
AGAIN = "That took longer than Slack waits. Press once more, or do it on the page: {}"
NOTHING_LOST = "Nothing you typed is lost."


def open_form(context: SlackContext, click: Click, view: Block, page: str) -> None:
    """Slack lets a view be opened for three seconds after the click; a cold start may take longer.

    ``page`` is where the same can be done.
    """
    try:
        context.posting.api.call("views_open", trigger_id=click.trigger_id, view=view)
    except SlackRefused as error:
        if error.code not in TRIGGER_IS_OVER:
            raise
        context.say(AGAIN.format(page), click.anchor)


def keep_typed(context: SlackContext, submission: Submission, about: str) -> None:
    """For a day, as the draft of that name."""
    draft = Draft(action_id=about, callback_id=submission.callback_id, typed=dict(submission.typed), at=context.now)
    wiring.slack_records().keep_draft(context.user_id, draft)


def typed_before(context: SlackContext, about: str) -> Mapping[str, str]:
    """Empty where nothing was, or too long ago."""
    draft = wiring.slack_records().draft(context.user_id, about, context.now)
    return draft.typed if draft else {}
