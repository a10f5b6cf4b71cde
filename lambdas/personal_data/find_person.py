"""Says whom an operator means: by id, or by an address that is one person's."""

from dataclasses import dataclass

from lambdas.domain.accounts.user import User
from lambdas.errors import NotFound, Refused
from lambdas.store.personal_rows import Person
from lambdas.store.users import Users

NOBODY = "there is nobody with the id or address {}; see ./amo users"
SEVERAL = "{} is the address of more than one person: say which, by the id that ./amo users shows"


@dataclass(frozen=True, slots=True)
class PersonFinder:
    users: Users

    def find(self, person: str) -> User:
        """Also of somebody who was deactivated. Raises NotFound, Refused where it may be more than one."""
        if known := self.users.find(person):
            return known
        wanted = person.casefold()
        found = [user for user in self.users.everyone() if user.email.casefold() == wanted]
        if not wanted or not found:
            raise NotFound(NOBODY.format(person))
        if len(found) > 1:
            raise Refused(SEVERAL.format(person))
        return found[0]


def person_of(user: User) -> Person:
    """With the teams whose logs tell of them: the one they are in, and the one all their own."""
    return Person(user_id=user.user_id, teams=tuple(dict.fromkeys((user.team, f"own-{user.user_id}"))))
