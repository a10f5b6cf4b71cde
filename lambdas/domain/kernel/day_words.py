"""Words for days, weeks and months in English, German, French and Spanish, as notes of meetings say them."""

_WEEKDAYS = (
    "monday montag lundi lunes",
    "tuesday dienstag mardi martes",
    "wednesday mittwoch mercredi miércoles miercoles",
    "thursday donnerstag jeudi jueves",
    "friday freitag vendredi viernes",
    "saturday samstag sonnabend samedi sábado sabado",
    "sunday sonntag dimanche domingo",
)
_SHORT_WEEKDAYS = ("Mon Mo", "Tue Tues Di", "Wed Mi", "Thu Thur Thurs Do", "Fri Fr", "Sat Sa", "Sun So")
_MONTHS = (
    "january jan januar jän janvier enero",
    "february feb februar février fevrier febrero",
    "march mar märz maerz mars marzo",
    "april apr avril abril",
    "may mai mayo",
    "june jun juni juin junio",
    "july jul juli juillet julio",
    "august aug août aout agosto",
    "september sept sep septembre septiembre",
    "october oct oktober okt octobre octubre",
    "november nov novembre noviembre",
    "december dec dezember dez décembre decembre diciembre",
)
_COUNTS = (
    "a one ein eine einem einer un une una",
    "two zwei deux dos",
    "three drei trois tres",
    "four vier quatre cuatro",
    "five fünf cinq cinco",
    "six sechs seis",
    "seven sieben sept siete",
    "eight acht huit ocho",
    "nine neun neuf nueve",
    "ten zehn dix diez",
)


def _numbered(rows: tuple[str, ...], first: int) -> dict[str, int]:
    return {word: number for number, row in enumerate(rows, start=first) for word in row.split()}


WEEKDAYS = _numbered(_WEEKDAYS, 0)
SHORT_WEEKDAYS = _numbered(_SHORT_WEEKDAYS, 0)
"""Only read behind a preposition, with their capital: "mon" and "so" are words."""
MONTH_NAMES = _numbered(_MONTHS, 1)
COUNTS = _numbered(_COUNTS, 1)

TODAY = (
    r"today|tonight|heute|aujourd['’]hui|hoy|"
    r"(?:the )?end of (?:the |this )?(?:business )?day|eod|cob|close of business"
)
TOMORROW = r"tomorrow|morgen|demain|mañana"
DAY_AFTER = r"(?:the )?day after tomorrow|übermorgen|après-demain|pasado mañana"
WEEK_END = (
    r"(?:the )?end of (?:the |this )?week|eow|ende (?:der|dieser) woche|(?:la )?fin de (?:la|cette) semaine|"
    r"(?:el )?(?:fin|final|finales) de (?:la|esta) semana"
)
NEXT_WEEK_END = (
    r"(?:the )?end of next week|ende (?:der )?nächsten? woche|ende nächster woche|"
    r"(?:la )?fin de la semaine prochaine|(?:el )?(?:fin|final|finales) de la (?:próxima semana|semana que viene)"
)
MONTH_END = (
    r"(?:the )?end of (?:the |this )?month|eom|ende (?:des|dieses) monats|(?:zum )?monatsende|"
    r"(?:la )?fin (?:du|de ce) mois|(?:el )?(?:fin|final|finales) de(?:l| este)? mes"
)
NEXT_MONTH_END = r"(?:the )?end of next month|ende (?:des )?nächsten monats|(?:la )?fin du mois prochain"
YEAR_END = (
    r"(?:the )?end of (?:the |this )?year|eoy|(?:zum )?jahresende|ende (?:des|dieses) jahres|"
    r"(?:la )?fin de l['’]année|(?:el )?(?:fin|final|finales) de(?:l| este)? año"
)
END_OF = r"(?:the )?end of|ende|(?:la )?fin|(?:el )?(?:fin|final|finales) de"
"""Before the name of a month."""
NEXT_WEEK = (
    r"(?:of )?next week|nächster? woche|(?:de )?la semaine prochaine|(?:de )?la (?:próxima semana|semana que viene)"
)
NEXT = r"next|nächste[nmr]?|prochain|próximo"
THIS = r"this(?: coming)?|coming|the coming|diese[nmr]?|kommende[nmr]?|ce|este"
WITHIN = r"in|within|in the next|innerhalb von|binnen|dans|sous|en|dentro de"
DAY_UNITS = r"days?|tag(?:e|en)?|jours?|días?"
WEEK_UNITS = r"weeks?|wochen?|semaines?|semanas?"

BY = (
    r"(?:by|due|until|till|before|no later than|not later than|at the latest|latest|deadline|"
    r"bis|spätestens|fällig|vor|d['’]ici|avant|pour|au plus tard|antes|para|hasta|a más tardar)"
    r"(?:[:.]| on| by| at| the latest| zum| am| an den| den| spätestens| à| au| le| la| de| del| el)*"
)
"""What a day is promised by."""
ON = r"on|on the|this|am|an|le|el"
NOT_BY = (
    r"for|für|after|since|from|starting|beginning|last|past|every|each|except|as of|of last|nach|seit|ab|letzte[nmr]?|"
    r"jede[nmr]?|vergangene[nmr]?|après|depuis|dès|chaque|à partir de|después de|después del|desde el|desde|cada|"
    r"todos los"
)
"""A day behind these is no day by which anything is done."""
PAST_BEHIND = r"last week|letzte woche|dernier|dernière|pasado|ago|and (?:every|each)"
EOD = (
    r"(?:eod|cob|(?:the )?end of (?:the )?day|close of business|noon|midday|early|late|\d{1,2}(?::\d\d)? ?(?:am|pm|"
    r"uhr|h))"
)
"""A time of the day it is promised by, before the day itself."""

CORE_WORDS = """
today tonight heute aujourd hui hoy end ende eod cob business tomorrow morgen demain mañana übermorgen après pasado eow
eom eoy fin final finales monatsende jahresende week weeks woche wochen semaine semaines semana semanas day days tag
tage tagen jour jours día días
"""
"""Of every expression for a day that has no name of a day or a month in it, one word at least."""
