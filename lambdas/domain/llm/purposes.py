"""The purposes a model may be asked for; each has a row of its own in config/models.yaml."""

from enum import StrEnum


class Purpose(StrEnum):
    CLASSIFY = "classify"
    """Says what kind of meeting a title means, where the rules cannot tell."""
    QUESTIONS = "questions"
    """Words a conversation's questions more sharply."""
    FOLLOW_UP = "follow_up"
    """Asks on where an answer is vague."""
    AGENDA = "agenda"
    """Words and orders the lines of the materials."""
    EXTRACT = "extract"
    """Finds action items, decisions and open questions in notes."""
    SUMMARISE = "summarise"
    """Writes the summary of a meeting from what was confirmed."""
    ASK = "ask"
    """Answers a person's question about one meeting."""
