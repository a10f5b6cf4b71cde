"""The last time, what was promised since, and who comes (CTX-6). It comes from the calendar, not from records."""

from lambdas.domain.context.kinds.spec import ContextKindSpec, Words

SPEC = ContextKindSpec(
    label="History",
    gap="last time",
    icon="M4 10a6 6 0 1 0 1.900-4.400L4 7.300M4 3.5v3.800h3.800M10 7v3.200l2.200 1.300",
    ask="should this come up again?",
    decision_ask="what do you want to say about this?",
    question=Words(120, r"last (?:time|meeting|quarter)|action items?|follow[- ]?ups?|promised?"),
)
