"""JSON values in DynamoDB's typed form."""

from hypothesis import given
from hypothesis import strategies as st

from lambdas.aws.expressions import decoded, encoded

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.text()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=12,
)


@given(JSON)
def test_every_json_value_comes_back_as_it_was(value: object) -> None:
    assert decoded(encoded({"value": value})) == {"value": value}
