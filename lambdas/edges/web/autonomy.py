"""The page of how far AMO may act: levels with what speaks for them, learned rules, habits, emergency access."""

from collections.abc import Iterator, Sequence

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.approvals.suggest import NO_CALENDAR
from lambdas.approvals.wiring import action_suggestions, agenda_sharing, autonomy_service, policies
from lambdas.domain.actions.autonomy import Autonomy, Handling, Policy
from lambdas.domain.actions.learned_rules import ProposedRule, ShadowScore
from lambdas.domain.actions.types import CALENDAR_TYPES, label_of
from lambdas.domain.kernel.model import Model
from lambdas.edges.commands import approvals as commands
from lambdas.edges.web import team_rules
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import page, see
from lambdas.edges.web.words import day_and_time
from lambdas.errors import Refused

LEVELS = {
    Autonomy.SUPERVISED: ("Supervised", "Every action waits for somebody’s word."),
    Autonomy.SEMI_AUTONOMOUS: ("Semi-autonomous", "Low risk runs by itself; everything else waits."),
    Autonomy.AUTONOMOUS: ("Autonomous", "All but critical runs by itself. Critical always waits."),
}
SUGGESTIONS = {
    "block_time": "Propose to block time to prepare",
    "remind_attendees": "Propose to remind those who did not answer, a day or two before",
    "decline_meeting": "Propose to decline one of two meetings at once",
}


class LevelChoice(Model):
    """``score`` is what speaks for it; ``seen`` says on how many decisions that rests.

    ``is_beyond_team``: others have to let the whole team go so far first.
    """

    name: str
    label: str
    meaning: str
    is_present: bool
    is_raise: bool
    is_beyond_team: bool
    score: str
    share: int | None
    seen: int


class RuleRow(Model):
    rule_id: str
    text: str
    is_proposed: bool
    state: str


class Writable(Model):
    """A connected account, and whether AMO may change entries there."""

    account_id: str
    label: str
    provider: str
    may_write: bool


class SuggestionChoice(Model):
    """``problem`` says why AMO could propose nothing of it now; ``needs_calendar`` where that is for want of one."""

    name: str
    label: str
    is_wanted: bool
    problem: str
    needs_calendar: bool


class AutonomyView(Model):
    levels: tuple[LevelChoice, ...]
    rules: tuple[RuleRow, ...]
    shares_agendas: bool
    sharing_problem: str
    suggestions: tuple[SuggestionChoice, ...]
    digest_hour: int
    is_operator: bool
    emergency_minutes: int
    accounts: tuple[Writable, ...]


def show_autonomy(request: PageRequest, error: str = "") -> Response[str]:
    found = autonomy_service().autonomy_overview(request.user_id, request.now)
    user = wiring.users().get(request.user_id)
    scores = {score.level: score for score in found.shadow_scores}
    view = AutonomyView(
        levels=tuple(_level(level, found.policy, scores.get(level)) for level in Autonomy),
        rules=tuple(_rules(found.rules, user.timezone, request)),
        shares_agendas=user.share_with_attendees,
        sharing_problem=agenda_sharing().sharing_blocking_reason(user),
        suggestions=tuple(_suggestions(request.user_id)),
        digest_hour=user.digest_hour,
        is_operator=user.role == "operator",
        emergency_minutes=policies().config().break_glass_minutes,
        accounts=tuple(_accounts(request.user_id, found.policy)),
    )
    team = team_rules.team_section(request.user_id) if view.is_operator else None
    words = {"levels": {level.value: label for level, (label, _) in LEVELS.items()}, "handlings": team_rules.HANDLINGS}
    return page("autonomy.html", {"view": view, "problem": error, "team": team, **words}, request, section="approvals")


def choose_level(request: PageRequest) -> Response[str]:
    """The form of a raise holds how many decisions the score that was shown rests on."""
    try:
        level = Autonomy(request.fields.get("level", ""))
    except ValueError as error:
        raise Refused("The form could not be read; reload the page and try again.") from error
    seen = request.whole_number("seen") if request.fields.get("seen") else None
    try:
        autonomy_service().choose_own_level(request.user_id, level, seen, request.now)
    except Refused as error:
        return show_autonomy(request, str(error))
    return see("/autonomy", "saved")


def save_team_rules(request: PageRequest) -> Response[str]:
    try:
        team_rules.change_own_team(request)
    except Refused as error:
        return show_autonomy(request, str(error))
    return see("/autonomy#team", "saved")


def save_habits(request: PageRequest) -> Response[str]:
    hour = request.whole_number("digest_hour")
    if not 0 <= hour <= 23:
        raise Refused("The digest comes at an hour from 0 to 23.")
    try:
        agenda_sharing().share_agendas(request.user_id, request.fields.get("share") == "1")
        action_suggestions().choose(request.user_id, [name for name in SUGGESTIONS if request.fields.get(name) == "1"])
    except Refused as error:
        return show_autonomy(request, str(error))
    wiring.users().patch(request.user_id, {"digest_hour": hour})
    return see("/autonomy#habits", "saved")


def accept_rule(request: PageRequest, rule_id: str) -> Response[str]:
    commands.accept(request.user_id, rule_id)
    return see("/autonomy#rules", "accepted")


def declare_emergency(request: PageRequest) -> Response[str]:
    try:
        autonomy_service().open_emergency_access(
            request.user_id, request.fields.get("reason", "")[:500], None, request.now
        )
    except Refused as error:
        return show_autonomy(request, str(error))
    return see("/approvals", "emergency")


def _suggestions(user_id: str) -> Iterator[SuggestionChoice]:
    service, account = action_suggestions(), wiring.shown_accounts().get(user_id)
    for name, label in SUGGESTIONS.items():
        problem = service.blocking_reason(account, name)
        yield SuggestionChoice(
            name=name,
            label=label,
            is_wanted=name in account.user.proposes,
            problem=problem,
            needs_calendar=problem == NO_CALENDAR,
        )


def _accounts(user_id: str, policy: Policy) -> Iterator[Writable]:
    """Only where the policy lets AMO change calendars at all: nobody is asked for a consent that is of no use."""
    if all(policy.rule_for(name).handling is Handling.REFUSE for name in CALENDAR_TYPES):
        return
    for account in wiring.calendar_accounts().of_user(user_id):
        if account.revoked_at is None:
            yield Writable(
                account_id=account.account_id,
                label=account.email,
                provider=account.provider.value,
                may_write=account.may_write,
            )


def _level(level: Autonomy, policy: Policy, score: ShadowScore | None) -> LevelChoice:
    label, meaning = LEVELS[level]
    return LevelChoice(
        name=level.value,
        label=label,
        meaning=meaning,
        is_present=level is policy.level,
        is_raise=score is not None,
        is_beyond_team=level.rank > policy.team_level.rank,
        score=_score(score),
        share=round(100 * score.share) if score and score.share is not None else None,
        seen=score.decisions if score else 0,
    )


def _score(score: ShadowScore | None) -> str:
    if score is None:
        return ""
    if score.share is None:
        return "Nothing people decided on so far would have run by itself here: there is no experience yet."
    return f"Of what people decided, {score.decisions} would have run by itself; they approved {score.agreed} of them."


def _rules(rules: Sequence[ProposedRule], timezone: str, request: PageRequest) -> list[RuleRow]:
    def state(rule: ProposedRule) -> str:
        if rule.withdrawn_at:
            return f"Withdrawn: {rule.withdrawn_because}"
        return f"Holds until {day_and_time(rule.until, timezone, request.now)}" if rule.until else "Proposed"

    return [
        RuleRow(
            rule_id=rule.rule_id,
            text=(
                f"{label_of(rule.action_type)} without asking: you approved {rule.decisions} in a row. One in "
                f"{rule.spot_check_every} is still asked about, and one rejection ends it."
            ),
            is_proposed=not rule.withdrawn_at and not rule.until,
            state=state(rule),
        )
        for rule in reversed(rules)
    ]
