"""Judges what lies outside the stage: its address, SES, text messages, Slack."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from cli.account import LOOPBACK
from cli.doctor.facts import Facts, SlackFacts
from cli.doctor.findings import Finding, bad, in_order, skipped, warn
from cli.doctor.read_outside import sender_of
from lambdas.domain.notifications.slack import AGENT_SCOPE, BOT_SCOPES
from lambdas.domain.sources.kinds import SPECS, SourceKind

ASKED_FOR = 404
SERVER_ERROR = 500


def judge(facts: Facts) -> Iterator[Finding]:
    yield _page(facts)
    yield from _address(facts)
    yield from _mail(facts)
    yield from _texts(facts)
    yield from _slack(facts)
    yield from _model(facts)
    yield from _sources(facts)


def _page(facts: Facts) -> Finding:
    page = facts.page
    if page is None or page.status == 0:
        reason = page.problem if page else "not asked"
        return bad("page", f"does not answer at its address ({reason}); does its name lead to the API?")
    if page.status >= SERVER_ERROR:
        return bad("page", f"answers {page.status}; look at the log of webhooks_endpoint: ./amo logs")
    if not page.is_amo:
        return bad("page", f"something else answers at its address ({page.status}); lead the name to the API")
    return in_order("page", "AMO answers at its address")


def _address(facts: Facts) -> Iterator[Finding]:
    """The address people are sent to, and providers send them back to."""
    parts, written = urlsplit(facts.stage.page_url), facts.stage.written
    is_here = (parts.hostname or "").endswith(LOOPBACK)
    if parts.scheme != "https" and not is_here:
        yield bad("address", "is not https: sessions and sign-ins would be read on the way; set public_url or domain")
    if is_here and not facts.stage.is_embedded:
        yield bad("address", "is this machine's own, and the stage is on AWS; set public_url or domain")
    wanted = f"https://{written.domain}" if written.domain else written.public_url
    if wanted and wanted.rstrip("/") != facts.stage.page_url.rstrip("/"):
        yield bad("address", "is not the one in the stage's file, so links and redirects lead elsewhere; ./amo deploy")


def _mail(facts: Facts) -> Iterator[Finding]:
    if not sender_of(facts.stage):
        yield skipped("e-mail", "no mail_from in the stage's file, so none is sent")
        return
    mail = facts.mail
    if mail is None:
        return  # the question that was not answered is named
    if mail.identity is None:
        yield bad("e-mail", "SES does not know the sender; ./amo deploy makes its identity")
    elif not mail.identity:
        yield bad("e-mail", "the sender is not verified; confirm in the message that SES wrote to it")
    elif not mail.can_send:
        yield bad("e-mail", "SES has stopped sending for this account; look at its reputation page")
    elif facts.stage.is_embedded:
        yield in_order("e-mail", "the sender is known; e-mails stay on this machine")
    elif mail.is_sandboxed:
        yield warn("e-mail", "SES is in its sandbox: it writes to verified addresses only; ask for production access")
    else:
        yield in_order("e-mail", "the sender is verified")
    if not facts.stage.is_embedded and mail.identity and mail.dkim != "SUCCESS":
        yield warn("DKIM", "e-mails are not signed by the sender's domain; verify the domain in SES with DKIM")


def _texts(facts: Facts) -> Iterator[Finding]:
    if facts.stage.is_embedded:
        yield skipped("text messages", "the engine on this machine sends none")
    elif facts.is_text_sandboxed:
        yield warn("text messages", "SNS is in its SMS sandbox: to verified numbers only; ask AWS to leave it")
    elif facts.is_text_sandboxed is False:
        yield in_order("text messages", "out of the sandbox")


def _slack(facts: Facts) -> Iterator[Finding]:
    if not facts.workspaces and not facts.is_unread("workspaces"):
        yield skipped("Slack", "no workspace is connected")
    for workspace in facts.slack:
        yield _workspace(workspace)


def _model(facts: Facts) -> Iterator[Finding]:
    """A model that does not answer stops nothing: the rules go on."""
    model = facts.model
    if model is None:
        return  # the question that was not answered is named
    if model.state == "on" and model.are_prices_old(facts.now.date()):
        read = f"its price was read on {model.priced_on}: look again, and write it into config/models.yaml"
        yield warn("model", f"{model.said}; {read}")
    elif model.state == "on" and model.purposes:
        yield in_order("model", model.said)
    elif model.state != "off":
        yield warn("model", model.said)
    else:
        yield skipped("model", model.said)


def _sources(facts: Facts) -> Iterator[Finding]:
    """One that cannot be reached for now is asked again by itself; what it said before stays, with its age."""
    sources = facts.sources
    if sources is None:
        return  # the question that was not answered is named
    if not sources.connected:
        yield skipped("sources", "none is connected")
        return
    how_many = f"{sources.connected}{'' if sources.is_all else ' and more'}"
    if sources.broken:
        labels = ", ".join(_label(kind) for kind in sources.broken)
        yield warn("sources", f"of {how_many} some wait for a person, who was told: {labels}; ./amo sources says why")
        return
    read = f"the oldest figures are of {sources.oldest:%Y-%m-%d %H:%M} UTC" if sources.oldest else "nothing read yet"
    yield in_order("sources", f"{how_many}, {read}{f'; {sources.failing} not reached now' if sources.failing else ''}")


def _label(kind: str) -> str:
    """As this version calls it; the stage may know others."""
    return SPECS[SourceKind(kind)].label if kind in SPECS else kind


def _workspace(workspace: SlackFacts) -> Finding:
    about = f"Slack {workspace.team}"
    if workspace.problem:
        return bad(about, f"does not take AMO's token ({workspace.problem}); ./amo slack connect")
    if not workspace.scopes:
        return skipped(about, "what answers as Slack does not say which scopes the token has")
    if lacking := sorted(set(BOT_SCOPES) - workspace.scopes):
        what = f"lacks {', '.join(lacking)}"
        return bad(about, f"{what}: update the app with ./amo slack manifest, then install it again")
    if surplus := sorted(workspace.scopes - {*BOT_SCOPES, AGENT_SCOPE}):
        return warn(about, f"has more than AMO asks for: {', '.join(surplus)}; take them out of the app")
    return in_order(about, "connected, with the scopes of this version")
