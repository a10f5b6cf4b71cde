"""config/, read and checked once per process; a mistake in a file is one line that names it.

Models are imported where they are loaded: endpoints that must acknowledge at once import this module too.
"""

import os.path
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from lambdas.yaml_files import checked, load_file, read_yaml

if TYPE_CHECKING:
    from lambdas.domain.actions.autonomy_config import AutonomyConfig
    from lambdas.domain.agenda.shapes import AgendaShapes
    from lambdas.domain.classification.classification_rules import ClassificationRules
    from lambdas.domain.classification.meeting_types import MeetingTypes
    from lambdas.domain.classification.title_lexicon import TitleLexicon
    from lambdas.domain.llm.catalog import ModelCatalog
    from lambdas.domain.meeting_notes.summary_words import SummaryWording
    from lambdas.domain.meetings.calendar_config import CalendarConfig
    from lambdas.domain.notifications.channel_config import ChannelConfig
    from lambdas.domain.sources.source_config import SourcesConfig

CONFIG_FOLDER = Path(os.path.dirname(__file__)).parent / "config"


@cache
def load_meeting_types(path: Path = CONFIG_FOLDER / "meeting_types.yaml") -> "MeetingTypes":
    """config/meeting_types.yaml, read and checked once per process; Refused names the first wrong key."""
    from lambdas.domain.classification.meeting_types import MeetingTypes

    return load_file(MeetingTypes, path)


@cache
def load_title_lexicon(folder: Path = CONFIG_FOLDER / "titles") -> "TitleLexicon":
    """config/titles/, read and checked once per process; Refused names the first wrong file and list."""
    from lambdas.domain.classification import lexicon_parts as parts
    from lambdas.domain.classification.language import Language
    from lambdas.domain.classification.title_lexicon import TitleLexicon

    lexicon = TitleLexicon(
        objections=load_file(parts.Objections, folder / "objections.yaml"),
        meetings=load_file(parts.MeetingPhrases, folder / "meetings.yaml"),
        asides=load_file(parts.Asides, folder / "asides.yaml"),
        small_words=load_file(parts.SmallWords, folder / "small_words.yaml"),
        people=load_file(parts.PeopleWords, folder / "people.yaml"),
    )
    return lexicon.speaking([load_file(Language, path) for path in sorted((folder / "languages").glob("*.yaml"))])


@cache
def load_classification_rules() -> "ClassificationRules":
    """Returns what classifying needs. Code that only names types loads those: the lists take 80 ms of a cold start."""
    from lambdas.domain.classification.classification_rules import ClassificationRules

    return ClassificationRules(load_meeting_types(), load_title_lexicon())


@cache
def load_agenda_shapes(path: Path = CONFIG_FOLDER / "agenda.yaml") -> "AgendaShapes":
    """config/agenda.yaml, read and checked once per process; Refused names the first wrong key."""
    from lambdas.domain.agenda.shapes import AgendaShapes

    return load_file(AgendaShapes, path)


@cache
def load_autonomy_config(path: Path = CONFIG_FOLDER / "autonomy.yaml") -> "AutonomyConfig":
    """config/autonomy.yaml, read and checked once per process; Refused names the first wrong key."""
    from lambdas.domain.actions.autonomy_config import AutonomyConfig

    return load_file(AutonomyConfig, path)


@cache
def load_summary_wording(path: Path = CONFIG_FOLDER / "summary.yaml") -> "SummaryWording":
    """config/summary.yaml, read and checked once per process; Refused names the first wrong key."""
    from lambdas.domain.meeting_notes.summary_words import SummaryWording

    return load_file(SummaryWording, path)


@cache
def load_calendar_config(path: Path = CONFIG_FOLDER / "calendar.yaml") -> "CalendarConfig":
    """config/calendar.yaml in either form, read and checked once per process; Refused names the first wrong key."""
    from lambdas.domain.meetings.calendar_config import CalendarConfig

    content = read_yaml(path)
    if isinstance(content, dict) and "calendar" in content:
        from lambdas.domain.meetings.calendar_file import CalendarFile

        content = checked(CalendarFile, content, path).in_full()
    return checked(CalendarConfig, content, path)


@cache
def load_channel_config(path: Path = CONFIG_FOLDER / "channels.yaml") -> "ChannelConfig":
    """config/channels.yaml, read and checked once per process; Refused names the first wrong key."""
    from lambdas.domain.notifications.channel_config import ChannelConfig

    return load_file(ChannelConfig, path)


@cache
def load_model_catalog(path: Path = CONFIG_FOLDER / "models.yaml") -> "ModelCatalog":
    """config/models.yaml, read and checked once per process; Refused names the first wrong key."""
    from lambdas.domain.llm.catalog import ModelCatalog

    return load_file(ModelCatalog, path)


@cache
def load_sources_config(path: Path = CONFIG_FOLDER / "sources.yaml") -> "SourcesConfig":
    """config/sources.yaml, read and checked once per process; Refused names the first wrong key."""
    from lambdas.domain.sources.source_config import SourcesConfig

    return load_file(SourcesConfig, path)


def check_configuration() -> None:
    """Loads every file of config/; Refused names the first wrong key. A deployment stops at it."""
    for load in CONFIGURATION.values():
        load()


CONFIGURATION: Mapping[str, Callable[[], object]] = {
    "config/meeting_types.yaml": load_meeting_types,
    "config/titles/": load_title_lexicon,
    "config/agenda.yaml": load_agenda_shapes,
    "config/autonomy.yaml": load_autonomy_config,
    "config/summary.yaml": load_summary_wording,
    "config/calendar.yaml": load_calendar_config,
    "config/channels.yaml": load_channel_config,
    "config/models.yaml": load_model_catalog,
    "config/sources.yaml": load_sources_config,
}
