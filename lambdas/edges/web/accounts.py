"""The edge for who somebody is: signing in and out, consents to calendars, people an operator manages, phone numbers.

It alone holds what these need (stacks/functions.py): AMO's registrations, people's tokens, the mailing and texting of a
proof, the right to write whole profiles. It reads no feed and no upload.
"""

from functools import partial
from typing import Any

from lambdas.edges.web.app import LazyView, OpenRoutes, Routes, answer, page_app

CONSENTS = partial(LazyView, "lambdas.edges.web.consents")
PHONE = partial(LazyView, "lambdas.edges.web.phone")
PEOPLE = partial(LazyView, "lambdas.edges.web.people")
SESSION_PROOF = partial(LazyView, "lambdas.edges.web.session_proof")
PERSON_RIGHTS = partial(LazyView, "lambdas.edges.web.person_rights")
SIGN_IN = partial(LazyView, "lambdas.edges.web.sign_in")

READS: Routes = {
    "/auth/address": SIGN_IN("show_address"),
    "/auth/proof": SESSION_PROOF("show"),
    "/calendar/auth": CONSENTS("show_ways"),
    "/calendar/auth/<provider>": CONSENTS("go_to_provider"),
    "/calendar/callback/<provider>": CONSENTS("come_back"),
    "/calendar/accounts/<account_id>": CONSENTS("show_calendars"),
    "/people": PEOPLE("show"),
    "/people/<user_id>": PERSON_RIGHTS("show"),
}
CHANGES: Routes = {
    "/auth/sign-out": SIGN_IN("sign_out"),
    "/auth/sign-out-everywhere": SIGN_IN("sign_out_everywhere"),
    "/auth/address": SIGN_IN("ask_for_address"),
    "/auth/address/confirm": SIGN_IN("confirm_address"),
    "/auth/proof": SESSION_PROOF("send_code"),
    "/auth/proof/confirmation": SESSION_PROOF("confirm"),
    "/calendar/accounts/<account_id>": CONSENTS("choose_calendars"),
    "/calendar/accounts/<account_id>/disconnect": CONSENTS("disconnect"),
    "/people/invite": PEOPLE("invite"),
    "/people/<user_id>": PEOPLE("change"),
    "/people/<user_id>/link": PEOPLE("give_link"),
    "/people/<user_id>/rights": PERSON_RIGHTS("save"),
    "/settings/phone": PHONE("send_phone_code"),
    "/settings/phone/confirmation": PHONE("confirm_phone"),
    "/settings/phone/removal": PHONE("forget_phone"),
}
OPEN: OpenRoutes = {
    ("GET", "/auth/link"): SIGN_IN("show_link"),
    ("POST", "/auth/link"): SIGN_IN("use_link"),
    ("GET", "/auth/<provider>"): SIGN_IN("go_to_provider"),
    ("GET", "/auth/callback/<provider>"): SIGN_IN("come_back"),
}

app = page_app(READS, CHANGES, OPEN)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return answer(app, event, context)
