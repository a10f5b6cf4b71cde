"""To an identity provider and back: one browser, one provider, one sign-in, once (faults 118, 119)."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lambdas.accounts.tokens import Identity, link_hash
from lambdas.credentials.clients import OAuthClients
from lambdas.credentials.id_tokens import IdTokens
from lambdas.credentials.oauth import NOT_SIGNED_IN, Exchanged, OAuth
from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.domain.accounts.logins import FLOW_LIFE, ProvedIdentity, SignInFlow
from lambdas.errors import Refused
from lambdas.store.sign_in_flows import SignInFlows

NOT_ALLOWED = "You did not agree there, so nothing was changed here."


@dataclass(frozen=True, slots=True)
class Begun:
    """The address the browser goes to, and the cookie by which it is known when it comes back."""

    url: str
    browser: str


@dataclass(frozen=True, slots=True)
class Returned:
    flow: SignInFlow
    exchanged: Exchanged
    who: ProvedIdentity


@dataclass(frozen=True, slots=True)
class AuthorizationFlows:
    flows: SignInFlows
    oauth: OAuth
    clients: OAuthClients
    id_tokens: IdTokens
    public_url: str

    def begin(
        self,
        provider: IdentityProvider,
        callback: str,
        now: datetime,
        *,
        next_path: str = "/",
        scopes: tuple[str, ...] = (),
        owner: Identity | None = None,
        account_id: str = "",
        hint: str = "",
    ) -> Begun:
        """``owner``: a signed-in user who connects calendars. Raises Refused where no operator has registered AMO."""
        state, browser, nonce = (secrets.token_urlsafe(32) for _ in range(3))
        verifier = self.oauth.new_verifier()
        url = self.oauth.consent_url(
            provider, self._address(callback), state=state, nonce=nonce, verifier=verifier, scopes=scopes, hint=hint
        )
        self.flows.begin(
            link_hash(state),
            SignInFlow(
                provider=provider,
                browser_hash=link_hash(browser),
                nonce=nonce,
                verifier=verifier,
                ends_at=now + FLOW_LIFE,
                next_path=next_path,
                user_id=owner.user_id if owner else "",
                session_id=owner.session_id if owner else "",
                account_id=account_id,
            ),
        )
        return Begun(url, browser)

    def finish(
        self,
        provider: IdentityProvider,
        callback: str,
        query: Mapping[str, str],
        browser: str,
        now: datetime,
        owner: Identity | None = None,
    ) -> Returned:
        """Raises Refused for whatever does not come back exactly as it was begun; nothing is stored then."""
        flow = self.flows.take(link_hash(query.get("state", "")), now)
        if flow is None or flow.provider is not provider or not _same(flow.browser_hash, link_hash(browser)):
            raise Refused(NOT_SIGNED_IN)
        if (flow.user_id, flow.session_id) != ((owner.user_id, owner.session_id) if owner else ("", "")):
            raise Refused(NOT_SIGNED_IN)
        if query.get("iss", "") not in ("", self.clients.get(provider).issuer):
            raise Refused(NOT_SIGNED_IN)
        if "code" not in query:
            raise Refused(NOT_ALLOWED)
        exchanged = self.oauth.exchange(provider, query["code"], self._address(callback), flow.verifier)
        return Returned(flow, exchanged, self.id_tokens.identity(provider, exchanged.id_token, flow.nonce))

    def _address(self, callback: str) -> str:
        """Each provider has an address of its own to come back to: an answer of one is never taken for another's."""
        return f"{self.public_url}{callback}"


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
