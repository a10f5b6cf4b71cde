"""The services whose links join a meeting today, and which of their pages do.

A link counts by its host, or a host below it, and by how its path begins: the same services have pages of help, of
recordings, of options. Closed ones stay while old invitations name them.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

_ROOM = r"/[\w-]"
_ZOOM = r"/(?:j|my|w|s|wc|ev|join|webinar|meeting|launch)(?:[/?]|$)"
_TEAMS = r"/(?:l/meetup-join|l/meeting(?!/new)|meet|dl/launcher|light-meetings|v2|_)(?:[/?]|$)"
_ZOHO = ("com", "eu", "in", "com.au", "jp", "ca", "sa")

_PAGES: Mapping[str, str] = {
    "meet.google.com": r"/(?!linkredirect|new$)[\w-]",
    "g.co": r"/meet/",
    "zoom.us": _ZOOM,
    "zoom.com": _ZOOM,
    "zoomgov.com": _ZOOM,
    "zoom.com.cn": _ZOOM,
    "zoom-x.de": _ZOOM,
    "teams.microsoft.com": _TEAMS,
    "teams.live.com": _TEAMS,
    "teams.cloud.microsoft": _TEAMS,
    "teams.microsoft.us": _TEAMS,
    "join.skype.com": _ROOM,
    "meet.lync.com": _ROOM,
    "webex.com": r"/(?!download|pricing|blog|products?|solutions)[\w-]",
    "gotomeeting.com": r"/(?:join|meet|\d)",
    "gotomeet.me": _ROOM,
    "gotowebinar.com": r"/(?:join|register|attend|rt)",
    "meet.goto.com": _ROOM,
    "app.goto.com": r"/meeting",
    "whereby.com": r"/(?!information|blog|org/)[\w-]",
    "meet.jit.si": _ROOM,
    "8x8.vc": _ROOM,
    "kmeet.infomaniak.com": _ROOM,
    "bluejeans.com": _ROOM,
    "v.ringcentral.com": _ROOM,
    "meetings.ringcentral.com": _ROOM,
    "video.ringcentral.com": _ROOM,
    "meetings.dialpad.com": _ROOM,
    "uberconference.com": _ROOM,
    "chime.aws": _ROOM,
    "meet.around.co": _ROOM,
    "gather.town": r"/(?:app|i)/",
    "ro.am": _ROOM,
    "call.lifesizecloud.com": _ROOM,
    "meet.starleaf.com": _ROOM,
    "app.livestorm.co": _ROOM,
    "my.demio.com": _ROOM,
    "event.demio.com": _ROOM,
    "airmeet.com": r"/(?:e|event)/",
    "bigmarker.com": _ROOM,
    "riverside.fm": r"/studio/",
    "streamyard.com": _ROOM,
    "app.butter.us": _ROOM,
    "pexip.me": _ROOM,
    "join.freeconferencecall.com": _ROOM,
    "meetings.vonage.com": _ROOM,
    **{f"{name}.zoho.{end}": _ROOM for name in ("meet", "meeting") for end in _ZOHO},
    "demo.bigbluebutton.org": _ROOM,
    "discord.gg": _ROOM,
    "discord.com": r"/(?:invite|channels|events)/",
    "slack.com": r"/huddle/",
    "facetime.apple.com": r"/join",
    "call.whatsapp.com": _ROOM,
    "signal.link": r"/call",
    "vc.feishu.cn": _ROOM,
    "vc.larksuite.com": _ROOM,
    "meeting.tencent.com": _ROOM,
    "voovmeeting.com": _ROOM,
    "meeting.dingtalk.com": _ROOM,
    "telemost.yandex.ru": _ROOM,
    "meet.proton.me": _ROOM,
    "call.element.io": _ROOM,
    "talk.brave.com": _ROOM,
    "bbcollab.com": _ROOM,
    "adobeconnect.com": _ROOM,
    "clickmeeting.com": _ROOM,
}
_NO_MEETINGS = re.compile(r"(?:support|help|blog|learn|developers?|docs|status|explore|marketplace)\.")
_READ = {host: re.compile(pattern, re.IGNORECASE) for host, pattern in _PAGES.items()}


def joins_a_meeting(link: str) -> bool:
    """``link`` is an https address that :func:`web_host` can read."""
    host = web_host(link)
    labels = host.split(".")
    known = next((_READ[name] for at in range(len(labels)) if (name := ".".join(labels[at:])) in _READ), None)
    return known is not None and not _NO_MEETINGS.match(host) and bool(known.match(urlsplit(link).path))


def web_host(link: str) -> str:
    """Empty for a link that hides where it leads (``https://zoom.us@elsewhere``) or that cannot be read."""
    try:
        parts = urlsplit(link)
        if parts.scheme.lower() != "https" or "@" in parts.netloc or not parts.netloc.isascii():
            return ""
        return (parts.hostname or "").rstrip(".")
    except ValueError:
        return ""
