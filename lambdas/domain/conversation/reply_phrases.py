"""Replies that are a phrase and nothing else, as patterns; lower case, straight apostrophes, no punctuation around."""

SKIPPED = (r"skip(?: (?:it|this|that|this one|this question))?", r"pass", r"next(?: question)?")
BACK = (r"(?:go )?back(?: one)?", r"(?:the )?previous(?: (?:one|question))?", r"zurück")
FINISH = (r"finish(?: (?:it|now|here|this))?",)
DONE = (
    r"(?:i'?m |i am |it'?s |it is |that'?s )?(?:all |already )?(?:done|finished)",
    r"fertig|erledigt|fini|hecho|fatto|feito|klaar",
)
"""It is an answer where the question asks how far something is, and nothing said elsewhere: it ends nothing."""
KEEP = (r"keep(?: (?:it|that|this|mine))?(?: as it is)?|leave it(?: as it is)?",)
"""The answer given before stands."""
NOTHING = (
    r"no|none|nope|nil|n/a|not really|no thanks?|no thank you|all good|not applicable",
    r"nothing(?: new| special| at all| else| to (?:add|say|report|raise))?",
    r"no (?:news|changes?|updates?|concerns?|comments?|incidents?|blockers?)|all quiet|(?:none|nothing) so far",
    r"that(?:'?s| is) (?:all|it)",
    r"nah|nothing (?:much|major|big|in particular|comes to mind)",
    r"nothing (?:that )?i (?:can|could) (?:think of|remember|recall)|not aware of any(?:thing)?",
    r"(?:none|not|nothing)(?: one)? that i(?:'m| am| can| could)? ?(?:know of|aware of|think of|recall|remember)",
    r"nein|nichts(?: neues)?|keine?|nix|alles gut",
    r"non|rien(?: de (?:nouveau|spécial))?|aucun",
    r"nada|ninguno|ninguna",
    r"nessuno|niente|nulla",
    r"nenhum|nenhuma|não",
    r"nee|niets|geen",
)
"""There is nothing to say, which is an answer."""
NO_ANSWER = (
    # not known
    r"idk|dunno|i?(?: really| just)?(?: don'?t| do not) (?:know|care|have (?:one|any|a clue|an idea))",
    r"(?:i have |i'?ve )?no (?:idea|clue|opinion|preference)|not (?:a clue|sure)|i'?m not sure|unsure",
    r"can'?t (?:say|think of anything)|hard to say|who (?:knows|cares)|beats me|you tell me|whatever|anything",
    r"(?:doesn'?t|does not) matter|i'?ll (?:think about it|see)|we'?ll see|let'?s see|(?:it )?depends",
    r"keine (?:ahnung|idee)|k\. ?a|weiß (?:ich )?nicht|weiss (?:ich )?nicht|ich wei(?:ß|ss) (?:es )?nicht",
    r"egal|mal sehen|kein plan",
    r"(?:je )?(?:ne )?sais pas|je n'en sais rien|aucune idée|jsp|chais pas|peu importe|bof|on verra",
    r"no (?:lo )?sé|ni idea|no tengo (?:ni )?idea|da igual|ya veremos",
    r"non (?:lo )?so|boh|nessuna idea|non saprei|vedremo",
    r"não sei|nao sei|sei lá|sem ideia|tanto faz",
    r"weet (?:ik )?niet|ik weet het niet|geen idee|maakt niet uit",
    # not yet known, or written somewhere else
    r"tb[adc]|to be (?:announced|decided|determined|confirmed|defined)|to ?do",
    r"(?:ask me |will fill (?:it|this) in )?later|i'?ll come back to (?:it|that|this)(?: later)?",
    r"see (?:the )?(?:docs?|e-?mails?|notes|slides|agenda)|not this time|no (?:thoughts|strong (?:opinion|view)s?)",
    r"(?:see|as|same as)(?: the)? (?:above|below|(?:last|previous|prior|first|other) answer)|ditto",
    r"siehe oben|s\.? ?o|wie oben|voir (?:ci-dessus|plus haut)|ver arriba|vedi sopra|ver acima|zie boven",
    # noises, thanks and agreement, with nothing said
    r"kk?|o?k(?:ay|ey)?|okie|sure|yes|yep|yeah|yup|y|ja|oui|sí",
    *DONE,
    r"h+m+|u+h+m*|u+m+|e+h+m*|m+h+m*|a+h+|o+h+|meh|huh|nvm|never ?mind|lol|rofl|lmao|(?:ha|he|ja){2,}h?|xd|n\.n",
    r"hi|hello|hey|hallo|hola|salut|thanks|thank you|thx|danke|merci|gracias|grazie|obrigado",
    r"bla+h?(?: ?bla+h?)*|lorem ipsum.*|foo(?: ?bar)?(?: baz)?|test test|just testing|etc",
)
AS_LAST_TIME = (
    r"(?:(?:the |still (?:the )?|exactly the |it'?s the )?same(?: again| thing| old| here)?"
    r"(?: (?:as|like))?(?: (?:the )?(?:last|previous) (?:time|week|month|quarter|meeting|one)"
    r"| before| always| usual| ever)?)",
    r"as (?:last time|before|always|usual|ever)|like (?:last time|before|always)|(?:still )?unchanged",
    r"(?:gleich |dasselbe |das gleiche |genauso )?wie (?:(?:beim )?letzte[sn]? mal|immer|gehabt|vorher|zuvor)",
    r"unverändert|dasselbe|das gleiche",
    r"(?:la même chose |pareil |idem )?(?:comme |que )(?:la dernière fois|d'habitude|toujours|avant)",
    r"pareil|inchangé|idem",
    r"(?:lo mismo|igual)(?: que (?:la última vez|siempre|antes))?|como (?:siempre|la última vez)|sin cambios",
    r"(?:uguale )?come (?:l'ultima volta|sempre|prima)",
    r"o mesmo(?: (?:da última vez|de sempre))?|como (?:sempre|da última vez)",
    r"(?:het)?zelfde(?: als (?:de )?(?:vorige|laatste) keer)?|zoals (?:altijd|vorige keer)|onveranderd",
)
FILLERS = (
    r"sorry|honestly|tbh|right now|now|at the moment|for now|yet|really|at all|lol|haha|man|please|thanks|thank you",
    r"this (?:week|time|month|quarter)|today|i guess|i think|maybe|well|um+|uh+|h+m+|oh|ah|so|leider|momentan|désolé",
)
"""Words beside such a phrase that make it no answer."""
