"""A meeting that ended an hour ago."""

import pytest

from tests.unit.meeting_notes.harness import NotesHarness


@pytest.fixture
def harness() -> NotesHarness:
    return NotesHarness()
