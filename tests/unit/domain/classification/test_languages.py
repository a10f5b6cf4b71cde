"""config/titles/languages/: every keyword is found, however people spell it, and none gets in another's way."""

import re
import shutil
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.config_files import CONFIG_FOLDER, load_classification_rules, load_title_lexicon
from lambdas.domain.classification.classify import classify_text
from lambdas.domain.classification.letters import folded
from lambdas.domain.classification.rows import Pattern, patterns_in
from lambdas.domain.classification.segments import Segments
from lambdas.domain.classification.titles import read_title
from lambdas.errors import Refused

FOLDER = CONFIG_FOLDER / "titles"
RULES = load_classification_rules()
FILES = sorted((FOLDER / "languages").glob("*.yaml"))
LANGUAGES = dict(zip((file.stem for file in FILES), RULES.lexicon.languages, strict=True))


def type_of(title: str, people: int | None = None) -> str:
    return classify_text(title, "", people, RULES).meeting_type


def spelled(pattern: Pattern, number: int) -> str:
    """The pattern's head of that number, with one tail after the other behind them."""
    tail = pattern.tails[number % len(pattern.tails)]
    between = "" if pattern.kind == "whole" and not tail[:1].isdigit() else " "
    return f"{pattern.heads[number]}{between}{tail}".replace("~", "").strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_keyword_of_a_language_names_its_type(language: str) -> None:
    named = [
        (name, spelled(pattern, number))
        for name, patterns in LANGUAGES[language].keywords.items()
        for pattern in patterns
        for number in range(len(pattern.heads))
    ]
    assert [(name, title) for name, title in named if type_of(title) != name] == []


def test_there_are_keywords_for_each_type_in_each_language() -> None:
    spoken = {name: language for name, language in LANGUAGES.items() if name != "others"}
    assert len(spoken) >= 28
    kinds = set(RULES.types.names) - {"default"}
    assert {name: kinds - language.keywords.keys() for name, language in spoken.items() if name != "en"} == {
        name: set() for name in spoken if name != "en"
    }
    assert all(language.asides["cancelled"] for name, language in LANGUAGES.items() if name != "en")


def test_no_small_word_of_a_language_is_a_first_name() -> None:
    names = RULES.lexicon.people.given_names
    taken = {
        (language, key)
        for language, content in LANGUAGES.items()
        for phrases in content.small_words.values()
        for key in phrases.groups_by_key.keys() & names
    }
    assert taken == set()


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Geschäftsleitungs-Sitzung", "leadership_meeting"),
        ("GESCHAEFTSLEITUNGSSITZUNG", "leadership_meeting"),
        ("Abteilungsleitersitzung", "leadership_meeting"),
        ("Reuniao geral", "staff_meeting"),
        ("Comité mensuel de direction", "leadership_meeting"),
        ("Posiedzeniu zarządu", "leadership_meeting"),
        ("Совещания руководителей", "leadership_meeting"),
        ("Johtoryhmän viikkopalaveri", "leadership_meeting"),
        ("全社定例会議", "staff_meeting"),
        ("全社朝会", "staff_meeting"),
        ("전체회의", "staff_meeting"),
        ("１on１ミーティング", "one_on_one"),
        ("佐藤さんとの1on1", "one_on_one"),
        ("田中さん1:1", "one_on_one"),
        ("1:1（田中・佐藤）", "one_on_one"),
        ("L’analyse d’incident", "incident_review"),
        ("Retrospective INC-4711", "incident_review"),
        ("SEV1 war room", "incident_review"),
        ("Business review - Q3", "qbr"),
        ("FY26Q3 business review", "qbr"),
        ("Manager 1/1", "one_on_one"),
    ],
)
def test_the_letters_count_and_not_how_they_are_set(title: str, expected: str) -> None:
    assert type_of(title) == expected


@pytest.mark.parametrize(
    "title",
    [
        "Vorbereitung QBR",
        "QBR-Vorbereitung",
        "Protokoll Vorstandssitzung",
        "Préparation CODIR",
        "Compte rendu du comité de direction",
        "Acta del comité de dirección",
        "Notatki 1:1",
        "Подготовка к QBR",
        "経営会議資料",
        "全社会議の準備",
        "全员大会准备",
        "임원회의 준비",
        "הכנה ל-QBR",
        "Yönetim kurulu tutanağı",
        "Rent due 1/1",
        "Account management sync",
        "1:1 rollout Q&A",
        "Lead generation sync",
    ],
)
def test_what_only_speaks_of_such_a_meeting_is_none(title: str) -> None:
    assert type_of(title) == "default"


@pytest.mark.parametrize(
    "description",
    [
        "This is our regular 1:1, let me know if the time does not work.",
        "Hallo Lea, hier unser wöchentliches 1:1.",
        "Dies ist unser regelmäßiges Einzelgespräch, bitte Themen eintragen.",
        "Esta es nuestra 1:1 semanal",
        "Este é o nosso 1:1 semanal",
        "Questo è il nostro 1:1 settimanale",
        "Voici notre 1:1 mensuel",
        "Detta är vår 1:1",
        "Это наш еженедельный 1:1",
        "毎週の1on1です。よろしくお願いします。",
        "这是我们的1:1",
    ],
)
def test_a_sentence_that_says_what_the_meeting_is_counts(description: str) -> None:
    assert classify_text("Ana / Ben", description, 2, RULES).meeting_type == "one_on_one"


@pytest.mark.parametrize(
    ("description", "count"), [("1:1, 2:1 and 3:1 ratios", 2), ("QBR, all hands and staff meeting dates", 25)]
)
def test_a_list_of_such_meetings_names_none(description: str, count: int) -> None:
    assert classify_text("Sync", description, count, RULES).meeting_type == "default"


def test_the_reason_quotes_the_words_found() -> None:
    found = classify_text("Comité mensuel de direction", "", 12, RULES)
    assert found.reason == '"Comité mensuel de direction" in the title, 12 people'
    found = classify_text("経営会議資料", "", 12, RULES)
    assert found.reason == '"経営会議" in the title, but it is about the paper work ("資料")'


KEYWORDS = [
    (name, spelled(pattern, 0))
    for language in RULES.lexicon.languages
    for name, patterns in language.keywords.items()
    for pattern in patterns
]


@given(st.sampled_from(KEYWORDS), st.sampled_from([str.upper, str.title, str.lower]), st.booleans())
def test_case_and_accents_make_no_difference(keyword: tuple[str, str], case: object, composed: bool) -> None:
    assert callable(case)
    name, title = keyword
    assert type_of(unicodedata.normalize("NFC" if composed else "NFD", case(title))) == name


@given(st.text())
def test_folded_text_stays_as_it_is(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text(alphabet="全社員会議定例の1on ミーティング"), st.sets(st.text("全社員会議", min_size=1, max_size=3)))
def test_taking_letters_apart_loses_none(text: str, known: set[str]) -> None:
    segments = Segments.of(known)
    assert "".join(segments.split(text)) == text
    assert all(word.written for clause in read_title(text, segments) for word in clause.words)


def test_a_row_is_read_without_writing_every_choice_out() -> None:
    patterns = patterns_in("Führungs (sitzung|runde), (a|) b, x * y, rad~ nadzor~, 1-1")
    assert Pattern(("fuhrungs",), ("sitzung", "runde")) in patterns
    assert Pattern(("fuehrungs",), ("sitzung", "runde")) in patterns
    assert Pattern(("b",)) in patterns
    assert Pattern(("x",), ("y",), "gapped") in patterns
    assert Pattern(("rad~ nadzor~",), ("",), "inflected") in patterns
    assert Pattern(("1-1",)) in patterns


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("keywords: {qbr: (a|b c}", "(a|b c"),
        ("keywords: {qbr: a (b * c|d)}", "* outside of brackets"),
        ("keywords: {qbr: a~ * b}", "has both ~ and *"),
        ("objections: {papers: a b c d e f g h i j k}", "more than 10 words"),
        ("objections: {paper: Folien}", "objections: paper is no list here; there are papers, preparation"),
        ("objections: {papers: [Folien, Vorlage]}", "papers must be one row of words with commas between them"),
        ("small_words: mit", "small_words: must name lists"),
        ("keyword: {qbr: QBR}", "keyword: there is no such key here"),
    ],
)
def test_a_translators_mistake_is_told_in_one_line_that_names_file_and_list(
    tmp_path: Path, content: str, told: str
) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "titles")
    (folder / "languages" / "xx.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(Refused, match=re.escape(told)) as refusal:
        load_title_lexicon(folder)
    assert str(refusal.value).startswith("xx.yaml")
    assert "\n" not in str(refusal.value)
