"""Mistakes of operators and of consoles: each is a change of a healthy stage, and the line that names it."""

from tests.unit.cli.doctor import data_mistakes, function_mistakes
from tests.unit.cli.doctor.changes import Mistake

MISTAKES: tuple[Mistake, ...] = (*function_mistakes.MISTAKES, *data_mistakes.MISTAKES)
