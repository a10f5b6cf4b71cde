"""Forgetting a meeting: what goes and what stays is said first, and once it is done."""

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.kernel.model import Model
from lambdas.edges.commands import erasure
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import page, see
from lambdas.edges.web.words import day_and_time, title_of


class ErasurePage(Model):
    """``erased`` says when it was asked for; empty before. ``lines`` are what goes, or went; ``left`` what did not."""

    meeting_id: str
    title: str
    erased: str
    left: int
    lines: tuple[str, ...]
    kept: tuple[str, ...]


def show(request: PageRequest, meeting_id: str) -> Response[str]:
    tracked = wiring.meetings().get(request.user_id, meeting_id)
    receipt = erasure.look(request.user_id, meeting_id)
    timezone = wiring.users().get(request.user_id).timezone
    view = ErasurePage(
        meeting_id=meeting_id,
        title=title_of(tracked.meeting),
        erased=day_and_time(receipt.erased_at, timezone, request.now) if receipt.erased_at else "",
        left=receipt.left,
        lines=receipt.lines,
        kept=receipt.kept,
    )
    return page("forget.html", {"view": view}, request, section="today")


def forget(request: PageRequest, meeting_id: str) -> Response[str]:
    """Pressed twice it is done once; the page then shows the receipt."""
    erasure.forget(request.user_id, meeting_id)
    return see(f"/meetings/{meeting_id}/forget")
