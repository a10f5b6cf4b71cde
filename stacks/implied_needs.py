"""Needs a row of the function table has because of a right, so that no row has to list them."""

from dataclasses import replace

from stacks.function_spec import TOKEN_VERBS, FunctionSpec, Grant

SECONDS_TO_TELL = 45
"""Slack, SNS and SES one after the other, each for as long as it may take to fail."""


def with_channels(spec: FunctionSpec) -> FunctionSpec:
    """Adds what reaching people takes: Slack's table and tokens, texts and e-mails where Slack fails, what became of
    each message, the page's address; the inbox is in the row itself. A channel that hangs must not be the last one.
    """
    if not spec.has(Grant.NOTIFY):
        return spec
    return replace(
        spec,
        timeout=max(spec.timeout, SECONDS_TO_TELL),
        reads=(*spec.reads, "slack", "deliveries"),
        writes=(*spec.writes, "slack", "deliveries"),
        slack=("speaks",),
        grants={*spec.grants, Grant.LINK_TO_PAGE, Grant.SEND_MAIL, Grant.SEND_TEXTS},
        layers=(*spec.layers, "slack"),
    )


def with_consents(spec: FunctionSpec) -> FunctionSpec:
    """Adds what opening calendars with a consent takes: the accounts, and what speaks to identity providers."""
    if not TOKEN_VERBS & set(spec.consents):
        return spec
    return replace(
        spec,
        reads=(*spec.reads, "calendar_accounts"),
        writes=(*spec.writes, "calendar_accounts"),
        layers=(*spec.layers, "oauth"),
    )
