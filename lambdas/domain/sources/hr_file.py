"""The place in the stage's bucket that an HR system writes its file to."""

from lambdas.domain.sources.account import SourceAccount


def hr_file_key(account: SourceAccount) -> str:
    """``sources/ada/hr_files/staffing.csv``; of a team ``sources/team.platform/team-hr_files/staffing.csv``.

    A hash in a key is trouble in addresses, and no id has a full stop.
    """
    return f"sources/{account.owner.replace('#', '.')}/{account.source_id}/staffing.csv"
