"""``./amo users``: who uses AMO here, as what; for operators."""

import argparse
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cli.api_client import ApiClient
from cli.demonstration import machine_timezone
from cli.session import api_of, operated_stage
from cli.terminal import json_result, result
from lambdas.domain.accounts.email_address import checked_address
from lambdas.domain.accounts.invitations import user_id_of
from lambdas.domain.accounts.profile import MAX_NAME
from lambdas.domain.kernel.people_names import own_name
from lambdas.errors import NotFound, Refused
from stacks.stage_file import LOCAL_STAGE

ROLES = ("member", "reviewer", "operator")


def run(options: argparse.Namespace) -> int:
    if options.verb == "add":
        return _add(options)
    api = api_of(options)
    try:
        answer = _done(api, options)
    except NotFound as error:
        raise Refused("only an operator looks after people; or there is no such person, see ./amo users") from error
    if options.json:
        json_result(answer)
    else:
        _say(answer, _names(api, answer))
    return 0


def _add(options: argparse.Namespace) -> int:
    """With the stage's credentials, when nobody is there yet who could invite; their link is passed on by hand."""
    stage = operated_stage(options)
    email = _address(_person(options))
    if options.reviews_for:
        raise Refused("whom they review for is said once they are here: ./amo users change")
    given = {"role": options.role, "name": options.name, "team_id": options.team, "department": options.department}
    person = {"user_id": user_id_of(email), "email": email, "first_timezone": machine_timezone()}
    stage.invoke("provision_user", person | {name: value for name, value in given.items() if value})
    link = stage.invoke("issue_sign_in_link", {"user_id": person["user_id"]})["url"]
    if options.json:
        json_result({"user_id": person["user_id"], "link": link})
        return 0
    result(f"{email} is here as {person['user_id']}. This signs them in once, within a quarter of an hour: {link}")
    if options.stage != LOCAL_STAGE:
        result(f"For commands in their name: export AMO_USER={person['user_id']}")
    result("They confirm with a code who they are before they decide anything.")
    return 0


def _address(text: str) -> str:
    try:
        return checked_address(text)
    except ValueError as error:
        raise Refused(str(error)) from None


def _done(api: ApiClient, options: argparse.Namespace) -> Any:
    if options.verb == "list":
        return api.get("/users")
    if options.verb == "invite":
        body = {"email": _person(options), "name": options.name, "role": options.role or "member"}
        return api.post("/users", body | _place(api, options))
    user_id = _found(api, _person(options))
    if options.verb == "link":
        return api.post(f"/users/{user_id}/link")
    return api.put(f"/users/{user_id}", _change(api, options))


def _change(api: ApiClient, options: argparse.Namespace) -> dict[str, Any]:
    if options.verb in ("deactivate", "reactivate"):
        return {"active": options.verb == "reactivate"}
    changes = {"role": options.role, "email": options.email}
    given = {name: value for name, value in changes.items() if value} | _place(api, options)
    if not given:
        raise Refused("say what to change: --role, --team, --department, --reviews-for or --email")
    return given


def _place(api: ApiClient, options: argparse.Namespace) -> dict[str, Any]:
    """Team, department and whom they review for, where they are given: an empty one takes it away."""
    given: dict[str, Any] = {"team_id": options.team, "department": options.department}
    if options.reviews_for is not None:
        given["reviews_for"] = [_found(api, person) for person in options.reviews_for if person]
    return {name: value for name, value in given.items() if value is not None}


def _person(options: argparse.Namespace) -> str:
    if not options.person:
        raise Refused(f"say whom: ./amo users {options.verb} ADDRESS")
    return str(options.person)


def _found(api: ApiClient, person: str) -> str:
    """By id, or by an address that is one person's."""
    people = api.get("/users")
    found = [one["user_id"] for one in people if person in (one["user_id"], one["email"])]
    if len(found) != 1:
        raise Refused(f"{person} is {'nobody here' if not found else 'more than one person'}; see ./amo users")
    return str(found[0])


def _names(api: ApiClient, answer: Any) -> dict[str, str]:
    """Of whom somebody reviews for, by id: their name, or the address that stands in the list."""
    people = answer if isinstance(answer, list) else api.get("/users") if answer.get("reviews_for") else []
    return {one["user_id"]: own_name(one["name"], MAX_NAME) or one["email"] or one["user_id"] for one in people}


def _say(answer: Any, names: Mapping[str, str]) -> None:
    if isinstance(answer, list):
        for one in answer:
            state, where = "active" if one["active"] else "deactivated", _where(one, names)
            result(f"{one['user_id']:20} {one['role']:9} {state:12} {one['email'] or '-'}  {one['name']}{where}")
    elif "link" in answer:
        if "mail_problem" in answer:
            result(answer["mail_problem"] or f"A link of their own is on its way to {answer['person']['email']}.")
        result(f"Pass this on; it signs them in once, within three days: {answer['link']}")
        result("They are told of it, and confirm with a code who they are before they decide anything.")
    else:
        state = "active" if answer["active"] else "deactivated"
        result(f"{answer['user_id']}: {answer['role']}, {state}{_where(answer, names)}")
        if answer.get("email_counts_at") and datetime.fromisoformat(answer["email_counts_at"]) > datetime.now(UTC):
            result(f"They are told. Before {answer['email_counts_at'][:10]}, or before they confirm it under Settings,")
            result(f"E-mail, {answer['email']} takes no code for them and makes no account theirs.")


def _where(person: dict[str, Any], names: Mapping[str, str]) -> str:
    team = f"  team {person['team_id']}" if person.get("team_id") else ""
    reviewed = ", ".join(sorted(names.get(one, "somebody who is not here") for one in person.get("reviews_for", ())))
    return team + (f"  reviews for {reviewed}" if reviewed else "")
