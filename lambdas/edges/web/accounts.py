"""The edge for who somebody is: signing in and out, consents to calendars, and the people an operator manages.

It alone holds what these need (stacks/functions.py): AMO's registrations, people's tokens, the mailing of a proof.
"""

from typing import Any

from lambdas.edges.web import consents, people, sign_in
from lambdas.edges.web.app import OpenRoutes, Routes, page_app

READS: Routes = {
    "/auth/address": sign_in.show_address,
    "/calendar/auth": consents.show_ways,
    "/calendar/auth/<provider>": consents.go_to_provider,
    "/calendar/callback/<provider>": consents.come_back,
    "/calendar/accounts/<account_id>": consents.show_calendars,
    "/people": people.show,
}
CHANGES: Routes = {
    "/auth/sign-out": sign_in.sign_out,
    "/auth/sign-out-everywhere": sign_in.sign_out_everywhere,
    "/auth/address": sign_in.ask_for_address,
    "/auth/address/confirm": sign_in.confirm_address,
    "/calendar/accounts/<account_id>": consents.choose_calendars,
    "/calendar/accounts/<account_id>/disconnect": consents.disconnect,
    "/people/invite": people.invite,
    "/people/<user_id>": people.change,
    "/people/<user_id>/link": people.give_link,
}
OPEN: OpenRoutes = {
    ("GET", "/auth/link"): sign_in.show_link,
    ("POST", "/auth/link"): sign_in.use_link,
    ("GET", "/auth/<provider>"): sign_in.go_to_provider,
    ("GET", "/auth/callback/<provider>"): sign_in.come_back,
}

app = page_app(READS, CHANGES, OPEN)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return dict(app.resolve(event, context))
