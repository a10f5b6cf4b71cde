"""The part of the JSON API that says who somebody is: people and their roles, phone numbers, profiles.

A function of its own (stacks/edges.py leads its addresses here), since it may write roles and send texts; what reads
feeds and uploads, as the rest of the API does, may do neither.
"""

from typing import Any

from lambdas.edges.api.app import answer
from lambdas.edges.api.operations import register_for

PEOPLE = "lambdas.edges.api.people"
PHONES = "lambdas.edges.api.phones"
PROFILE = "lambdas.edges.api.profile"
OPERATIONS = (
    ("PUT", "/api/settings/profile", PROFILE, "save_profile"),
    ("POST", "/api/settings/phone", PHONES, "send_phone_code"),
    ("DELETE", "/api/settings/phone", PHONES, "forget_phone"),
    ("POST", "/api/settings/phone/confirmation", PHONES, "confirm_phone"),
    ("GET", "/api/users", PEOPLE, "list_people"),
    ("POST", "/api/users", PEOPLE, "invite"),
    ("PUT", "/api/users/<user_id>", PEOPLE, "change_person"),
    ("POST", "/api/users/<user_id>/link", PEOPLE, "give_link"),
)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    register_for(str(event.get("rawPath", "")), OPERATIONS)
    return answer(event, context)
