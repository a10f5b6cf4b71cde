"""Measures how often the rules choose the type a person would: ``python -m bench.classification [CSV]...``

A file has the columns title, description, attendee_count, expected_type and, as it likes, why and language. Where
``expected_type`` is ``a|b``, or is ``ambiguous`` and ``why`` has ``accept=a|b``, any of those is right. Beside our
rules stand the literal ones, which look for each keyword of the specification as a whole word in title and description
and then count the people.
"""

import csv
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lambdas.config_files import load_classification_rules
from lambdas.domain.classification.classify import classify_text

DATA = Path(__file__).parents[1] / "tests" / "data"
OURS = DATA / "titles_ours.csv"
LANGUAGES = DATA / "titles_languages.csv"
HELD_BACK = DATA / "titles_languages_held_back.csv"
"""The other half of what was written with LANGUAGES: only counted, never looked at while words were chosen."""
BLIND = DATA / "titles_blind.csv"
"""Four lists a reviewer wrote from memory, the first two before seeing any rule; each was counted, then mended for."""
CASES = DATA / "cases" / "titles" / "titles_languages.csv"
SHARED = Path(__file__).parents[2] / "shared" / "data" / "titles.csv"

FILES = (SHARED, OURS, CASES, LANGUAGES, HELD_BACK, BLIND)

LITERAL_RULES: dict[str, tuple[tuple[str, ...], Callable[[int], bool]]] = {
    "leadership_meeting": (("leadership", "leadership team", "LT meeting"), lambda count: count >= 10),
    "one_on_one": (("1-1", "1:1", "one on one"), lambda count: count == 2),
    "qbr": (("QBR", "quarterly business review"), lambda count: count >= 20),
    "staff_meeting": (("staff meeting", "all hands"), lambda count: count >= 15),
    "incident_review": (("post-mortem", "incident review", "SEV"), lambda _count: True),
}

Rule = Callable[[str, str, int], str]


@dataclass(frozen=True, slots=True)
class LabelledTitle:
    title: str
    description: str
    attendee_count: int
    accepted: tuple[str, ...]
    is_ambiguous: bool
    language: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """``chosen[i]`` is what the rule made of ``titles[i]``."""

    titles: Sequence[LabelledTitle]
    chosen: Sequence[str]

    @property
    def misses(self) -> list[tuple[LabelledTitle, str]]:
        return [pair for pair in zip(self.titles, self.chosen, strict=True) if pair[1] not in pair[0].accepted]

    @property
    def accuracy(self) -> float:
        """Over all rows."""
        return 1 - len(self.misses) / len(self.titles)

    @property
    def strict_accuracy(self) -> float:
        """Over the rows with one right answer."""
        clear = sum(not title.is_ambiguous for title in self.titles)
        return 1 - sum(not title.is_ambiguous for title, _ in self.misses) / clear

    def of(self, languages: Callable[[str], bool]) -> "Result":
        """Over the rows in some of the languages."""
        pairs = [pair for pair in zip(self.titles, self.chosen, strict=True) if languages(pair[0].language)]
        return Result([title for title, _ in pairs], [chosen for _, chosen in pairs])


def read_titles(path: Path) -> list[LabelledTitle]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [_labelled(row) for row in csv.DictReader(file)]


def judge(titles: Sequence[LabelledTitle], rule: Rule) -> Result:
    return Result(titles, [rule(row.title, row.description, row.attendee_count) for row in titles])


def our_rule(title: str, description: str, attendee_count: int) -> str:
    return classify_text(title, description, attendee_count, load_classification_rules()).meeting_type


def literal_rule(title: str, description: str, attendee_count: int) -> str:
    text = f"{title}\n{description}"
    for name, (keywords, fits) in LITERAL_RULES.items():
        if fits(attendee_count) and any(_has_word(text, keyword) for keyword in keywords):
            return name
    return "default"


def confusion_matrix(result: Result) -> str:
    """Rows: what a person says; columns: what the rule says. An ambiguous row counts where the rule was right."""
    counts = Counter(
        (chosen if chosen in title.accepted else title.accepted[0], chosen)
        for title, chosen in zip(result.titles, result.chosen, strict=True)
    )
    names = sorted({name for pair in counts for name in pair})
    header = "".join(f"{name[:12]:>14}" for name in names)
    lines = [f"{said:<20}" + "".join(f"{counts[said, chosen]:>14}" for chosen in names) for said in names]
    return "\n".join([f"{'':<20}{header}", *lines])


def report(path: Path) -> str:
    titles = read_titles(path)
    parts = [f"{path.name}: {len(titles)} titles"]
    for name, rule in (("AMO's rules", our_rule), ("literal keyword rules", literal_rule)):
        result = judge(titles, rule)
        figures = f"{result.strict_accuracy:.1%} of the clear rows, {result.accuracy:.1%} of all"
        misses = [
            f"  {title.title!r}, {title.attendee_count}: {chosen}, not {' or '.join(title.accepted)}"
            for title, chosen in result.misses
        ]
        parts.append("\n".join([f"{name}: {figures}", *_by_language(result), confusion_matrix(result), *misses]))
    return "\n\n".join(parts)


def _by_language(result: Result) -> list[str]:
    """English and the others, where a file says in which language each title is."""
    english, others = (
        result.of(lambda language: language == "en"),
        result.of(lambda language: language not in ("en", "")),
    )
    both = (("English", english), ("other languages", others))
    return [f"{name}: {part.accuracy:.1%} of {len(part.titles)}" for name, part in both if part.titles]


def _labelled(row: dict[str, str]) -> LabelledTitle:
    said = re.search(r"accept=([a-z_|]+)", row.get("why", ""))
    ambiguous = said.group(1) if said and row["expected_type"] == "ambiguous" else row["expected_type"]
    accepted = tuple(ambiguous.split("|"))
    count = int(row["attendee_count"])
    return LabelledTitle(row["title"], row["description"], count, accepted, len(accepted) > 1, row.get("language", ""))


def _has_word(text: str, keyword: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(keyword)}(?!\w)", text, re.IGNORECASE) is not None


def main(arguments: Sequence[str]) -> None:
    paths = [Path(argument) for argument in arguments] or [path for path in FILES if path.exists()]
    print("\n\n".join(report(path) for path in paths))


if __name__ == "__main__":
    main(sys.argv[1:])
