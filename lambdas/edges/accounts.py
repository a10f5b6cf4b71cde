"""The door for who somebody is: signing in and out, consents to calendars, and the people an operator looks after.

It alone holds what these need (stacks/functions.py): AMO's registrations, people's tokens, the mailing of a proof.
"""

from typing import Any

from lambdas.edges.page_app import OpenRoutes, Routes, door
from lambdas.edges.pages import consent_pages, people_pages, signing_in

READS: Routes = {
    "/auth/address": signing_in.show_address,
    "/calendar/auth": consent_pages.show_ways,
    "/calendar/auth/<provider>": consent_pages.go_to_provider,
    "/calendar/callback/<provider>": consent_pages.come_back,
    "/calendar/accounts/<account_id>": consent_pages.show_calendars,
    "/people": people_pages.show,
}
CHANGES: Routes = {
    "/auth/sign-out": signing_in.sign_out,
    "/auth/sign-out-everywhere": signing_in.sign_out_everywhere,
    "/auth/address": signing_in.ask_for_address,
    "/auth/address/confirm": signing_in.confirm_address,
    "/calendar/accounts/<account_id>": consent_pages.choose_calendars,
    "/calendar/accounts/<account_id>/disconnect": consent_pages.disconnect,
    "/people/invite": people_pages.invite,
    "/people/<user_id>": people_pages.change,
    "/people/<user_id>/link": people_pages.give_link,
}
OPEN: OpenRoutes = {
    ("GET", "/auth/link"): signing_in.show_link,
    ("POST", "/auth/link"): signing_in.use_link,
    ("GET", "/auth/<provider>"): signing_in.go_to_provider,
    ("GET", "/auth/callback/<provider>"): signing_in.come_back,
}

app = door(READS, CHANGES, OPEN)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return dict(app.resolve(event, context))
