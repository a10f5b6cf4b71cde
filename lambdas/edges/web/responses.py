"""The page's answers: HTML, a way on after a change, a file; each with the headers that keep it safe (fault 115)."""

import hashlib
import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.shared.cookies import Cookie

from lambdas.domain.kernel.counts import counted
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.render import render

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": browsers would then name the origin of our own forms "null", which is refused.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
MICROPHONE = {"Permissions-Policy": "camera=(), geolocation=(), microphone=(self)"}
"""On the one page that records."""
SAID = {
    "dismissed": "Put away.",
    "steps-away": "Put away. Settings and Records have all of it.",
    "undone": "Undone: it is as it was before.",
    "snoozed": "AMO asks again when you said.",
    "declined": "This meeting is not prepared. You can change your mind below.",
    "wanted": "This meeting is prepared after all.",
    "preparing": "The preparation begins.",
    "revised": "Changed. AMO writes the materials again from your answers.",
    "corrected": "Corrected, for the whole series from now on.",
    "agenda-saved": "Your agenda is saved. Earlier versions are kept below it.",
    "agenda-restored": "That version is the agenda again.",
    "noted": "Your notes are saved.",
    "handed-in": "Your notes are in. Look through what they seem to say.",
    "recorded": "Your recording is in. AMO tells you when it is written down.",
    "recorded-before": "This recording is written down already: it is among your notes.",
    "nothing-noted": "Nothing to note: AMO does not ask again.",
    "rated": "Thank you. This is how AMO learns what is useful.",
    "saved": "Saved.",
    "timing-kept": "OK, it stays as it is.",
    "wished": "OK, from your next meeting like this one on.",
    "unwished": "Undone.",
    "moved": "Changed. Times are in your new zone; preparations are planned again.",
    "stayed": "Kept. AMO does not ask about that zone again.",
    "deleted": "Deleted.",
    "item-done": "Done. It is not asked about any more.",
    "item-dropped": "Dropped. It is not asked about any more.",
    "item-dated": "The date is changed.",
    "item-worded": "Changed.",
    "item-open": "It is open again.",
    "recommended": "Thank you. That helps to make AMO better.",
    "not-now": "OK. AMO does not ask for a while.",
    "wanted-of-it": "Noted. Did you get it?",
    "reached": "Noted. The next brief begins with what was reached.",
    "imported": "Imported.",
    "connected": "Connected. AMO reads the calendar now; its meetings appear in a moment.",
    "disconnected": "Disconnected. Its meetings go with the next reading.",
    "consented": "Connected. Choose which of its calendars count; AMO reads them now.",
    "chosen": "Chosen. AMO reads them now.",
    "withdrawn": "Disconnected. AMO has forgotten the consent; its meetings go with the next reading.",
    "mailed": "A mail is on its way to that address. It counts once you open the link in it.",
    "address-confirmed": "Confirmed. This address is yours.",
    "reading": "AMO reads your calendars now.",
    "source-connected": "Connected. AMO reads it now; its figures appear in a moment.",
    "source-again": "Connected again. AMO reads it now.",
    "source-read": "AMO reads it now; look again in a moment.",
    "source-kept": "Disconnected. What it filled in stays, as if it had been imported.",
    "source-gone": "Disconnected, and what it filled in is gone.",
    "record-corrected": "Corrected, until the source says something else.",
    "correction-over": "Taken back: it says what the source says.",
    "switched": "Switched.",
    "code-sent": "A code is on its way to your phone.",
    "sign-in-code-sent": "A code is on its way to you. It is good for ten minutes.",
    "session-confirmed": "Confirmed. What you decide here counts as your word.",
    "confirmed": "Confirmed: text messages reach you there.",
    "forgotten": "The number is forgotten.",
    "tied": "Connected: AMO reaches you in Slack now.",
    "slack-installed": "AMO is installed in that workspace.",
    "slack-refused": "Slack was not connected. Begin again from here, in this window.",
    "slack-operator": "Whoever runs AMO here installs it into a workspace; ask them.",
    "slack-unset": "This stage has no Slack app yet: ./amo slack connect with its client id, see docs/slack.md.",
    "proposed": "Asked for. Nothing is sent before it is approved.",
    "approved": "Approved. AMO carries it out now.",
    "voted": "Your approval counts; somebody else’s is needed as well.",
    "rejected": "Rejected. It is not done.",
    "edited": "Changed. Read it once more, then approve.",
    "asked": "Sent to whom it concerns.",
    "undoing": "AMO takes it back; look again in a moment.",
    "accepted": "The rule holds from now on.",
    "emergency": "You may approve anything in your team for a while. Everybody who oversees it has been told.",
}
"""The line a page says after a change, by the code in its address: nobody can put words of their own there."""
DECIDED_IN = "approvals"
"""The section in which one is told first where one's word does not count yet."""
KEPT = "kept-"
"""Begins the code that says how many action items, decisions and open questions were kept: ``kept-3-2-0``."""
KEPT_OF = ("action item", "decision", "open question")
UNDOABLE = frozenset({"dismissed", "declined", "corrected", "deleted", "item-done", "item-dropped", "item-dated"})
"""The changes whose line offers to take them back (undo.py)."""
MAX_UNDO = 2_000


class Undo(NamedTuple):
    """The fields of the form that takes a change back: its code, what it concerned, and the page that offers it."""

    done: str
    about: str
    back: str


def page(
    template: str,
    content: dict[str, Any],
    request: PageRequest | None = None,
    *,
    section: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> Response[str]:
    """``section`` is where the navigation stands."""
    frame = {
        "section": section,
        "is_signed_in": request is not None,
        "form_token": request.form_token if request else "",
        "said": _said(request.query.get("done", "")) if request else "",
        "undo": _undo(request) if request else None,
        "lender": request.lender if request and section == DECIDED_IN else "",
        "waits": request.waiting if request else "",
    }
    return html(render(template, **(frame | content)), status)


def html(text: str, status: HTTPStatus = HTTPStatus.OK) -> Response[str]:
    return Response(status, "text/html; charset=utf-8", text, SECURITY_HEADERS)


def as_json(value: object, status: HTTPStatus = HTTPStatus.OK) -> Response[str]:
    return Response(status, "application/json", json.dumps(value), SECURITY_HEADERS)


def live(template: str, content: dict[str, Any], request: PageRequest) -> Response[str]:
    """The moving part of a page, or nothing (204) while it is what the browser shows."""
    if request.query.get("seen") == content["digest"]:
        return nothing()
    return html(render(template, form_token=request.form_token, **content))


def nothing() -> Response[str]:
    """Not even a packed nothing: where a 204 has a body, the next answer on its connection begins with it."""
    return Response(HTTPStatus.NO_CONTENT, None, "", SECURITY_HEADERS, compress=False)


def digest(view: object) -> str:
    """Equal for two views that look the same. Views are frozen values: their repr holds all there is to see."""
    return hashlib.sha256(repr(view).encode("utf-8", errors="replace")).hexdigest()[:12]


def _said(done: str) -> str:
    return _kept(done.removeprefix(KEPT).split("-")) if done.startswith(KEPT) else SAID.get(done, "")


def _kept(numbers: Sequence[str]) -> str:
    """Nothing but numbers comes from the address."""
    from lambdas.edges.web.words import listed  # the pages of an account do without

    if not all(number.isdecimal() and len(number) < 4 for number in numbers):
        return ""
    kept = [counted(int(number), one) for number, one in zip(numbers, KEPT_OF, strict=False) if int(number)]
    return f"Kept {listed(kept)}." if kept else "Done: nothing of it is kept."


def _undo(request: PageRequest) -> Undo | None:
    done, about = request.query.get("done", ""), request.query.get("undo", "")
    if done not in UNDOABLE or not 0 < len(about) <= MAX_UNDO:
        return None
    kept = urlencode({name: value for name, value in request.query.items() if name not in ("done", "undo")})
    path = str(request.event.get("rawPath", ""))
    return Undo(done, about, f"{path}?{kept}" if kept else path)


def see(address: str, done: str = "", cookies: Sequence[Cookie] = (), undo: str = "") -> Response[str]:
    """On to ``address``, one of our own paths or a signed one of the store, which then says what was done.

    ``undo`` names what it was done to, where it can be taken back.
    """
    path, hash_sign, place = address.partition("#")
    joint = "&" if "?" in path else "?"
    about = f"&undo={quote(undo)}" if undo else ""
    target = f"{path}{joint}done={done}{about}{hash_sign}{place}" if done else address
    headers = {**SECURITY_HEADERS, "Location": target}
    return Response(HTTPStatus.SEE_OTHER, "text/plain", "", headers, list(cookies), compress=False)


def elsewhere(url: str, cookies: Sequence[Cookie]) -> Response[str]:
    """On to an identity provider's page, by GET."""
    headers = {**SECURITY_HEADERS, "Location": url}
    return Response(HTTPStatus.SEE_OTHER, "text/plain", "", headers, list(cookies), compress=False)


def download(content: str, content_type: str, filename: str) -> Response[str]:
    """``filename`` is one of ours: plain ASCII."""
    headers = {**SECURITY_HEADERS, "Content-Disposition": f'attachment; filename="{filename}"'}
    return Response(HTTPStatus.OK, content_type, content, headers)
