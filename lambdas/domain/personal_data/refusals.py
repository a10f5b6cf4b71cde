"""The reason why a file of one person's data is not taken in: one line, which names nothing that stands in it."""


class UnfitFile(ValueError):
    """It is not what AMO writes, or is of somebody else: whoever reads it turns this into a refusal."""
