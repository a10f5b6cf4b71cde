"""Golden briefs: whole situations written down as a demanding user would, with what must be true of the documents."""
