"""One request of a person to the page, after it has been checked: who they are, what they typed, what they sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from aws_lambda_powertools.shared.cookies import Cookie

from lambdas import wiring
from lambdas.accounts.tokens import Identity
from lambdas.domain.kernel.instants import parse_iso
from lambdas.edges.http.form_tokens import form_token, require_form_token
from lambdas.edges.http.logins import require_live, require_own, signed_in
from lambdas.edges.http.requests import Event, headers, posted_form, queries, require_own_origin
from lambdas.errors import Refused


@dataclass(frozen=True, slots=True)
class PageRequest:
    """``cookies`` go out with the answer. ``event`` is the request itself, for what few views need of it."""

    identity: Identity
    now: datetime
    query: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    file_names: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[Cookie, ...] = ()
    event: Event = field(default_factory=dict, repr=False)
    counted: Callable[[], str] | None = field(default=None, repr=False)
    """Set where counting what waits for them has begun."""

    @property
    def waiting(self) -> str:
        """The number that stands in the navigation, empty for none."""
        return (self.counted or _count(self.identity, self.now))()

    @property
    def lender(self) -> str:
        """Returns who made the link that began this session, while it is not confirmed as its user's own."""
        from lambdas.accounts.wiring import logins  # few pages ask

        session = logins().live(self.identity, self.now)
        return "" if session.is_own else logins().lender(session)

    @property
    def user_id(self) -> str:
        return self.identity.user_id

    @property
    def form_token(self) -> str:
        return form_token(self.identity, wiring.signing_keys())

    def whole_number(self, name: str) -> int:
        """Raises Refused: our own forms always send it."""
        try:
            return int(self.fields.get(name, ""))
        except ValueError as error:
            raise Refused("The form could not be read; reload the page and try again.") from error


def moment_of(text: str) -> datetime | None:
    """An instant from a page's own address; None where there is none, or somebody made one up."""
    try:
        return parse_iso(text) if text else None
    except ValueError:
        return None


def reading(event: Event) -> PageRequest:
    """Raises SignedOut."""
    identity, cookies = signed_in(event)
    now = wiring.now()
    return PageRequest(
        identity=identity,
        cookies=cookies,
        event=event,
        now=now,
        query=queries(event),
        counted=_count(identity, now) if headers(event).get("sec-fetch-dest") == "document" else None,
    )


def _count(identity: Identity, now: datetime) -> Callable[[], str]:
    """Imported with the first whole page: signing in shows none."""
    from lambdas.edges.web.badge import waiting_badge

    return waiting_badge(identity.user_id, now)


def changing(event: Event) -> PageRequest:
    """Raises SignedOut, at once where the login session was ended elsewhere; Refused for another site's form and for
    one that no page of this session made (fault 117).
    """
    require_own_origin(event, wiring.settings().public_url)
    request = reading(event)
    require_live(request.identity)
    form = posted_form(event)
    require_form_token(form.fields.get("form_token", ""), request.identity, wiring.signing_keys())
    return replace(request, fields=form.fields, files=form.files, file_names=form.file_names)


def deciding(event: Event) -> PageRequest:
    """As :func:`changing`, for what is somebody's own word: raises Unconfirmed too."""
    request = changing(event)
    require_own(request.identity)
    return request
