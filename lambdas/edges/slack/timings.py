"""Answers a proposal to be asked at another time before meetings of a type: yes or keep, never without an answer."""

from collections.abc import Callable, Mapping

from lambdas import wiring
from lambdas.accounts.wiring import prep_timings
from lambdas.domain.kernel.counts import counted
from lambdas.edges.slack.context import SlackContext
from lambdas.edges.slack.delivery import Click
from lambdas.slack.blocks import message_id_of

ACCEPTED = "From now on AMO asks you {} before. You can change it on AMO’s page, under Settings."
KEPT = "It stays as it is."


def accept_timing(context: SlackContext, click: Click) -> None:
    """Raises NotFound for what is not proposed to them any more."""
    hours = prep_timings().accept(context.user_id, click.value)
    context.close(message_id_of(click.block_id), ACCEPTED.format(counted(hours, "hour")), click.anchor)


def keep_timing(context: SlackContext, click: Click) -> None:
    prep_timings().keep(context.user_id, click.value, wiring.now())
    context.close(message_id_of(click.block_id), KEPT, click.anchor)


CLICKS: Mapping[str, Callable[[SlackContext, Click], None]] = {
    "accept_timing": accept_timing,
    "keep_timing": keep_timing,
}
