"""The edits a model may ask for in a plan that the rules composed; there is no other way for it to change one."""

from pydantic import Field

from lambdas.domain.kernel.model import Model

MAX_EDITS = 40
"""Of each kind; what comes after them is not looked at."""


class LineReword(Model):
    """Says a line better. Its facts stay as they are."""

    line: str = Field(description="the line, such as L3")
    text: str = Field(description="what it says now, at most 240 characters")


class LineMove(Model):
    """Puts a line elsewhere in its section."""

    line: str
    before: str = Field(default="", description="the line it stands before; empty for the end of its section")


class DecisionAsk(Model):
    """Asks for the decision of a section that asks for none yet."""

    section: str = Field(description="the section, such as S2")
    lines: tuple[str, ...] = Field(description="the lines of this section that the question rests on")
    text: str = Field(description="one question that yes or no answers")


class FlaggedConflict(Model):
    """Flags two lines that cannot both be true."""

    line: str
    other: str
    text: str = Field(description="what contradicts what, at most 25 words")


class PlanPatch(Model):
    """No edit at all leaves the plan as it is."""

    reword: tuple[LineReword, ...] = ()
    move: tuple[LineMove, ...] = ()
    ask: tuple[DecisionAsk, ...] = ()
    flag_conflict: tuple[FlaggedConflict, ...] = ()
