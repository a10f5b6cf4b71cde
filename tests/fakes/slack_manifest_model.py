"""What Slack takes as an app's manifest, as far as AMO uses it: strict models after Slack's published schema, v1.

Slack's own schema accepts any scope and any event; here only those that exist and that AMO has a use for pass.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Https = Annotated[str, StringConstraints(pattern=r"^https://", max_length=3000)]
Scope = Literal[
    "assistant:write",
    "channels:read",
    "groups:read",
    "chat:write",
    "commands",
    "files:read",
    "im:history",
    "im:read",
    "im:write",
    "links:read",
    "links:write",
    "users:read",
    "users:read.email",
    "users.profile:read",
]
BotEvent = Literal["app_home_opened", "message.im", "app_uninstalled", "link_shared", "tokens_revoked"]
Domain = Annotated[str, StringConstraints(pattern=r"^[-a-z0-9.]+[a-z0-9]$", max_length=255)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class DisplayInformation(_Strict):
    name: str = Field(min_length=1, max_length=35)
    description: str = Field(min_length=1, max_length=140)
    background_color: str = Field(pattern=r"^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$")


class AppHome(_Strict):
    home_tab_enabled: bool
    messages_tab_enabled: bool
    messages_tab_read_only_enabled: bool


class BotUser(_Strict):
    display_name: str = Field(min_length=1, max_length=80)
    always_online: bool


class SlashCommand(_Strict):
    command: str = Field(pattern=r"^/", min_length=2, max_length=32)
    url: Https | None = None
    description: str = Field(min_length=1, max_length=2000)
    usage_hint: str = Field(min_length=1, max_length=1000)
    should_escape: bool


class Shortcut(_Strict):
    name: str = Field(min_length=1, max_length=24)
    type: Literal["message", "global"]
    callback_id: str = Field(min_length=1, max_length=255)
    description: str = Field(min_length=1, max_length=150)


class PromptOfAgent(_Strict):
    title: str = Field(min_length=1)
    message: str = Field(min_length=1)


class AgentView(_Strict):
    """The view of an agent; the assistant's view, which came before it, is to be deprecated."""

    agent_description: str = Field(min_length=1, max_length=300)
    suggested_prompts: list[PromptOfAgent] = Field(max_length=4)


class Features(_Strict):
    app_home: AppHome
    bot_user: BotUser
    slash_commands: list[SlashCommand] = Field(min_length=1, max_length=50)
    shortcuts: list[Shortcut] = Field(max_length=10)
    agent_view: AgentView | None = None
    unfurl_domains: list[Domain] | None = Field(default=None, min_length=1, max_length=5)


class Scopes(_Strict):
    bot: list[Scope] = Field(max_length=255)


class OauthConfig(_Strict):
    redirect_urls: list[Https] = Field(default=[], max_length=1000)
    scopes: Scopes


class EventSubscriptions(_Strict):
    request_url: Https | None = None
    bot_events: list[BotEvent] = Field(max_length=100)


class Interactivity(_Strict):
    is_enabled: bool
    request_url: Https | None = None


class AppSettings(_Strict):
    event_subscriptions: EventSubscriptions
    interactivity: Interactivity
    org_deploy_enabled: bool
    socket_mode_enabled: bool
    token_rotation_enabled: bool


class Manifest(_Strict):
    display_information: DisplayInformation
    features: Features
    oauth_config: OauthConfig
    settings: AppSettings
