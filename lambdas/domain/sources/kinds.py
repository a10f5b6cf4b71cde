"""The services figures come from by themselves, and what connecting each takes.

A setting is stored with the account and shown; a secret is sealed and never shown again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from lambdas.domain.kernel.context_kinds import RecordKind

ADDRESS = "address"
"""The setting that names the service's own address, of every kind that is asked over HTTP."""


class SourceKind(StrEnum):
    AWS_COSTS = "aws_costs"
    PAGERDUTY = "pagerduty"
    SERVICENOW = "servicenow"
    JIRA = "jira"
    JIRA_DATA_CENTER = "jira_data_center"
    GITHUB = "github"
    GOOGLE_SHEETS = "google_sheets"
    GREENHOUSE = "greenhouse"
    LEVER = "lever"
    HR_FILES = "hr_files"
    STATUSPAGE = "statuspage"
    OPSGENIE = "opsgenie"


@dataclass(frozen=True, slots=True)
class SourceField:
    """One field of the form that connects a source. ``hint`` says where it is found, and the least right it needs."""

    name: str
    label: str
    hint: str = ""
    default: str = ""
    is_secret: bool = False
    is_required: bool = True
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """``hosts`` are the service's own, ``*.`` for any below: an operator's list in config/sources.yaml adds to them.

    ``is_pushed``: the service tells AMO, at an address of the account's own. ``is_read``: it is read on a schedule.
    ``reads`` says in a line what is read and what becomes of it, ``advice`` what has to be done there first.
    """

    label: str
    records: tuple[RecordKind, ...]
    reads: str
    advice: str
    fields: tuple[SourceField, ...] = ()
    hosts: tuple[str, ...] = ()
    is_pushed: bool = False
    is_read: bool = True

    @property
    def settings(self) -> tuple[SourceField, ...]:
        return tuple(field for field in self.fields if not field.is_secret)

    @property
    def secrets(self) -> tuple[SourceField, ...]:
        return tuple(field for field in self.fields if field.is_secret)


def _address(default: str, hint: str) -> SourceField:
    return SourceField(ADDRESS, "Address", hint, default=default)


_DECISION_LABEL = SourceField(
    "decision_label",
    "Label of decisions",
    "What carries this label is a decision that waits; closed, it is decided.",
    default="decision",
)

SPECS: Mapping[SourceKind, SourceSpec] = MappingProxyType(
    {
        SourceKind.AWS_COSTS: SourceSpec(
            label="AWS costs",
            records=(RecordKind.BUDGET,),
            reads="Budgets with what is spent and forecast; what has no budget from Cost Explorer, by service or tag.",
            advice=(
                "In the account whose costs are read, make a role that this stage may assume with the external id that "
                "is shown once the source is connected, and that may budgets:ViewBudget, ce:GetCostAndUsage and "
                "ce:GetCostForecast. Cost Explorer costs 0.01 USD a request; AMO makes at most three a day."
            ),
            fields=(
                SourceField("account_number", "AWS account", "Its twelve digits."),
                SourceField("role_arn", "Role", "arn:aws:iam::123456789012:role/amo-costs, in that account."),
                SourceField(
                    "grouped_by",
                    "Costs by",
                    "service, or tag:NAME for a cost allocation tag.",
                    default="service",
                    is_required=False,
                ),
            ),
        ),
        SourceKind.PAGERDUTY: SourceSpec(
            label="PagerDuty",
            records=(RecordKind.INCIDENTS,),
            reads="Incidents of the last months with their priority, who has them, and how long they took.",
            advice="Make a read-only API key: Integrations, API Access Keys, Read-only.",
            fields=(
                _address("https://api.pagerduty.com", "https://api.eu.pagerduty.com for accounts in the EU."),
                SourceField("teams", "Teams", "Ids of teams, with commas; empty for all.", is_required=False),
                SourceField("token", "API key", "Read-only.", is_secret=True),
            ),
            hosts=("api.pagerduty.com", "api.eu.pagerduty.com"),
        ),
        SourceKind.SERVICENOW: SourceSpec(
            label="ServiceNow",
            records=(RecordKind.INCIDENTS, RecordKind.DECISIONS),
            reads="Incidents and problems changed in the last 90 days, and changes that wait for approval.",
            advice="Make a user for AMO with read access to incident, problem and change_request, and nothing else.",
            fields=(
                _address("", "https://yourcompany.service-now.com"),
                SourceField("user", "User", "Its user name."),
                SourceField("password", "Password", is_secret=True),
            ),
            hosts=("*.service-now.com",),
        ),
        SourceKind.JIRA: SourceSpec(
            label="Jira",
            records=(RecordKind.BIG_ROCKS, RecordKind.DECISIONS),
            reads="Epics with how much of them is done and what blocks them, and issues with the label of decisions.",
            advice="Make an API token of an account that may browse these projects: id.atlassian.com, Security.",
            fields=(
                _address("", "https://yourcompany.atlassian.net"),
                SourceField("email", "E-mail", "Of the account the token belongs to."),
                SourceField("projects", "Projects", "Their keys, with commas."),
                _DECISION_LABEL,
                SourceField("token", "API token", is_secret=True),
            ),
            hosts=("*.atlassian.net",),
        ),
        SourceKind.JIRA_DATA_CENTER: SourceSpec(
            label="Jira Data Center",
            records=(RecordKind.BIG_ROCKS, RecordKind.DECISIONS),
            reads="Epics with how much of them is done and what blocks them, and issues with the label of decisions.",
            advice="Make a personal access token; an operator names the host in config/sources.yaml.",
            fields=(
                _address("", "https://jira.example.com"),
                SourceField("projects", "Projects", "Their keys, with commas."),
                _DECISION_LABEL,
                SourceField("token", "Personal access token", is_secret=True),
            ),
        ),
        SourceKind.GITHUB: SourceSpec(
            label="GitHub",
            records=(RecordKind.BIG_ROCKS, RecordKind.DECISIONS),
            reads="Milestones with how much of them is closed and when they are due, and issues that are decisions.",
            advice="Make a fine-grained token for these repositories that may read issues, and nothing else.",
            fields=(
                _address("https://api.github.com", "https://HOST/api/v3 for a server of your own."),
                SourceField("repositories", "Repositories", "owner/name, with commas."),
                _DECISION_LABEL,
                SourceField("token", "Token", "Fine-grained, Issues: read-only.", is_secret=True),
            ),
            hosts=("api.github.com",),
        ),
        SourceKind.GOOGLE_SHEETS: SourceSpec(
            label="Google Sheets",
            records=tuple(RecordKind),
            reads="Rows of sheets with the same columns as a CSV import.",
            advice=(
                "Make a service account in Google Cloud, switch on the Sheets API there, and share the spreadsheet "
                "with the account's address as a viewer. AMO then reads that spreadsheet and no other."
            ),
            fields=(
                _address("https://sheets.googleapis.com", ""),
                SourceField("spreadsheet", "Spreadsheet", "Its address, or the id in it."),
                SourceField(
                    "ranges", "Sheets", "budget=Budget!A:H, with commas: the kind of record, and where it stands."
                ),
                SourceField("key", "Key", "The JSON file of the service account.", is_secret=True, is_long=True),
            ),
            hosts=("sheets.googleapis.com",),
        ),
        SourceKind.GREENHOUSE: SourceSpec(
            label="Greenhouse",
            records=(RecordKind.STAFFING,),
            reads="Open jobs with their openings and the stage of the furthest candidate, from the web hooks on.",
            advice=(
                "Make web hooks there with the address that is shown once this is connected, and the same key: for "
                "jobs created, approved, updated and deleted, for applications created, and for candidates whose stage "
                "changes, who are hired and rejected. Jobs marked confidential are left out."
            ),
            fields=(SourceField("key", "Secret key", "The one the web hooks are signed with.", is_secret=True),),
            is_pushed=True,
            is_read=False,
        ),
        SourceKind.LEVER: SourceSpec(
            label="Lever",
            records=(RecordKind.STAFFING,),
            reads="Open postings with their candidates and the stage of the furthest; a web hook has it read at once.",
            advice=(
                "Make an API key that may list postings and opportunities, and nothing else. For news at once add web "
                "hooks with the address that is shown then, and connect it again with their signature tokens."
            ),
            fields=(
                _address("https://api.lever.co/v1", "https://api.eu.lever.co/v1 for accounts in the EU."),
                SourceField("token", "API key", "Settings, Integrations and API, API credentials.", is_secret=True),
                SourceField(
                    "key",
                    "Signature tokens",
                    "Of the web hooks: each has its own; with spaces between them.",
                    is_secret=True,
                    is_required=False,
                ),
            ),
            hosts=("api.lever.co", "api.eu.lever.co"),
            is_pushed=True,
        ),
        SourceKind.HR_FILES: SourceSpec(
            label="HR files",
            records=(RecordKind.STAFFING,),
            reads="A CSV file with the columns of an import, put into the stage's bucket by your HR system.",
            advice="Have the file written to the place that is shown then; each one takes the place of the last.",
        ),
        SourceKind.STATUSPAGE: SourceSpec(
            label="Statuspage",
            records=(RecordKind.INCIDENTS,),
            reads="Incidents as your status page tells its subscribers.",
            advice="Subscribe the address that is shown once this is connected, as a webhook. It is a secret: keep it.",
            is_pushed=True,
            is_read=False,
        ),
        SourceKind.OPSGENIE: SourceSpec(
            label="Opsgenie",
            records=(RecordKind.INCIDENTS,),
            reads="Alerts of priority P1 to P3, from being opened to being closed.",
            advice="Add an integration of the type Webhook with the address that is shown. It is a secret: keep it.",
            is_pushed=True,
            is_read=False,
        ),
    }
)
