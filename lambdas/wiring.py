"""The composition root: the only module that reads the environment, the clock and builds clients.

Everything is built lazily and once per execution environment; imports stand inside the functions, so that a
function's cold start pays only for what it uses. Tests replace a dependency by patching the name here.
"""

import os
import uuid
from datetime import UTC, datetime
from functools import cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from lambdas.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from lambdas.aws.bus import Bus
    from lambdas.aws.dead_letters import DeadLetters
    from lambdas.aws.email import Mailer
    from lambdas.aws.queue import Queue
    from lambdas.aws.scheduler import Schedules
    from lambdas.aws.service_reads import ServiceReads
    from lambdas.aws.sms import Texter
    from lambdas.aws.stacks import Stacks
    from lambdas.aws.step_functions import Workflows
    from lambdas.aws.table import Table
    from lambdas.calendars.access import CalendarAccess
    from lambdas.calendars.account_calendars import CalendarList
    from lambdas.calendars.base import CalendarProvider
    from lambdas.calendars.google.api import GoogleApi
    from lambdas.calendars.google.calls import GoogleCalls
    from lambdas.calendars.ics.feed_check import FeedCheck
    from lambdas.calendars.ics.feed_fetch import Fetcher
    from lambdas.calendars.microsoft.graph import Graph
    from lambdas.calendars.unwatch import Unwatch
    from lambdas.calendars.watch import CalendarWatcher
    from lambdas.calendars.write import CalendarWriter, WriteConsents
    from lambdas.credentials.clients import OAuthClients
    from lambdas.credentials.id_tokens import IdTokens
    from lambdas.credentials.oauth import OAuth
    from lambdas.credentials.signing_keys import SecretSigningKeys
    from lambdas.credentials.source_secrets import SourceSecrets
    from lambdas.credentials.vaults import Vaults
    from lambdas.domain.accounts.consents import IdentityProvider
    from lambdas.domain.kernel.source import Source
    from lambdas.domain.llm.connection import ModelConnection
    from lambdas.llm.base import Caller, Llm
    from lambdas.llm.connected import ModelParts
    from lambdas.llm.model_key import ModelKey
    from lambdas.notifications.account_ties import AccountTies
    from lambdas.notifications.base import Channel
    from lambdas.notifications.notifier import Notifier
    from lambdas.notifications.team_news import TeamNews
    from lambdas.outbound.json_http import JsonHttp
    from lambdas.slack.people import SlackPeople
    from lambdas.slack.rooms import SlackRooms
    from lambdas.slack.secrets import SlackSecrets
    from lambdas.store.absences import Absences
    from lambdas.store.action_items import ActionItems
    from lambdas.store.action_looks import ActionLooks
    from lambdas.store.anchors import Anchors
    from lambdas.store.audit_log import AuditLog
    from lambdas.store.autonomy_rows import AutonomyRows
    from lambdas.store.calendar_accounts import CalendarAccounts
    from lambdas.store.connected_calendars import ConnectedCalendars
    from lambdas.store.contexts import Contexts
    from lambdas.store.conversations import Conversations
    from lambdas.store.deliveries import Deliveries
    from lambdas.store.documents import Documents
    from lambdas.store.ended_timer import EndedTimer
    from lambdas.store.forgettings import Forgettings
    from lambdas.store.inbox import Inbox
    from lambdas.store.login_sessions import LoginSessions
    from lambdas.store.material_texts import MaterialTexts
    from lambdas.store.meeting_notes import NotesByMeeting
    from lambdas.store.meeting_questions import MeetingQuestions
    from lambdas.store.meetings import Meetings
    from lambdas.store.model_answers import ModelAnswers
    from lambdas.store.model_state import ModelState
    from lambdas.store.outcomes import Outcomes
    from lambdas.store.paid_requests import PaidSourceRequests
    from lambdas.store.pending_actions import PendingActions
    from lambdas.store.personal_rows import PersonalDeletions, PersonalImports, PersonalRows, PersonalScans
    from lambdas.store.phone_codes import PhoneCodes
    from lambdas.store.preparations import Preparations
    from lambdas.store.question_figures import QuestionFigures
    from lambdas.store.rate_limits import RateLimits
    from lambdas.store.records import Records
    from lambdas.store.sign_in_flows import SignInFlows
    from lambdas.store.sign_in_links import SignInLinks
    from lambdas.store.slack_records import SlackRecords
    from lambdas.store.source_accounts import SourceAccounts
    from lambdas.store.source_records import SourceRecords
    from lambdas.store.spend import Spend
    from lambdas.store.subscriptions import Subscriptions
    from lambdas.store.timing_proposals import TimingProposals
    from lambdas.store.transcription_timer import TranscriptionTimer
    from lambdas.store.user_accounts import OwnCalendars, PlannedAccounts, ShownAccounts, UserAccounts
    from lambdas.store.users import Users
    from lambdas.store.voice_recordings import VoiceRecordings
    from lambdas.store.watched_calendars import WatchedCalendars
    from lambdas.transcription.base import Transcriber


def now() -> datetime:
    return datetime.now(UTC)


def new_id() -> str:
    return uuid.uuid4().hex


@cache
def settings() -> Settings:
    return Settings(dict(os.environ))


@cache
def client(service: str) -> Any:
    """A low-level AWS client. botocore alone: importing boto3 costs a third more and adds nothing we use."""
    from botocore.config import Config

    # Signature version 4 named: in us-east-1 presigned addresses would fall back to version 2, which KMS refuses.
    # E-mails and text messages are never tried twice by themselves: no key makes the second try harmless.
    # A minute, botocore's own patience with one call, is twice what a page is waited for.
    usual = Config(connect_timeout=3, read_timeout=10)
    # A model is asked once too: each try is paid for, and lambdas/llm/ decides whether there is time for another.
    once = Config(retries={"total_max_attempts": 1}, connect_timeout=3, read_timeout=8)
    asked = Config(retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=20)
    settled = {
        "s3": usual.merge(Config(signature_version="s3v4")),
        "sesv2": once,
        "sns": once,
        "bedrock-runtime": asked,
    }
    return session().create_client(service, config=settled.get(service, usual))


@cache
def session() -> Any:
    from botocore.session import get_session

    return get_session()


@cache
def table(name: str) -> "Table":
    from lambdas.aws.table import Table

    return Table(client("dynamodb"), settings().table(name))


def _store(
    module: str, name: str, over: str = "", beside: "Callable[[], dict[str, Any]]" = dict
) -> "Callable[[], Any]":
    """Imports and builds a store once, when first asked for; its table is called like its module, if not ``over``.

    ``beside``: what it is given beside its table, by name.
    """

    @cache
    def build() -> Any:
        return getattr(import_module(f"lambdas.store.{module}"), name)(table(over or module), **beside())

    return build


def _sources_config() -> dict[str, Any]:
    from lambdas.config_files import load_sources_config

    return {"config": load_sources_config()}


absences: "Callable[[], Absences]" = _store("absences", "Absences")
action_items: "Callable[[], ActionItems]" = _store("action_items", "ActionItems")
action_looks: "Callable[[], ActionLooks]" = _store("action_looks", "ActionLooks")
audit_log: "Callable[[], AuditLog]" = _store("audit_log", "AuditLog", over="action_audit_log")
calendar_accounts: "Callable[[], CalendarAccounts]" = _store("calendar_accounts", "CalendarAccounts")
connected_calendars: "Callable[[], ConnectedCalendars]" = _store("connected_calendars", "ConnectedCalendars")
contexts: "Callable[[], Contexts]" = _store("contexts", "Contexts")
conversations: "Callable[[], Conversations]" = _store("conversations", "Conversations", over="chat_sessions")
deliveries: "Callable[[], Deliveries]" = _store("deliveries", "Deliveries")
forgettings: "Callable[[], Forgettings]" = _store("forgettings", "Forgettings", over="users")
inbox: "Callable[[], Inbox]" = _store("inbox", "Inbox", over="notices")
login_sessions: "Callable[[], LoginSessions]" = _store("login_sessions", "LoginSessions", over="page_sessions")
material_texts: "Callable[[], MaterialTexts]" = _store("material_texts", "MaterialTexts")
meeting_questions: "Callable[[], MeetingQuestions]" = _store(
    "meeting_questions", "MeetingQuestions", over="model_answers"
)
meeting_notes: "Callable[[], NotesByMeeting]" = _store("meeting_notes", "NotesByMeeting")
meetings: "Callable[[], Meetings]" = _store("meetings", "Meetings")
model_answers: "Callable[[], ModelAnswers]" = _store("model_answers", "ModelAnswers")
model_state: "Callable[[], ModelState]" = _store("model_state", "ModelState", over="model_answers")
outcomes: "Callable[[], Outcomes]" = _store("outcomes", "Outcomes")
paid_requests: "Callable[[], PaidSourceRequests]" = _store(
    "paid_requests", "PaidSourceRequests", over="spend", beside=_sources_config
)
phone_codes: "Callable[[], PhoneCodes]" = _store("phone_codes", "PhoneCodes", over="users")
preparations: "Callable[[], Preparations]" = _store("preparations", "Preparations", over="meetings")
question_figures: "Callable[[], QuestionFigures]" = _store("question_figures", "QuestionFigures", over="meetings")
rate_limits: "Callable[[], RateLimits]" = _store("rate_limits", "RateLimits")
records: "Callable[[], Records]" = _store("records", "Records")
sign_in_flows: "Callable[[], SignInFlows]" = _store("sign_in_flows", "SignInFlows")
sign_in_links: "Callable[[], SignInLinks]" = _store("sign_in_links", "SignInLinks")
slack_records: "Callable[[], SlackRecords]" = _store("slack_records", "SlackRecords", over="slack")
source_accounts: "Callable[[], SourceAccounts]" = _store("source_accounts", "SourceAccounts")
source_records: "Callable[[], SourceRecords]" = _store(
    "source_records", "SourceRecords", over="records", beside=lambda: {"accounts": source_accounts()}
)
spend: "Callable[[], Spend]" = _store("spend", "Spend")
subscriptions: "Callable[[], Subscriptions]" = _store("subscriptions", "Subscriptions")
timing_proposals: "Callable[[], TimingProposals]" = _store("timing_proposals", "TimingProposals", over="users")
users: "Callable[[], Users]" = _store("users", "Users", beside=lambda: {"switched_off": settings().switched_off})
voice_recordings: "Callable[[], VoiceRecordings]" = _store("voice_recordings", "VoiceRecordings", over="meeting_notes")
watched_calendars: "Callable[[], WatchedCalendars]" = _store(
    "watched_calendars", "WatchedCalendars", over="subscriptions"
)


def personal_rows() -> "PersonalRows":
    from lambdas.store.personal_rows import READ, PersonalRows

    return PersonalRows({name: table(name) for name in READ})


def personal_scans() -> "PersonalScans":
    from lambdas.store.personal_rows import SCANNED, PersonalScans

    return PersonalScans({name: table(name) for name in SCANNED})


def personal_deletions() -> "PersonalDeletions":
    from lambdas.store.personal_rows import DELETED, PersonalDeletions

    return PersonalDeletions({name: table(name) for name in DELETED})


def personal_imports() -> "PersonalImports":
    from lambdas.store.personal_rows import IMPORTED, PersonalImports

    return PersonalImports({name: table(name) for name in IMPORTED})


def planned_accounts() -> "PlannedAccounts":
    from lambdas.store.user_accounts import PlannedAccounts

    return PlannedAccounts(users(), absences())


def shown_accounts() -> "ShownAccounts":
    from lambdas.store.user_accounts import ShownAccounts

    return ShownAccounts(users(), connected_calendars())


def own_calendars() -> "OwnCalendars":
    from lambdas.store.user_accounts import OwnCalendars

    return OwnCalendars(users(), connected_calendars())


def user_accounts() -> "UserAccounts":
    from lambdas.store.user_accounts import UserAccounts

    return UserAccounts(users(), connected_calendars(), absences())


@cache
def token_vaults() -> "Vaults":
    from lambdas.credentials.envelope_vault import EnvelopeVault
    from lambdas.credentials.vaults import SecretsVault, Vaults

    prefix, key_arn = settings().token_secrets, settings().key_arn
    in_table = cache(lambda: EnvelopeVault(client("kms"), key_arn))
    return Vaults(
        settings().calendar_tokens,
        {"secrets": lambda: SecretsVault(client("secretsmanager"), prefix), "table": in_table},
    )


@cache
def source_secrets() -> "SourceSecrets":
    from lambdas.credentials.envelope_vault import EnvelopeVault
    from lambdas.credentials.source_secrets import PURPOSE, SourceSecrets
    from lambdas.credentials.vaults import SecretPlaces, SecretsVault

    prefix, key_arn = settings().source_secrets, settings().key_arn
    in_table = cache(lambda: EnvelopeVault(client("kms"), key_arn, purpose=PURPOSE))
    in_secrets = cache(lambda: SecretsVault(client("secretsmanager"), prefix))
    return SourceSecrets(SecretPlaces(settings().calendar_tokens, {"secrets": in_secrets, "table": in_table}))


@cache
def oauth_clients() -> "OAuthClients":
    from lambdas.credentials.clients import OAuthClients

    return OAuthClients(lambda: client("secretsmanager"), settings().oauth_secrets, now)


@cache
def oauth() -> "OAuth":
    from lambdas.credentials.oauth import OAuth

    return OAuth(oauth_clients().get, now)


@cache
def id_tokens() -> "IdTokens":
    from lambdas.credentials.id_tokens import IdTokens

    return IdTokens(oauth_clients().get)


@cache
def calendar_access() -> "CalendarAccess":
    """Bearer tokens for calendars that a consent opens."""
    from lambdas.credentials.renewing_access import RenewingAccess

    return RenewingAccess(calendar_accounts(), token_vaults(), oauth(), now)


@cache
def documents() -> "Documents":
    """Materials: ``user_id/meeting_id/...``, deleted after 30 days."""
    from lambdas.store.documents import Documents

    return Documents(client("s3"), settings().bucket("documents"))


@cache
def transcripts() -> "Documents":
    """Conversations, uploaded calendars and the last good copy of each feed."""
    from lambdas.store.documents import Documents

    return Documents(client("s3"), settings().bucket("sessions"))


def is_voice_transcribed() -> bool:
    """Says whether this stage has a transcriber."""
    from lambdas.transcription import whisper

    return settings().transcriber != whisper.NAME or whisper.is_installed()


def transcriber() -> "Transcriber | None":
    """None where nobody writes recordings down."""
    from lambdas.transcription.amazon import AmazonTranscriber
    from lambdas.transcription.whisper import NAME, WhisperTranscriber

    if settings().transcriber == NAME:
        return WhisperTranscriber(documents()) if is_voice_transcribed() else None
    bucket, key_arn, jobs = settings().bucket("documents"), settings().key_arn, settings().transcription_jobs
    return AmazonTranscriber(client("transcribe"), documents(), bucket, key_arn, jobs)


@cache
def bus() -> "Bus":
    from lambdas.aws.bus import Bus

    return Bus(client("events"), settings().bus)


@cache
def queue(name: str) -> "Queue":
    from lambdas.aws.queue import Queue

    return Queue(client("sqs"), settings().queue_url(name))


def sqs() -> Any:
    """The bare client, for an endpoint that must acknowledge at once: a Queue costs it the models."""
    return client("sqs")


@cache
def dead_letters() -> "DeadLetters":
    from lambdas.aws.dead_letters import DeadLetters

    return DeadLetters(client("sqs"), settings().dead_letter_urls)


@cache
def stacks() -> "Stacks":
    from lambdas.aws.stacks import Stacks

    return Stacks(client("cloudformation"))


@cache
def schedules() -> "Schedules":
    from lambdas.aws.scheduler import Schedules

    group, role_arn = settings().schedule_group, settings().scheduler_role_arn
    return Schedules(client("scheduler"), group, role_arn, settings().queue_arn("undelivered"), now)


@cache
def ended_timer() -> "EndedTimer":
    from lambdas.store.ended_timer import EndedTimer

    return EndedTimer(schedules(), settings().queue_arn("ended_meetings"))


@cache
def transcription_timer() -> "TranscriptionTimer":
    from lambdas.store.transcription_timer import TranscriptionTimer

    return TranscriptionTimer(schedules(), settings().queue_arn("transcripts"))


@cache
def workflows() -> "Workflows":
    from lambdas.aws.step_functions import Workflows

    return Workflows(client("stepfunctions"), settings().state_machine_arn)


@cache
def notifier() -> "Notifier":
    from lambdas.notifications.notifier import Notifier

    return Notifier(inbox(), deliveries(), queue("messages"))


def team_news() -> "TeamNews":
    from lambdas.notifications.team_news import TeamNews

    return TeamNews(autonomy_rows(), users(), notifier())


def account_ties() -> "AccountTies":
    from lambdas.notifications.account_ties import AccountTies

    return AccountTies(audit_log(), notifier())


@cache
def channels() -> "tuple[Channel, ...]":
    """The ways to reach people, in the order of trying."""
    from lambdas.config_files import load_channel_config
    from lambdas.notifications.email import EmailChannel
    from lambdas.notifications.slack import SlackChannel
    from lambdas.notifications.sms import SmsChannel

    rules, url = load_channel_config(), settings().public_url
    known: dict[str, Channel] = {
        "slack": SlackChannel(slack_people(), url),
        "sms": SmsChannel(texter(), deliveries(), rules.sms, url, now),
        "email": EmailChannel(mailer(), deliveries(), url, now),
    }
    return tuple(known[name] for name in rules.order)


@cache
def texter() -> "Texter":
    from lambdas.aws.sms import Texter

    return Texter(client("sns"))


@cache
def service_reads() -> "ServiceReads":
    from lambdas.aws.service_reads import ServiceReads

    return ServiceReads(client)


@cache
def slack_secrets() -> "SlackSecrets":
    from lambdas.slack.secrets import SlackSecrets

    return SlackSecrets(lambda: client("secretsmanager"), settings().slack_secrets)


@cache
def slack_people() -> "SlackPeople":
    from lambdas.slack.people import SlackPeople

    return SlackPeople(slack_records(), slack_secrets(), users(), now, account_ties().tie)


@cache
def calendar_watchers(is_hurried: bool = False) -> "dict[Source, CalendarWatcher]":
    """Every kind of calendar that tells of changes at once; a new provider is one more entry here."""
    from lambdas.calendars.google.watch import GoogleWatcher
    from lambdas.calendars.microsoft.watch import MicrosoftWatcher

    return {
        GoogleWatcher.source: GoogleWatcher(google_calls(is_hurried)),
        MicrosoftWatcher.source: MicrosoftWatcher(graph(is_hurried)),
    }


def unwatch(is_hurried: bool = False) -> "Unwatch":
    """Ends what watches calendars; ``is_hurried``: somebody waits for it."""
    from lambdas.calendars.unwatch import Unwatch

    return Unwatch(subscriptions(), calendar_watchers(is_hurried), now)


def calendar_http(provider: "IdentityProvider", is_hurried: bool = False, *, is_waited_for: bool = False) -> "JsonHttp":
    """Returns a provider's address, as the stage's registration there says: a stand-in has one of its own."""
    from lambdas.outbound.json_http import HURRIED_SECONDS, READ_SECONDS, WAITED_FOR_SECONDS, JsonHttp

    patience = WAITED_FOR_SECONDS if is_waited_for else READ_SECONDS
    seconds = HURRIED_SECONDS if is_hurried else patience
    return JsonHttp(lambda: oauth_clients().get(provider).api_url, seconds)


def google_api(is_hurried: bool = False) -> "GoogleApi":
    from lambdas.calendars.google.api import GoogleApi
    from lambdas.domain.accounts.consents import IdentityProvider

    return GoogleApi(calendar_http(IdentityProvider.GOOGLE, is_hurried))


def calendar_lists() -> "dict[IdentityProvider, CalendarList]":
    """The calendars of an account, at every provider that takes a consent."""
    from lambdas.calendars.google.account_calendars import list_google_calendars
    from lambdas.calendars.google.api import GoogleApi
    from lambdas.calendars.microsoft.account_calendars import list_microsoft_calendars
    from lambdas.domain.accounts.consents import IdentityProvider

    google, microsoft = (
        calendar_http(provider, is_waited_for=True)
        for provider in (IdentityProvider.GOOGLE, IdentityProvider.MICROSOFT)
    )
    return {
        IdentityProvider.GOOGLE: partial(list_google_calendars, GoogleApi(google)),
        IdentityProvider.MICROSOFT: partial(list_microsoft_calendars, microsoft),
    }


@cache
def google_calls(is_hurried: bool = False) -> "GoogleCalls":
    from lambdas.calendars.google.calls import ATTEMPTS, GoogleCalls
    from lambdas.calendars.quota import Quota
    from lambdas.config_files import load_calendar_config
    from lambdas.domain.kernel.source import Source

    per_minute = load_calendar_config().providers[Source.GOOGLE].rate_limit.requests_per_minute
    quota = Quota(rate_limits(), Source.GOOGLE.value, per_minute, now)
    attempts = 1 if is_hurried else ATTEMPTS
    return GoogleCalls(google_api(is_hurried), calendar_access(), quota, attempts=attempts)


@cache
def graph(is_hurried: bool = False) -> "Graph":
    from lambdas.calendars.microsoft.graph import Graph
    from lambdas.domain.accounts.consents import IdentityProvider
    from lambdas.store.mailbox_turns import MailboxTurns

    http = calendar_http(IdentityProvider.MICROSOFT, is_hurried)
    return Graph(http, calendar_access(), MailboxTurns(table("rate_limits")), now)


@cache
def calendar_providers() -> "dict[Source, CalendarProvider]":
    """Every kind of calendar that can be connected; a new provider is one more entry here."""
    from lambdas.calendars.google.provider import GoogleCalendar
    from lambdas.calendars.ics.feed_fetch import TOTAL_SECONDS
    from lambdas.calendars.ics.provider import IcsCalendar
    from lambdas.calendars.merged_copies import MergedCopies
    from lambdas.calendars.microsoft.provider import MicrosoftCalendar

    return {
        IcsCalendar.source: IcsCalendar(transcripts(), feed_fetcher(TOTAL_SECONDS)),
        GoogleCalendar.source: GoogleCalendar(google_calls(), MergedCopies(transcripts())),
        MicrosoftCalendar.source: MicrosoftCalendar(graph(), MergedCopies(transcripts())),
    }


@cache
def feed_fetcher(seconds: float) -> "Fetcher":
    """Fetches feeds at the pace that is configured, each within ``seconds``."""
    from lambdas.calendars.ics.feed_fetch import FeedFetcher
    from lambdas.calendars.ics.feed_pace import Pace, PacedFetcher
    from lambdas.config_files import load_calendar_config
    from lambdas.domain.kernel.source import Source

    per_minute = load_calendar_config().requests_per_minute(Source.ICS)
    return PacedFetcher(FeedFetcher(settings().trusted_feed_origins, seconds=seconds), lambda: Pace(per_minute))


def feed_check() -> "FeedCheck":
    from lambdas.calendars.ics.feed_check import CHECK_SECONDS, FeedCheck

    return FeedCheck(feed_fetcher(CHECK_SECONDS))


@cache
def signing_keys() -> "SecretSigningKeys":
    from lambdas.credentials.signing_keys import SecretSigningKeys

    return SecretSigningKeys(lambda: client("secretsmanager"), settings().signing_secret_arn, now)


@cache
def pending_actions() -> "PendingActions":
    from lambdas.store.pending_actions import PendingActions

    return PendingActions(table("pending_actions"), audit_log())


@cache
def autonomy_rows() -> "AutonomyRows":
    from lambdas.store.autonomy_rows import AutonomyRows

    return AutonomyRows(table("autonomy"), audit_log())


@cache
def anchors() -> "Anchors":
    from lambdas.store.anchors import Anchors

    return Anchors(client("s3"), settings().bucket("anchors"))


@cache
def approval_workflows() -> "Workflows":
    from lambdas.aws.step_functions import Workflows

    return Workflows(client("stepfunctions"), settings().approval_machine_arn)


@cache
def refresh_workflows() -> "Workflows":
    from lambdas.aws.step_functions import Workflows

    return Workflows(client("stepfunctions"), settings().refresh_machine_arn)


@cache
def mailer() -> "Mailer":
    from lambdas.aws.email import Mailer
    from lambdas.aws.mail_account import MailAccount

    ses, sender = client("sesv2"), settings().mail_from
    return Mailer(ses, sender, settings().mail_set, MailAccount(ses, sender))


def task_keys() -> "Callable[[str], str]":
    """Reads the signing key of a task system by the name config/autonomy.yaml gives it."""
    secrets, prefix = client("secretsmanager"), settings().task_secrets

    def key(name: str) -> str:
        return str(secrets.get_secret_value(SecretId=f"{prefix}{name}")["SecretString"])

    return key


@cache
def model_parts() -> "ModelParts":
    from lambdas.config_files import load_model_catalog
    from lambdas.llm.connected import ModelParts

    return ModelParts(
        catalog=load_model_catalog(),
        stage=settings().stage_model,
        spend=spend(),
        answers=model_answers(),
        state=model_state(),
        bedrock=lambda: client("bedrock-runtime"),
        region=settings().region,
        key=lambda: model_key().read(),
        now=now,
        is_on_this_computer=lambda: settings().is_on_this_computer,
    )


@cache
def model_key() -> "ModelKey":
    from lambdas.llm.model_key import ModelKey

    return ModelKey(lambda: client("secretsmanager"), settings().model_key)


def llm() -> "Llm":
    """The stage's model, as it is connected now. What asks it answers "off" where there is none, and never raises."""
    from lambdas.errors import Refused, Retryable
    from lambdas.llm.guarded import NoLlm

    try:
        connection = model_connection()
        return _connected_llm(connection) if connection else NoLlm()
    except (Refused, Retryable) as error:
        return NoLlm(str(error))


def model_caller() -> "Caller | None":
    """Holds conversations with the stage's model; None where there is none. Raises Refused where it cannot be asked."""
    connection = model_connection()
    return _connected_caller(connection) if connection else None


def model_connection() -> "ModelConnection | None":
    """None while an operator has switched the model off, too."""
    return model_parts().connection() if users().switches().model else None


@cache  # one circuit for each connection of this process
def _connected_llm(connection: "ModelConnection") -> "Llm":
    return model_parts().llm(connection)


@cache
def _connected_caller(connection: "ModelConnection") -> "Caller":
    return model_parts().caller(connection)


def slack_rooms() -> "SlackRooms":
    from lambdas.slack.rooms import SlackRooms

    return SlackRooms(slack_people())


def write_consents() -> "WriteConsents":
    """Says which calendars AMO may write into; a proposal asks this, and needs no token for it."""
    from lambdas.calendars.write import WriteConsents

    return WriteConsents(connected_calendars(), calendar_accounts())


def calendar_writers() -> "dict[Source, CalendarWriter]":
    """Every kind of calendar that can be written to."""
    from lambdas.calendars.authorized_calls import AuthorizedCalls
    from lambdas.calendars.google import refusals as google_refusals
    from lambdas.calendars.google.write import GoogleWriter
    from lambdas.calendars.microsoft import refusals as graph_refusals
    from lambdas.calendars.microsoft.write import MicrosoftWriter
    from lambdas.calendars.write_calls import WriteCalls
    from lambdas.domain.accounts.consents import IdentityProvider

    authorized, consents = AuthorizedCalls(calendar_access()), write_consents()
    graph_http = calendar_http(IdentityProvider.MICROSOFT)
    google_writes, graph_writes = (WriteCalls(authorized, one.judged) for one in (google_refusals, graph_refusals))
    return {
        IdentityProvider.GOOGLE.source: GoogleWriter(consents, google_writes, google_api()),
        IdentityProvider.MICROSOFT.source: MicrosoftWriter(consents, graph_writes, graph_http),
    }
