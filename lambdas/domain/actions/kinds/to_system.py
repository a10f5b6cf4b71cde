"""Something another system does for AMO, the base of the actions that ask one to by a signed webhook."""

from pydantic import Field

from lambdas.domain.actions.kinds.base import Details


class ToSystem(Details):
    """``system`` is its name in config/autonomy.yaml."""

    takes_system = True
    system: str = Field(min_length=1, max_length=60)

    @property
    def is_done_elsewhere(self) -> bool:
        return True
