"""config/summary.yaml: the words of the mail that sums up a meeting (POST-4)."""

from collections.abc import Callable
from string import Formatter
from typing import Annotated

from pydantic import AfterValidator, Field

from lambdas.domain.kernel.model import Model


def _takes(*names: str) -> Callable[[str], str]:
    """Checks that a pattern names nothing but these."""

    def checked(pattern: str) -> str:
        used = {name for _, name, _, _ in Formatter().parse(pattern) if name is not None}
        if unknown := sorted(used - set(names)):
            raise ValueError(f"{{{unknown[0]}}} is none of {', '.join(f'{{{name}}}' for name in names)}")
        return pattern

    return checked


Text = Annotated[str, Field(min_length=1, max_length=160)]
Fixed = Annotated[Text, AfterValidator(_takes())]
OfTitle = Annotated[Text, AfterValidator(_takes("title", "day", "when"))]
OfThing = Annotated[Text, AfterValidator(_takes("what", "day"))]
OfPerson = Annotated[Text, AfterValidator(_takes("who", "owner"))]
OfReason = Annotated[Text, AfterValidator(_takes("why"))]
OfDay = Annotated[Text, AfterValidator(_takes("day"))]
OfPeople = Annotated[Text, AfterValidator(_takes("people"))]
OfCounts = Annotated[Text, AfterValidator(_takes("counts"))]
OfCount = Annotated[Text, AfterValidator(_takes("count"))]


class GistWording(Model):
    """The five lines a summary begins with, at most; ``by_model`` stands above them where a model wrote them."""

    counts: OfCounts
    first_due: OfThing
    by_person: OfPeople
    nobody: OfCount
    no_day: OfCount
    by_model: Fixed


class DecisionsWording(Model):
    heading: Fixed
    line: OfThing
    who: OfPerson
    why: OfReason


class ItemsWording(Model):
    heading: Fixed
    line: OfThing
    owner: OfPerson
    due: OfDay


class QuestionsWording(Model):
    heading: Fixed
    line: OfThing


class SummaryWording(Model):
    subject: OfTitle
    opening: OfTitle
    gist: GistWording
    decisions: DecisionsWording
    items: ItemsWording
    questions: QuestionsWording
    beyond: OfCount
