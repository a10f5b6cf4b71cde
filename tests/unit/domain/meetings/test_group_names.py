"""Several people invited as one are told by the name or the address; people are not."""

import pytest

from lambdas.domain.meetings.group_names import is_group


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Everyone", "e@example.org"),
        ("All Staff", ""),
        ("The Platform Team", "anna@example.org"),
        ("Équipe produit", ""),
        ("開発チーム", ""),
        ("全員", ""),
        ("開発グループ", ""),
        ("개발팀", ""),
        ("Everyone in Berlin", ""),
        ("", "everyone@example.org"),
        ("", "everyone-berlin@example.org"),
        ("", "all-hands@example.org"),
        ("", "allstaff@example.org"),
        ("", "todos@example.com.br"),
        ("", "eng-all@example.org"),
        ("", "team.berlin@example.org"),
        ("", "dl-finance@example.org"),
        ("", "engineering@example.org"),
        ("", "geschaeftsleitung@example.de"),
        ("", "friends@googlegroups.com"),
        ("", "dev@lists.example.org"),
        ("", "1a2b.example.onmicrosoft.com@emea.teams.ms"),
    ],
)
def test_groups(name: str, address: str) -> None:
    assert is_group(name, address)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Bob Berg", "bob@example.org"),
        ("Org", "org@example.org"),
        ("HR", "hr@example.org"),
        ("Ceo", "ceo@example.org"),
        ("", "tim.staff@example.org"),
        ("Ann All", "ann.all@example.org"),
        ("Toby Teamer", "teamer@example.org"),
        ("Hr. Grouper", "grouper@example.org"),
        ("", ""),
        ("Anna Smith", "sales@example.org"),
        ("Dev Patel", "dev@example.org"),
        ("Alla Ivanova", "alla@example.org"),
        ("June Crew", ""),
        ("Ann (Design)", "ann@design.example.org"),
        ("", "listerine.b@example.org"),
    ],
)
def test_people(name: str, address: str) -> None:
    assert not is_group(name, address)
