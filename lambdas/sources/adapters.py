"""The adapter of each kind of source; a new kind is a module of its name here, and a row in domain/sources/kinds.py."""

from importlib import import_module

from lambdas.domain.sources.kinds import SourceKind
from lambdas.domain.sources.source_config import SourcesConfig
from lambdas.sources.base import SourceParts, SourcePush, SourceReader


def reader_of(kind: SourceKind, parts: SourceParts) -> SourceReader:
    """Imported when somebody first reads that kind: a cold start pays for one."""
    reader: SourceReader = import_module(f"{__package__}.{kind}").reader(parts)
    return reader


def push_of(kind: SourceKind, config: SourcesConfig) -> SourcePush:
    """Imported when that kind first tells something; its module has ``push(config)``."""
    push: SourcePush = import_module(f"{__package__}.{kind}").push(config)
    return push
