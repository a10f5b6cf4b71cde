"""The services outside that AMO uses, and the one thing that each is asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from lambdas.aws.service_reads import ServiceReads
from lambdas.connectivity.probe import Answered, Probe, is_stand_in
from lambdas.connectivity.source_hosts import SourceHosts
from lambdas.credentials.client_proof import prove
from lambdas.credentials.clients import OAuthClient, OAuthClients
from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.domain.notifications.slack import Workspace
from lambdas.errors import NotFound, Refused, Unanswered
from lambdas.outbound.json_http import JsonHttp
from lambdas.slack.client import SlackApi
from lambdas.slack.secrets import Credentials, SlackSecrets
from lambdas.store.slack_records import SlackRecords

SECONDS = 5.0
NO_WEBHOOK, NO_SUCH = "/hooks/amo-connectivity", "there is no such webhook"


@dataclass(frozen=True)
class OutsideServices:
    """``page_url``: as people and providers reach AMO. ``is_sender_set``: whether the stage sends e-mail at all."""

    page_url: str
    is_sender_set: bool
    slack_records: SlackRecords
    slack_secrets: SlackSecrets
    oauth_clients: OAuthClients
    reads: ServiceReads
    source_hosts: SourceHosts
    now: Callable[[], datetime]

    def probes(self) -> Sequence[Probe]:
        """A row a service; Slack has one for each workspace, sources one for each of their hosts.

        Secrets are read here, before many ask at once.
        """
        return (
            *self._slack(),
            *map(self._identity_provider, IdentityProvider),
            Probe("e-mail", self._mail),
            Probe("text messages", lambda: self._aws(self.reads.texts)),
            Probe("transcription", self._transcription),
            Probe("own page", self._page),
            *self.source_hosts.probes(),
        )

    def _slack(self) -> list[Probe]:
        workspaces = self.slack_records.workspaces()
        if not workspaces:
            return [Probe("slack", _no_workspace)]
        tokens = [(one, self.slack_secrets.credentials(one.team_id)) for one in workspaces]
        return [Probe(f"slack {one.team_id}", partial(self._workspace, one, token)) for one, token in tokens]

    def _workspace(self, workspace: Workspace, credentials: Credentials | None) -> Answered:
        if credentials is None:
            raise Refused("The workspace is connected and its token is gone; ./amo slack connect.")
        SlackApi(credentials.bot_token, workspace.api_url).call("auth_test")
        days = (self.now() - workspace.connected_at).days
        token = "a token that is renewed" if credentials.refresh_token else f"a token of {days} days"
        return Answered(f"takes {token}", not is_stand_in(workspace.api_url))

    def _identity_provider(self, provider: IdentityProvider) -> Probe:
        try:
            registered = self.oauth_clients.get(provider)
        except Refused:
            return Probe(provider.value, partial(_not_registered, provider))
        return Probe(provider.value, partial(_proved, registered))

    def _mail(self) -> Answered:
        if not self.is_sender_set:
            raise NotFound("The stage has no mail_from, so no e-mail is sent.")
        return self._aws(self.reads.mail)

    def _transcription(self) -> Answered:
        if is_stand_in(self.page_url):
            raise NotFound("On this machine recordings are written down by Whisper, not by a service.")
        return self._aws(self.reads.transcription)

    def _aws(self, read: Callable[[], str]) -> Answered:
        return Answered(read(), self.reads.is_live)

    def _page(self) -> Answered:
        """A webhook that there is not is asked for: nothing happens, and AMO alone refuses in these words."""
        try:
            answer = JsonHttp(self.page_url, SECONDS).call("POST", NO_WEBHOOK, headers={})
        except Unanswered as error:
            raise Unanswered("The page's address does not answer; does its name lead to the API?") from error
        if answer.content.get("message") != NO_SUCH:
            raise Refused(f"Something else than AMO answers at the page's address ({answer.status}).")
        return Answered("AMO answers at its own address", not is_stand_in(self.page_url))


def _not_registered(provider: IdentityProvider) -> Answered:
    raise NotFound(f"AMO is not registered there; ./amo {provider.value} connect-client.")


def _proved(registered: OAuthClient) -> Answered:
    prove(registered, SECONDS)
    return Answered("knows AMO's registration", not is_stand_in(registered.token_url))


def _no_workspace() -> Answered:
    raise NotFound("No workspace is connected.")
