from tests.unit.edges.harness import EVE, PLANNED, READY, Harness


def test_the_owner_is_told_why_each_line_is_there_and_nobody_else_is(furnished: Harness) -> None:
    path = f"/api/meetings/{READY}/materials/explanation"
    told = furnished.call("GET", path)
    (section,) = told.json["agenda"]
    assert [reason["ref"] for line in section["lines"] for reason in line["reasons"]]
    assert furnished.call("GET", path, user=EVE).status == 404


def test_without_materials_it_says_how_far_the_preparation_is(furnished: Harness) -> None:
    told = furnished.call("GET", f"/api/meetings/{PLANNED}/materials/explanation")
    assert told.status == 404
    assert "there are no materials yet" in told.text
