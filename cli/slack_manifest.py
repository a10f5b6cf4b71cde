"""The Slack app's manifest: what AMO asks of a workspace, with this stage's addresses in it."""

from typing import Any
from urllib.parse import urlsplit

from lambdas.domain.notifications.requests import PROMPTS
from lambdas.domain.notifications.slack import ADD_TO_MEETING, AGENT_SCOPE, ASK_ABOUT, BOT_SCOPES

BOT_EVENTS = ("app_home_opened", "app_uninstalled", "message.im", "tokens_revoked")
SHARED_LINK = "link_shared"

COMMAND = {
    "command": "/amo",
    "description": "Your next meetings, and preparing them",
    "usage_hint": "today | prep [words of the title] | agenda [words] | notes | items | approvals | settings | help",
    "should_escape": False,
}
SHORTCUTS = [
    {
        "name": "Add to my next meeting",
        "type": "message",
        "callback_id": ADD_TO_MEETING,
        "description": "Brings this message up when you prepare the next meeting with somebody",
    },
    {
        "name": "Ask AMO about this",
        "type": "message",
        "callback_id": ASK_ABOUT,
        "description": "Tells you alone what your meetings, decisions, items and notes say about this message",
    },
]


DISPLAY = {
    "name": "AMO",
    "description": "Prepares each of your meetings before it happens.",
    "background_color": "#1f3a2e",
}
APP_HOME = {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False}
AGENT_VIEW = {
    "agent_description": "Says what comes next, prepares your meetings, and finds what your agendas and notes say.",
    "suggested_prompts": [prompt._asdict() for prompt in PROMPTS],
}


def manifest(
    public_url: str, *, token_rotation: bool = False, socket_mode: bool = False, agent: bool = False
) -> dict[str, Any]:
    """For "Create new app", "From a manifest" on Slack's pages.

    ``token_rotation`` is for apps that are installed from AMO's page: a token copied by hand would end. With
    ``socket_mode`` Slack is given no address: everything comes through the socket. Links are looked at where the page
    has an address of its own. ``agent``: for workspaces whose plan has Slack's agents.
    """

    def endpoint(key: str, path: str) -> dict[str, str]:
        return {} if socket_mode else {key: f"{public_url}/slack/{path}"}

    domains = _domains(public_url)
    redirects = {} if socket_mode else {"redirect_urls": [f"{public_url}/slack/oauth"]}
    events = sorted((*BOT_EVENTS, SHARED_LINK) if domains else BOT_EVENTS)
    return {
        "display_information": DISPLAY,
        "features": {
            "app_home": APP_HOME,
            "bot_user": {"display_name": "AMO", "always_online": True},
            "slash_commands": [COMMAND | endpoint("url", "commands")],
            "shortcuts": SHORTCUTS,
            **({"unfurl_domains": domains} if domains else {}),
            **({"agent_view": AGENT_VIEW} if agent else {}),
        },
        "oauth_config": {**redirects, "scopes": {"bot": sorted({*BOT_SCOPES, AGENT_SCOPE} if agent else BOT_SCOPES)}},
        "settings": {
            "event_subscriptions": {**endpoint("request_url", "events"), "bot_events": events},
            "interactivity": {"is_enabled": True, **endpoint("request_url", "interactions")},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": token_rotation,
        },
    }


def _domains(public_url: str) -> list[str]:
    """Those whose links Slack tells of: the page's, where others can open it."""
    page = urlsplit(public_url)
    return [page.hostname] if page.scheme == "https" and page.hostname else []
