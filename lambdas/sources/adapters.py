"""The adapter of each kind of source; a new kind is a module here, and a row in domain/sources/kinds.py."""

from collections.abc import Mapping
from importlib import import_module

from lambdas.domain.sources.kinds import SourceKind
from lambdas.domain.sources.source_config import SourcesConfig
from lambdas.sources.base import SourceParts, SourcePush, SourceReader

MODULES: Mapping[SourceKind, str] = {
    SourceKind.AWS_COSTS: "lambdas.sources.aws_costs",
    SourceKind.PAGERDUTY: "lambdas.sources.pagerduty",
    SourceKind.SERVICENOW: "lambdas.sources.servicenow",
    SourceKind.JIRA: "lambdas.sources.jira",
    SourceKind.JIRA_DATA_CENTER: "lambdas.sources.jira_data_center",
    SourceKind.GITHUB: "lambdas.sources.github",
    SourceKind.GOOGLE_SHEETS: "lambdas.sources.google_sheets",
    SourceKind.GREENHOUSE: "lambdas.sources.greenhouse",
    SourceKind.LEVER: "lambdas.sources.lever",
    SourceKind.HR_FILES: "lambdas.sources.hr_files",
    SourceKind.STATUSPAGE: "lambdas.sources.statuspage",
    SourceKind.OPSGENIE: "lambdas.sources.opsgenie",
}
"""Imported when somebody first asks that kind: a cold start pays for one."""


def reader_of(kind: SourceKind, parts: SourceParts) -> SourceReader:
    reader: SourceReader = import_module(MODULES[kind]).reader(parts)
    return reader


def push_of(kind: SourceKind, config: SourcesConfig) -> SourcePush:
    push: SourcePush = import_module(MODULES[kind]).push(config)
    return push
