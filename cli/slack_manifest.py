"""The Slack app's manifest: what AMO asks of a workspace, with this stage's addresses in it."""

from typing import Any

BOT_SCOPES = {
    "chat:write": "to say anything",
    "commands": "for /amo",
    "im:history": "to hear answers, and to find a message whose acknowledgement was lost",
    "im:write": "to open the direct message",
    "users:read": "to look up who clicked",
    "users:read.email": "to recognise people by their address",
}
"""Everything AMO may do in a workspace, and why; nothing in channels."""
BOT_EVENTS = ("app_home_opened", "message.im")


def manifest(public_url: str) -> dict[str, Any]:
    """For "Create new app", "From a manifest" on Slack's pages."""
    doors = {name: f"{public_url}/slack/{name}" for name in ("events", "interactions", "commands")}
    return {
        "display_information": {
            "name": "AMO",
            "description": "Prepares each of your meetings before it happens.",
            "background_color": "#1f3a2e",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "AMO", "always_online": True},
            "slash_commands": [
                {
                    "command": "/amo",
                    "url": doors["commands"],
                    "description": "Your next meetings, and preparing them",
                    "usage_hint": "today | prep [words of the title] | settings | help",
                    "should_escape": False,
                }
            ],
        },
        "oauth_config": {"scopes": {"bot": sorted(BOT_SCOPES)}},
        "settings": {
            "event_subscriptions": {"request_url": doors["events"], "bot_events": sorted(BOT_EVENTS)},
            "interactivity": {"is_enabled": True, "request_url": doors["interactions"]},
            "org_deploy_enabled": False,
            "socket_mode_enabled": False,
            "token_rotation_enabled": False,
        },
    }
