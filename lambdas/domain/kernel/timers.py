"""Names of the one-time schedules: derived, so that setting one again replaces it and cancelling needs no record."""


def prep_timer(meeting_id: str) -> str:
    return f"prep-{meeting_id}"


def reminder_timer(meeting_id: str) -> str:
    return f"reminder-{meeting_id}"


def moved_timer(meeting_id: str) -> str:
    return f"moved-{meeting_id}"


def nudge_timer(session_id: str) -> str:
    return f"nudge-{session_id}"


def deadline_timer(session_id: str) -> str:
    return f"deadline-{session_id}"


def expiry_timer(action_id: str) -> str:
    return f"expire-{action_id}"


def escalation_timer(action_id: str) -> str:
    return f"escalate-{action_id}"


def ended_timer(meeting_id: str) -> str:
    return f"ended-{meeting_id}"


def transcription_timer(meeting_id: str, recording_id: str) -> str:
    return f"voice-{meeting_id}-{recording_id}"
