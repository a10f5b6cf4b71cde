"""The meaning of Microsoft Graph's refusals: whoever can do something about them is named, and what to do.

Graph tells the reason by its code; where services of its own refuse, theirs lies within (``innerError``) and says more.
Codes: learn.microsoft.com/graph/errors, and Exchange's own (ErrorResponseCode).
"""

import logging
import re
from collections.abc import Iterator

from lambdas.errors import AmoError, NeedsConsent, NotFound, Refused, Retryable
from lambdas.outbound.json_http import HttpAnswer
from lambdas.store.mailbox_turns import LEFT_ALONE

log = logging.getLogger(__name__)

UNWELL = "Microsoft's calendar service does not answer as it should; AMO tries again."
MOVING = "Microsoft is moving this mailbox just now; AMO reads it again when that is done."
NOT_ALLOWED = "Microsoft does not let AMO read this calendar; connect it again and agree to “read your calendars”."
NOT_ACCEPTED = "Microsoft does not accept AMO's access to this calendar; connect it again."
NO_MAILBOX = (
    "Microsoft has no mailbox in the cloud for this account: it has no licence for one, or it is on your organization's"
    " own servers. Ask your administrator, or connect another account."
)
SUSPENDED = "Microsoft has closed or suspended this account; its administrator can put that right."
POLICY = "Your organization does not let AMO read this mailbox; ask its Microsoft administrator to allow it."
NO_CALENDAR = "There is no such calendar at Microsoft any more; connect another one."
NOT_UNDERSTOOD = "Microsoft refused AMO's question about this calendar; the operator finds the reason in the log."

PAUSE_SECONDS = 30.0
MAX_PAUSE = 3600.0
MAX_DEPTH = 5

STALE = frozenset(
    {"syncstatenotfound", "syncstateinvalid", "resyncrequired", "fullsyncrequired", "invaliddeltatoken"}
    | {"errorinvalidsyncstatedata"}
)
"""Lower case, as all codes here: Graph's own spelling varies."""
TOO_FAST = frozenset(
    {"applicationthrottled", "toomanyrequests", "activitylimitreached", "errorexceededconnectioncount"}
)
PASSING = {
    "errormailboxmoveinprogress": MOVING,
    **dict.fromkeys(("errormailboxfailover", "errormailboxstoreunavailable", "errortimeoutexpired"), UNWELL),
}
CONSENT = {
    **dict.fromkeys(("erroraccessdenied", "accessdenied", "authorization_requestdenied"), NOT_ALLOWED),
    **dict.fromkeys(("invalidauthenticationtoken", "unauthenticated", "tokennotfound"), NOT_ACCEPTED),
}
REFUSALS = {
    **dict.fromkeys(
        (
            "mailboxnotenabledforrestapi",
            "mailboxnotsupportedforrestapi",
            "mailboxnotfound",
            "errornonexistentmailbox",
            "errormissingemailaddress",
        ),
        NO_MAILBOX,
    ),
    **dict.fromkeys(("erroraccountdisabled", "accountdisabled", "errormailboxdisabled"), SUSPENDED),
    **dict.fromkeys(("accesspolicydenied", "erroraccesspolicydenied", "conditionalaccesspolicy"), POLICY),
}
MISSING = frozenset({"erroritemnotfound", "errorfoldernotfound", "itemnotfound", "resourcenotfound"})
_CODE = re.compile(r"[\w.]{1,80}", re.ASCII)


def is_stale(answer: HttpAnswer) -> bool:
    """Returns whether it is the delta token that Graph does not know: the calendar is to be read from the beginning."""
    return answer.status == 410 or not STALE.isdisjoint(_codes(answer))


def judged(answer: HttpAnswer) -> AmoError:
    """The error of an answer that is no success; Retryable says when, where Graph does."""
    codes = list(_codes(answer))
    for code in codes:
        if code in PASSING:
            return Retryable(PASSING[code], answer.retry_after or None)
    if pause := seconds_left_alone(answer):
        return Retryable(LEFT_ALONE, pause)
    for code in codes:
        if code in REFUSALS:
            return Refused(REFUSALS[code])
        if code in MISSING:
            return NotFound(NO_CALENDAR)
        if code in CONSENT and answer.status < 500:
            return NeedsConsent(CONSENT[code])
    return _of_status(answer, codes)


def seconds_left_alone(answer: HttpAnswer) -> float:
    """Returns how long Graph wants this mailbox left alone; 0 where it does not (fault 26)."""
    is_too_fast = answer.status == 429 or not TOO_FAST.isdisjoint(_codes(answer))
    if is_too_fast or (answer.status == 503 and answer.retry_after):
        return min(answer.retry_after or PAUSE_SECONDS, MAX_PAUSE)
    return 0


def _of_status(answer: HttpAnswer, codes: list[str]) -> AmoError:
    if answer.status >= 500 or answer.status == 408:
        return Retryable(UNWELL, answer.retry_after or None)
    known = {401: NeedsConsent(NOT_ACCEPTED), 403: Refused(NOT_ALLOWED), 404: NotFound(NO_CALENDAR)}
    if answer.status in known:
        return known[answer.status]
    log.error("Microsoft Graph answered %s: %s", answer.status, ", ".join(filter(_CODE.fullmatch, codes)) or "no code")
    return Refused(NOT_UNDERSTOOD)


def _codes(answer: HttpAnswer) -> Iterator[str]:
    """Codes in lower case, the innermost first."""
    error, found = answer.content.get("error"), list[str]()
    for _ in range(MAX_DEPTH):
        if not isinstance(error, dict):
            break
        found.append(str(error.get("code") or "").casefold())
        error = error.get("innerError") or error.get("innererror")
    yield from (code for code in reversed(found) if code)
