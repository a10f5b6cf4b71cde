"""Operators look after people: who is invited, as what, and who may no longer come in."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import EndpointConnectionError
from pydantic import ValidationError

from lambdas.accounts.address_news import AddressNews
from lambdas.accounts.lent_links import LentLinks
from lambdas.accounts.login import Logins
from lambdas.accounts.mails import AccountMails
from lambdas.accounts.one_time_links import OneTimeLinks
from lambdas.accounts.people import INVITATION_LIFE, PeopleDirectory
from lambdas.accounts.roles import record_role
from lambdas.accounts.sync_requests import SyncRequests
from lambdas.aws.email import Mailer
from lambdas.calendar_monitor.service import EndedCalendars
from lambdas.domain.accounts.address_changes import OBJECTION
from lambdas.domain.accounts.invitations import Invitation, PersonChange
from lambdas.domain.accounts.logins import SignInLink
from lambdas.domain.accounts.user import AddressProof, User
from lambdas.domain.kernel.source import Source
from lambdas.domain.notifications.messages import MessageKind
from lambdas.errors import Conflict, NotFound, Refused, Retryable, SignedOut
from lambdas.notifications.team_news import TeamNews
from lambdas.store.user_accounts import OwnCalendars
from tests.fakes.channels import FakeNotifier
from tests.fakes.outbound import FakeSes
from tests.fakes.queues import FakeQueue
from tests.fakes.samples import a_connection, a_user
from tests.fakes.signing_keys import FakeSigningKeys
from tests.fakes.stores import (
    FakeAuditLog,
    FakeAutonomyRows,
    FakeConnectedCalendars,
    FakeInbox,
    FakeLoginSessions,
    FakeSignInLinks,
    FakeUsers,
)

NOW = datetime.now(UTC).replace(microsecond=0)
"""Sessions are signed with real times."""
OLGA = a_user("olga", role="operator", timezone="Asia/Tokyo")
GRACE = Invitation(email="Grace@Example.com", name=" Grace ", role="reviewer")


@pytest.fixture
def ses() -> FakeSes:
    return FakeSes()


@pytest.fixture
def notifier() -> FakeNotifier:
    return FakeNotifier()


@pytest.fixture
def people(users: FakeUsers, syncs: SyncRequests, ses: FakeSes, notifier: FakeNotifier) -> PeopleDirectory:
    users.put(OLGA)
    links, log = OneTimeLinks(FakeSignInLinks(), users, "https://amo.example"), FakeAuditLog()
    return PeopleDirectory(
        users=users,
        lent_links=LentLinks(links, log, notifier),
        mails=AccountMails(Mailer(ses, "amo@amo.example"), links),
        logins=Logins(FakeLoginSessions(), users, FakeSigningKeys("k" * 40)),
        rows=(rows := FakeAutonomyRows(log)),
        syncs=syncs,
        news=TeamNews(rows, users, FakeNotifier()),
        address_news=AddressNews(Mailer(ses, "amo@amo.example"), notifier),
        connected=OwnCalendars(users, FakeConnectedCalendars()),
    )


def mailed(ses: FakeSes) -> list[tuple[str, str]]:
    """To whom, and the text."""
    return [
        (call["Destination"]["ToAddresses"][0], call["Content"]["Simple"]["Body"]["Text"]["Data"]) for call in ses.calls
    ]


def token_in(text: str) -> str:
    (token,) = re.findall(r"https://amo\.example/auth/link\?token=(\S+)", text)
    return str(token)


def audited(people: PeopleDirectory, team: str) -> list[tuple[str, str, str]]:
    return [(row["event"], row["actor"], row["note"]) for row in people.rows.log.rows(team)]


def test_somebody_invited_is_here_in_their_operator_s_zone_and_their_link_is_good_for_three_days(
    people: PeopleDirectory,
) -> None:
    grace, link, _ = people.invite(OLGA, GRACE, NOW)
    assert people.users.get(grace.user_id) == grace
    assert (grace.email, grace.name, grace.role) == ("grace@example.com", "Grace", "reviewer")
    assert (grace.email_proof, grace.timezone, grace.invited_at) == (AddressProof.OPERATOR, "Asia/Tokyo", NOW)
    used = people.mails.links.redeem(token_in(link), NOW + INVITATION_LIFE - timedelta(seconds=1))
    assert used == SignInLink(user_id=grace.user_id, lent_by="user:olga")


def test_who_was_invited_by_whom_is_on_the_audit_log_and_their_team_finds_them(people: PeopleDirectory) -> None:
    grace, *_ = people.invite(OLGA, GRACE, NOW)
    assert audited(people, grace.team) == [
        ("role_given", "user:olga", f"{grace.user_id}: reviewer"),
        ("link_given", "user:olga", f"for {grace.user_id}"),
    ]
    assert people.rows.members(grace.team) == [grace.user_id]


def test_somebody_invited_is_mailed_a_link_of_their_own_and_needs_no_telling(
    people: PeopleDirectory, ses: FakeSes, notifier: FakeNotifier
) -> None:
    grace, link, problem = people.invite(OLGA, GRACE, NOW)
    ((to, text),) = mailed(ses)
    assert (to, problem, notifier.sent) == ("grace@example.com", "", [])
    assert token_in(text) != token_in(link)
    assert people.mails.links.redeem(token_in(text), NOW) == SignInLink(user_id=grace.user_id)


@pytest.mark.parametrize(
    ("wanted", "line"),
    [
        (
            {"reviews_for": ["ada"]},
            "You review for Ada Lovelace: what AMO wants to do for them waits for",
        ),
        ({"reviews_for": ["olga", "ada"]}, "You review for Ada Lovelace and olga: what AMO wants to do"),
        ({"team_id": "leads", "role": "reviewer"}, "In the team leads you are a reviewer: what AMO wants to do there"),
        ({}, ""),
    ],
)
def test_the_invitation_says_what_they_are_to_decide(
    people: PeopleDirectory, ses: FakeSes, wanted: dict[str, object], line: str
) -> None:
    people.users.patch("ada", {"name": "Ada Lovelace"})
    people.invite(OLGA, Invitation.model_validate({"email": "pat@example.com", **wanted}), NOW)
    ((_, text),) = mailed(ses)
    assert line in text
    assert ("yes or no" in text) is bool(line)


@pytest.mark.parametrize("name", ["", "You", "AMO"])
def test_an_invitation_never_says_that_its_reader_or_amo_invites_or_is_reviewed_for(
    people: PeopleDirectory, ses: FakeSes, name: str
) -> None:
    people.users.patch("ada", {"name": name, "email": "you@example.com"})
    ada = people.users.patch("ada", {"role": "operator"})
    people.invite(ada, Invitation(email="pat@example.com", reviews_for=frozenset({"ada"})), NOW)
    ((_, text),) = mailed(ses)
    assert "you@example.com invites you to AMO, which prepares meetings" in text
    assert "You review for you@example.com: what AMO wants" in text


def test_where_no_mail_leaves_the_operator_is_told_why_and_the_person_that_there_is_a_link(
    people: PeopleDirectory, ses: FakeSes, notifier: FakeNotifier
) -> None:
    ses.problems.append(EndpointConnectionError(endpoint_url="https://ses.example"))
    grace, _, problem = people.invite(OLGA, GRACE, NOW)
    assert problem == "The e-mail was not sent: SES could not be reached."
    assert [(one.user_id, one.kind) for one in notifier.sent] == [(grace.user_id, MessageKind.LINK_GIVEN)]


def test_a_link_for_somebody_is_audited_each_time_and_told_them_once_a_day(
    people: PeopleDirectory, notifier: FakeNotifier
) -> None:
    for hours in (0, 1, 24):
        people.lend_link(OLGA, "ada", NOW.replace(hour=12) + timedelta(hours=hours))
    assert audited(people, "own-ada") == [("link_given", "user:olga", "for ada")] * 3
    assert len({one.message_id for one in notifier.sent}) == len(notifier.told) == 2
    assert notifier.told[0].user_id == "ada"
    assert "made a sign-in link for you" in notifier.told[0].title


def test_a_link_for_oneself_is_one_s_own(people: PeopleDirectory, notifier: FakeNotifier) -> None:
    token = token_in(people.lend_link(OLGA, "olga", NOW))
    assert people.mails.links.redeem(token, NOW).lent_by == ""
    assert (audited(people, "own-olga"), notifier.sent) == ([], [])


def test_a_link_that_cannot_be_audited_is_not_made(people: PeopleDirectory) -> None:
    def is_down() -> None:
        raise Retryable("AWS was too busy")

    people.lent_links.log.__dict__["before_write"] = is_down
    with pytest.raises(Retryable):
        people.lend_link(OLGA, "ada", NOW)
    assert not people.mails.links.links.table.rows  # type: ignore[attr-defined]  # a table in memory


def test_the_old_address_is_told_of_the_new_one(people: PeopleDirectory, ses: FakeSes) -> None:
    people.change(OLGA, "ada", PersonChange(email="ada@home.example"), NOW)
    people.change(OLGA, "ada", PersonChange(email="ada@home.example", role="reviewer"), NOW)
    ((to, text),) = mailed(ses)
    assert to == "ada@example.com"
    assert "ada@home.example" in text


def test_an_address_somebody_has_is_invited_by_nobody(people: PeopleDirectory, users: FakeUsers) -> None:
    with pytest.raises(Conflict, match="Somebody else has this address"):
        people.invite(OLGA, Invitation(email="ADA@example.com"), NOW)
    assert len(users.profiles) == 3


def test_somebody_who_was_here_before_is_not_invited_but_reactivated(people: PeopleDirectory) -> None:
    grace, *_ = people.invite(OLGA, GRACE, NOW)
    people.change(OLGA, grace.user_id, PersonChange(active=False), NOW)
    with pytest.raises(Conflict, match="find them below and reactivate them"):
        people.invite(OLGA, GRACE, NOW)
    assert people.change(OLGA, grace.user_id, PersonChange(active=True), NOW).active


def test_somebody_deactivated_is_signed_out_everywhere_and_no_link_lets_them_in(people: PeopleDirectory) -> None:
    renewal = people.logins.begin("ada", "s1", "", NOW).renewal
    token = token_in(people.lend_link(OLGA, "ada", NOW))
    assert not people.change(OLGA, "ada", PersonChange(active=False), NOW).active
    with pytest.raises(SignedOut):
        people.logins.identify(renewal, NOW)
    with pytest.raises(SignedOut):
        people.logins.begin(people.mails.links.redeem(token, NOW).user_id, "s2", "", NOW)


def test_a_role_is_audited_when_it_changes_and_only_then(people: PeopleDirectory) -> None:
    for _ in range(2):
        assert people.change(OLGA, "ada", PersonChange(role="reviewer"), NOW).role == "reviewer"
    assert audited(people, "own-ada") == [("role_given", "user:olga", "ada: reviewer")]


@pytest.mark.parametrize(("email", "proof"), [("ada@home.example", AddressProof.OPERATOR), ("", None)])
def test_an_operator_vouches_for_an_address_or_takes_it_away(
    people: PeopleDirectory, email: str, proof: AddressProof | None
) -> None:
    changed = people.change(OLGA, "ada", PersonChange(email=email.upper()), NOW)
    assert (changed.email, changed.email_proof) == (email, proof)


def test_an_address_is_one_person_s(people: PeopleDirectory) -> None:
    with pytest.raises(Conflict):
        people.change(OLGA, "ada", PersonChange(email="eve@example.com"), NOW)
    assert people.change(OLGA, "ada", PersonChange(email="ada@example.com"), NOW).email == "ada@example.com"


def test_whose_address_went_to_somebody_else_meanwhile_comes_back_with_another(
    people: PeopleDirectory, users: FakeUsers
) -> None:
    """An address two active people have signs in neither of them."""
    people.change(OLGA, "ada", PersonChange(active=False), NOW)
    people.change(OLGA, "eve", PersonChange(email="ada@example.com"), NOW)
    with pytest.raises(Conflict, match="Somebody else has this address"):
        people.change(OLGA, "ada", PersonChange(active=True), NOW)
    assert [user.user_id for user in users.with_email("ada@example.com")] == ["eve"]
    assert people.change(OLGA, "ada", PersonChange(active=True, email="ada@home.example"), NOW).active


@pytest.mark.parametrize("change", [{"active": False}, {"role": "member"}, {"role": "reviewer", "email": "o@x.org"}])
def test_the_last_operator_cannot_shut_themselves_out(people: PeopleDirectory, change: dict[str, object]) -> None:
    with pytest.raises(Refused, match="another operator"):
        people.change(OLGA, "olga", PersonChange.model_validate(change), NOW)
    assert people.require_operator("olga") == OLGA


def test_an_operator_may_change_the_rest_of_themselves_and_another_operator(people: PeopleDirectory) -> None:
    assert people.change(OLGA, "olga", PersonChange(role="operator", active=True), NOW) == OLGA
    people.users.put(a_user("otto", role="operator"))
    assert people.change(OLGA, "otto", PersonChange(role="member"), NOW).role == "member"


@pytest.mark.parametrize("change", [{}, {"active": False}])
def test_to_all_but_active_operators_the_people_are_not_there(people: PeopleDirectory, change: dict[str, bool]) -> None:
    people.users.patch("olga" if change else "ada", change)
    with pytest.raises(NotFound):
        people.require_operator("olga" if change else "ada")


def test_somebody_unknown_is_neither_changed_nor_given_a_link(people: PeopleDirectory) -> None:
    with pytest.raises(NotFound):
        people.change(OLGA, "nobody", PersonChange(active=True), NOW)
    with pytest.raises(NotFound):
        people.lend_link(OLGA, "nobody", NOW)


def test_people_are_listed_by_name_those_deactivated_last(people: PeopleDirectory) -> None:
    people.users.patch("eve", {"name": "Aaron"})
    people.users.patch("ada", {"active": False})
    assert [user.user_id for user in people.list_all()] == ["eve", "olga", "ada"]


def test_nobody_tells_of_the_calendars_of_somebody_deactivated(people: PeopleDirectory, queue: FakeQueue) -> None:
    people.connected.connect("ada", a_connection("feed"))
    people.connected.connect("ada", a_connection("work", source=Source.GOOGLE, account_id="g1", watched_until=NOW))
    people.change(OLGA, "ada", PersonChange(active=False), NOW)
    (told,) = queue.bodies
    assert [one.calendar_id for one in EndedCalendars.model_validate(told).connections] == ["work"]
    assert all(one.watched_until is None for one in people.connected.of_user("ada"))


def told(people: PeopleDirectory, user_id: str) -> list[str]:
    inbox: FakeInbox = people.news.notifier.inbox  # type: ignore[assignment]  # what the fake notifier has
    return [message.title for (owner, _), message in inbox.stored.items() if owner == user_id]


def enlisted(people: PeopleDirectory, user_id: str, **changes: object) -> User:
    """Given their role by whoever runs the stage."""
    user = a_user(user_id, **changes)
    people.users.put(user)
    record_role(people.rows, user, "agent:operator", NOW)
    return user


def test_somebody_invited_for_another_reviews_for_them_and_is_found_from_them(people: PeopleDirectory) -> None:
    wanted = {"email": "pat@example.com", "reviews_for": ["olga", "ada"], "team_id": "leads", "department": " Sales "}
    pat, *_ = people.invite(OLGA, Invitation.model_validate(wanted), NOW)
    assert (pat.reviews_for, pat.team, pat.department) == (frozenset({"olga", "ada"}), "leads", "Sales")
    assert people.rows.reviewers_of("ada") == people.rows.reviewers_of("olga") == [pat.user_id]
    note = f"{pat.user_id}: member in leads, reviews for ada, olga, department Sales"
    assert audited(people, "leads")[0] == ("role_given", "user:olga", note)


def test_whoever_moves_is_on_the_log_of_both_teams_and_both_are_told_once(people: PeopleDirectory) -> None:
    enlisted(people, "sam", team_id="sales", role="reviewer")
    enlisted(people, "lea", team_id="leads", role="operator")
    enlisted(people, "max", team_id="sales")
    people.change(OLGA, "max", PersonChange(team_id="leads", role="reviewer"), NOW)
    assert audited(people, "sales")[-1] == ("role_given", "user:olga", "max: left for leads")
    assert audited(people, "leads")[-1] == ("role_given", "user:olga", "max: reviewer in leads, from sales")
    for reader in ("sam", "lea"):
        assert told(people, reader) == ["max is now a reviewer in the team leads"]
    assert told(people, "max") == ["You are now a reviewer in the team leads"]
    assert told(people, "olga") == [], "who did it knows"
    people.change(OLGA, "max", PersonChange(team_id="leads", role="reviewer"), NOW)
    assert [len(told(people, reader)) for reader in ("sam", "lea", "max")] == [1, 1, 1]


def test_whoever_is_reviewed_for_is_told_who_decides_for_them_now_and_when_that_is_over(
    people: PeopleDirectory,
) -> None:
    invitation = Invitation.model_validate({"email": "pat@example.com", "name": "Pat", "reviews_for": ["ada", "olga"]})
    pat, *_ = people.invite(OLGA, invitation, NOW)
    assert told(people, "ada") == ["Pat reviews for you now"]
    assert told(people, "olga") == [], "who did it knows"
    people.change(OLGA, pat.user_id, PersonChange(department="Office"), NOW)
    assert len(told(people, "ada")) == 1
    people.change(OLGA, pat.user_id, PersonChange(active=False), NOW)
    assert told(people, "ada")[1:] == ["Pat reviews for you no longer"]
    people.change(OLGA, pat.user_id, PersonChange(active=True), NOW + timedelta(hours=1))
    people.change(OLGA, pat.user_id, PersonChange(reviews_for=frozenset({"eve"})), NOW + timedelta(hours=2))
    assert told(people, "ada")[2:] == ["Pat reviews for you now", "Pat reviews for you no longer"]
    assert told(people, "eve") == ["Pat reviews for you now"]


def test_reviewing_for_somebody_of_another_team_is_on_both_logs_and_told_to_both_sides(people: PeopleDirectory) -> None:
    enlisted(people, "sam", name="Sam", team_id="sales", role="reviewer")
    enlisted(people, "lea", team_id="leads", role="operator")
    for user_id in ("max", "kim"):
        enlisted(people, user_id, name=user_id.capitalize(), team_id="sales")
    enlisted(people, "pat", name="Pat", team_id="leads")
    rows = len(audited(people, "leads"))
    people.change(OLGA, "pat", PersonChange(reviews_for=frozenset({"max", "kim"})), NOW)
    assert audited(people, "leads")[rows:] == [
        ("role_given", "user:olga", "pat: member in leads, reviews for kim, max")
    ]
    assert audited(people, "sales")[-1] == ("role_given", "user:olga", "pat: reviews for kim, max")
    assert sorted(told(people, "sam")) == ["Pat reviews for Kim now", "Pat reviews for Max now"]
    assert told(people, "max") == ["Pat reviews for you now"]
    assert told(people, "lea") == ["Pat is now a member in the team leads"]
    people.change(OLGA, "pat", PersonChange(reviews_for=frozenset({"kim"})), NOW + timedelta(hours=1))
    assert audited(people, "sales")[-1] == ("role_given", "user:olga", "pat: no longer reviews for max")
    assert told(people, "sam")[2:] == ["Pat reviews for Max no longer"]
    assert told(people, "max")[1:] == ["Pat reviews for you no longer"]


def test_whoever_is_invited_to_review_for_another_is_on_that_one_s_log(people: PeopleDirectory) -> None:
    invitation = Invitation.model_validate({"email": "pat@example.com", "reviews_for": ["ada"]})
    pat, *_ = people.invite(OLGA, invitation, NOW)
    assert audited(people, "own-ada")[-1] == ("role_given", "user:olga", f"{pat.user_id}: reviews for ada")


def test_a_field_left_out_stays_and_an_empty_one_is_taken_away(people: PeopleDirectory) -> None:
    before = {"team_id": "leads", "department": "Sales", "reviews_for": ["eve"], "role": "reviewer"}
    people.change(OLGA, "ada", PersonChange.model_validate(before), NOW)
    kept = people.change(OLGA, "ada", PersonChange(role="member"), NOW)
    assert (kept.team_id, kept.department, kept.reviews_for) == ("leads", "Sales", frozenset({"eve"}))
    taken = people.change(OLGA, "ada", PersonChange(team_id="", department="", reviews_for=frozenset()), NOW)
    assert (taken.team, taken.department, taken.reviews_for) == ("own-ada", "", frozenset())


@pytest.mark.parametrize(
    "change", [{"team_id": "leads"}, {"department": "Sales"}, {"reviews_for": ["ada"]}, {"role": "reviewer"}]
)
def test_nobody_says_of_themselves_what_they_may_decide(people: PeopleDirectory, change: dict[str, object]) -> None:
    with pytest.raises(Refused, match="Ask another operator"):
        people.change(OLGA, "olga", PersonChange.model_validate(change), NOW)
    assert people.users.get("olga") == OLGA
    assert audited(people, "own-olga") == []


@pytest.mark.parametrize("change", [{"team_id": "leads"}, {"department": "Sales"}, {"reviews_for": ["ada"]}])
def test_nor_does_whoever_has_their_role_from_them_however_many_stand_between(
    people: PeopleDirectory, change: dict[str, object]
) -> None:
    """Somebody with a second address would otherwise do it with that."""
    one, *_ = people.invite(OLGA, Invitation(email="one@example.com", role="operator", team_id="elsewhere"), NOW)
    two, *_ = people.invite(one, Invitation(email="two@example.com", role="operator"), NOW)
    for puppet in (one, two):
        with pytest.raises(Refused, match="Your own role comes from them"):
            people.change(puppet, "olga", PersonChange.model_validate(change), NOW)
    independent = enlisted(people, "ida", role="operator")
    assert people.change(independent, "olga", PersonChange.model_validate(change), NOW) != OLGA


def test_who_has_their_role_from_somebody_may_still_let_them_go(people: PeopleDirectory) -> None:
    otto, *_ = people.invite(OLGA, Invitation(email="otto@example.com", role="operator"), NOW)
    assert people.change(otto, "olga", PersonChange(role="member", active=False), NOW).role == "member"
    assert audited(people, "own-olga")[-1][2] == "olga: member, deactivated"


@pytest.mark.parametrize("reviewed", ["ada", "nobody"])
def test_nobody_reviews_for_themselves_or_for_nobody(people: PeopleDirectory, reviewed: str) -> None:
    with pytest.raises(Refused, match=r"for themselves|nobody “nobody”"):
        people.change(OLGA, "ada", PersonChange(reviews_for=frozenset({reviewed})), NOW)


@pytest.mark.parametrize("team", ["own-ada", "two words", "x" * 65])
def test_a_team_has_a_name_of_its_own(team: str) -> None:
    with pytest.raises(ValidationError):
        PersonChange(team_id=team)


def test_another_address_is_on_the_log_without_being_in_it(people: PeopleDirectory) -> None:
    people.change(OLGA, "ada", PersonChange(email="ada@home.example"), NOW)
    assert audited(people, "own-ada") == [("address_given", "user:olga", "ada: another address")]


def test_whose_address_an_operator_changes_is_told_at_the_old_one_and_on_their_channels(
    people: PeopleDirectory, ses: FakeSes, notifier: FakeNotifier
) -> None:
    people.users.patch("ada", {"last_signed_in_at": NOW})
    changed = people.change(OLGA, "ada", PersonChange(email="mallory@example.com"), NOW)
    assert (changed.email_proof, changed.email_counts_at) == (AddressProof.OPERATOR, NOW + OBJECTION)
    ((to, text),) = mailed(ses)
    (told,) = notifier.sent
    assert (to, told.user_id, told.kind) == ("ada@example.com", "ada", MessageKind.ACCOUNT_CHANGED)
    assert told.title == "Olga changed your address in AMO to mallory@example.com"
    for words in (text, " ".join(told.lines)):
        assert "no account of that address becomes yours" in words
        assert "give your own address there, signed in as before; and tell olga" in words


def test_an_address_taken_away_and_given_anew_does_not_count_at_once(people: PeopleDirectory) -> None:
    for email in ("", "mallory@example.com"):
        people.change(OLGA, "ada", PersonChange(email=email), NOW)
    assert people.users.get("ada").recognising_email(NOW) == ""


def test_somebody_invited_just_now_is_known_by_their_address_at_once(people: PeopleDirectory) -> None:
    grace, *_ = people.invite(OLGA, GRACE, NOW)
    assert grace.recognising_email(NOW) == "grace@example.com"


def test_an_operator_s_word_on_their_own_address_counts_at_once(
    people: PeopleDirectory, notifier: FakeNotifier
) -> None:
    """The only operator of a stage would wait for nobody's objection."""
    people.users.patch("olga", {"last_signed_in_at": NOW, "email_counts_at": NOW + OBJECTION})
    assert people.change(OLGA, "olga", PersonChange(email="olga@home.example"), NOW).recognising_email(NOW)
    assert notifier.sent == []


def test_an_address_is_changed_also_where_no_mail_leaves(
    people: PeopleDirectory, ses: FakeSes, notifier: FakeNotifier, caplog: pytest.LogCaptureFixture
) -> None:
    ses.problems.append(EndpointConnectionError(endpoint_url="https://ses.example"))
    people.change(OLGA, "ada", PersonChange(email="ada@home.example"), NOW)
    assert [one.kind for one in notifier.sent] == [MessageKind.ACCOUNT_CHANGED]
    assert "is not told at the old address" in caplog.text
    assert "home.example" not in caplog.text
