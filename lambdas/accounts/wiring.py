"""Builds the services of accounts. What a function does not use is not imported."""

from typing import TYPE_CHECKING

from lambdas import wiring

if TYPE_CHECKING:
    from lambdas.accounts.address_news import AddressNews
    from lambdas.accounts.addresses import AddressProofs
    from lambdas.accounts.admission import Admissions
    from lambdas.accounts.authorization_flow import AuthorizationFlows
    from lambdas.accounts.calendars import Calendars
    from lambdas.accounts.consents import CalendarConsents
    from lambdas.accounts.lent_links import LentLinks
    from lambdas.accounts.login import Logins
    from lambdas.accounts.one_time_links import OneTimeLinks
    from lambdas.accounts.people import PeopleDirectory
    from lambdas.accounts.phones import Phones
    from lambdas.accounts.preferences import Preferences
    from lambdas.accounts.prep_leads import PrepTimings
    from lambdas.accounts.profile import Profiles
    from lambdas.accounts.session_proofs import SessionProofs
    from lambdas.accounts.sync_requests import SyncRequests
    from lambdas.accounts.travel import Travels
    from lambdas.accounts.working_time import WorkingTimes


def logins() -> "Logins":
    from lambdas.accounts.login import Logins

    return Logins(wiring.login_sessions(), wiring.users(), wiring.signing_keys())


def one_time_links() -> "OneTimeLinks":
    from lambdas.accounts.one_time_links import OneTimeLinks

    return OneTimeLinks(wiring.sign_in_links(), wiring.users(), wiring.settings().public_url)


def lent_links() -> "LentLinks":
    from lambdas.accounts.lent_links import LentLinks

    return LentLinks(one_time_links(), wiring.audit_log(), wiring.notifier())


def session_proofs() -> "SessionProofs":
    from lambdas.accounts.session_proofs import SessionProofs

    return SessionProofs(
        logins=logins(),
        slack=wiring.slack_records(),
        deliveries=wiring.deliveries(),
        notifier=wiring.notifier(),
        log=wiring.audit_log(),
        keys=wiring.signing_keys(),
    )


def admissions() -> "Admissions":
    from lambdas.accounts.admission import Admissions

    return Admissions(wiring.users(), wiring.oauth_clients(), wiring.account_ties())


def address_news() -> "AddressNews":
    from lambdas.accounts.address_news import AddressNews

    return AddressNews(wiring.mailer(), wiring.notifier())


def people() -> "PeopleDirectory":
    from lambdas.accounts.mails import AccountMails
    from lambdas.accounts.people import PeopleDirectory

    return PeopleDirectory(
        users=wiring.users(),
        lent_links=lent_links(),
        mails=AccountMails(wiring.mailer(), one_time_links()),
        logins=logins(),
        rows=wiring.autonomy_rows(),
        syncs=sync_requests(),
        news=wiring.team_news(),
        address_news=address_news(),
        connected=wiring.own_calendars(),
    )


def profiles() -> "Profiles":
    from lambdas.accounts.profile import Profiles

    return Profiles(wiring.users(), sync_requests())


def preferences() -> "Preferences":
    from lambdas.accounts.preferences import Preferences

    return Preferences(wiring.users())


def prep_timings() -> "PrepTimings":
    from lambdas.accounts.prep_leads import PrepTimings

    return PrepTimings(profiles(), wiring.timing_proposals())


def travels() -> "Travels":
    from lambdas.accounts.travel import Travels

    return Travels(wiring.users(), sync_requests())


def working_times() -> "WorkingTimes":
    from lambdas.accounts.working_time import WorkingTimes

    return WorkingTimes(wiring.users(), sync_requests())


def address_proofs() -> "AddressProofs":
    from lambdas.accounts.addresses import AddressProofs

    public_url = wiring.settings().public_url
    return AddressProofs(profiles(), wiring.deliveries(), wiring.mailer(), public_url, wiring.signing_keys())


def phones() -> "Phones":
    from lambdas.accounts.phones import Phones
    from lambdas.config_files import load_channel_config

    return Phones(
        users=wiring.users(),
        codes=wiring.phone_codes(),
        deliveries=wiring.deliveries(),
        texter=wiring.texter(),
        codes_per_day=load_channel_config().sms.codes_per_day,
        keys=wiring.signing_keys(),
    )


def calendars() -> "Calendars":
    from lambdas.accounts.calendars import Calendars

    return Calendars(wiring.own_calendars(), wiring.transcripts(), sync_requests(), wiring.feed_check)


def calendar_consents() -> "CalendarConsents":
    from lambdas.accounts.consents import CalendarConsents

    return CalendarConsents(
        accounts=wiring.calendar_accounts(),
        connected=wiring.own_calendars(),
        vaults=wiring.token_vaults(),
        access=wiring.calendar_access(),
        oauth=wiring.oauth(),
        calendar_lists=wiring.calendar_lists(),
        flows=authorization_flows(),
        syncs=sync_requests(),
        unwatch=wiring.unwatch(is_hurried=True),
    )


def authorization_flows() -> "AuthorizationFlows":
    from lambdas.accounts.authorization_flow import AuthorizationFlows

    return AuthorizationFlows(
        flows=wiring.sign_in_flows(),
        oauth=wiring.oauth(),
        clients=wiring.oauth_clients(),
        id_tokens=wiring.id_tokens(),
        public_url=wiring.settings().public_url,
    )


def sync_requests() -> "SyncRequests":
    from lambdas.accounts.sync_requests import SyncRequests

    return SyncRequests(wiring.queue("calendar_syncs"))
