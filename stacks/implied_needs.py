"""Needs a row of the function table has because of a right, so that no row has to list them."""

from dataclasses import replace

from stacks.function_spec import TOKEN_VERBS, ConsentVerb, FunctionSpec, Grant

SECONDS_TO_TELL = 45
"""Slack, SNS and SES one after the other, each for as long as it may take to fail."""

MODEL_READS = ("users", "spend", "model_answers")

RENEWING: frozenset[ConsentVerb] = frozenset({"renews", "keeps", "ends"})
"""Who opens calendars stores the tokens that come in return."""


def with_implied_needs(spec: FunctionSpec) -> FunctionSpec:
    return _with_model(_with_consents(_with_slack(_with_channels(_with_messages(spec)))))


def _with_model(spec: FunctionSpec) -> FunctionSpec:
    """Adds what asking or showing a model takes: whether it is switched on, the ceilings, what was answered before."""
    if spec.has(Grant.SHOW_MODEL) or spec.reaches_model:
        known = {*spec.reads}
        spec = replace(spec, reads=(*spec.reads, *(name for name in MODEL_READS if name not in known)))
    if not spec.reaches_model:
        return spec
    kept = ("model_answers",) if spec.has(Grant.ASK_MODEL) else ()
    return replace(
        spec,
        memory=max(spec.memory, 512),
        puts=(*spec.puts, "model_answers"),
        updates=(*spec.updates, "spend"),
        deletes=(*spec.deletes, *kept),
    )


def _with_messages(spec: FunctionSpec) -> FunctionSpec:
    """Adds what telling people takes: what was told before, and the line for what is told now."""
    if not spec.has(Grant.NOTIFY):
        return spec
    return replace(
        spec,
        reads=(*spec.reads, "deliveries"),
        puts=(*spec.puts, "notices"),
        sends=(*spec.sends, "messages"),
    )


def _with_slack(spec: FunctionSpec) -> FunctionSpec:
    """Adds what speaking in Slack takes: its table to read, and its library."""
    if "speaks" not in spec.slack:
        return spec
    return replace(
        spec,
        timeout=max(spec.timeout, SECONDS_TO_TELL),
        reads=(*spec.reads, "slack"),
        layers=(*spec.layers, "slack"),
    )


def _with_channels(spec: FunctionSpec) -> FunctionSpec:
    """Adds what reaching people takes: Slack, texts, e-mails, the page's address, what became of it."""
    if not spec.has(Grant.REACH_PEOPLE):
        return spec
    return replace(
        spec,
        puts=(*spec.puts, "slack"),
        updates=(*spec.updates, "deliveries"),
        slack=("speaks",),
        grants={*spec.grants, Grant.LINK_TO_PAGE, Grant.SEND_MAIL, Grant.SEND_TEXTS},
    )


def _with_consents(spec: FunctionSpec) -> FunctionSpec:
    """Adds what opening calendars with a consent takes: the accounts, and what speaks to identity providers."""
    if not TOKEN_VERBS & set(spec.consents):
        return spec
    return replace(
        spec,
        reads=(*spec.reads, "calendar_accounts"),
        puts=(*spec.puts, *(("calendar_accounts",) if RENEWING & set(spec.consents) else ())),
        updates=(*spec.updates, "calendar_accounts"),
        layers=(*spec.layers, "oauth"),
    )
