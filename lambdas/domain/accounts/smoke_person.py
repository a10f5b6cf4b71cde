"""The person whose meeting `./amo smoke` sends through AMO: nobody, so that nobody's day shows it."""

from lambdas.domain.accounts.user import User

SMOKE_PERSON = "amo-smoke"


def is_smoke_person(user: User) -> bool:
    """Says whether this is the smoke test's own person, who decides for nobody else and oversees nobody.

    Whoever holds the stage's credentials is that person; who was given more than that is somebody.
    """
    has_more = user.role != "member" or user.team_id or user.email or user.phone or user.reviews_for
    return user.user_id == SMOKE_PERSON and not has_more
