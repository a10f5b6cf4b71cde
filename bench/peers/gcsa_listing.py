"""gcsa lists the same days from the same server, in its own environment: ``gcsa_listing.py URL BEARER START END``"""

import json
import sys
from datetime import datetime
from time import process_time

from gcsa.google_calendar import GoogleCalendar
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build


def main() -> None:
    url, bearer, start, end = sys.argv[1:]
    credentials = Credentials(bearer)  # type: ignore[no-untyped-call]  # google-auth types it in part
    calendar = GoogleCalendar("primary", credentials=credentials)
    # Its own service speaks to Google itself; nothing else about it is changed.
    calendar.service = build("calendar", "v3", credentials=credentials, client_options={"api_endpoint": url})
    began = process_time()
    days = (datetime.fromisoformat(start), datetime.fromisoformat(end))
    found = list(calendar.get_events(*days, single_events=True, timezone="UTC"))
    sys.stdout.write(json.dumps({"seconds": process_time() - began, "found": len(found)}))


if __name__ == "__main__":
    main()
