"""The agenda as people paste it elsewhere: plain text, or Markdown. What is private and where it is from stay home."""

from collections.abc import Iterator, Sequence

from lambdas.domain.agenda.materials import Line, MaterialsPlan
from lambdas.domain.kernel.local_time import span
from lambdas.materials.markdown import escape
from lambdas.materials.marks import by_model


def as_text(plan: MaterialsPlan) -> str:
    return "\n".join(_text(plan))


def as_markdown(plan: MaterialsPlan) -> str:
    return "\n".join(_markdown(plan))


def when(plan: MaterialsPlan) -> str:
    return f"{span(plan.start, plan.end, plan.timezone)} ({plan.timezone})"


def _text(plan: MaterialsPlan) -> Iterator[str]:
    yield plan.title
    yield when(plan)
    for number, section in enumerate(plan.sections, start=1):
        yield ""
        yield f"{number}. {section.title} ({section.minutes} min)"
        yield from (f"   - {line.text}{by_model(line)}" for line in _for_all(section.lines))
        yield from (f"   - Decision asked: {line.text}{by_model(line)}" for line in _for_all(section.decisions))


def _markdown(plan: MaterialsPlan) -> Iterator[str]:
    yield f"# {escape(plan.title)}"
    yield ""
    yield escape(when(plan))
    for number, section in enumerate(plan.sections, start=1):
        yield ""
        yield f"## {number}. {escape(section.title)} ({section.minutes} min)"
        yield from ("",) if section.lines or section.decisions else ()
        yield from (f"- {_in_markdown(line)}" for line in _for_all(section.lines))
        yield from (f"- **Decision asked:** {_in_markdown(line)}" for line in _for_all(section.decisions))


def _in_markdown(line: Line) -> str:
    return f"{escape(line.text)}{by_model(line)}"


def _for_all(lines: Sequence[Line]) -> Iterator[Line]:
    return (line for line in lines if not line.is_private)
