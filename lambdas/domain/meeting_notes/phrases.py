"""Words by which notes say what happens next, in English, German, French and Spanish: as data, one list a thing.

Lists of patterns are joined by ``|``; each is matched without regard to case.
"""

from lambdas.domain.llm.claim_instructions import TO_PROGRAMS

ACTION_MARKERS = (
    "action items?|action points?|actions?|ai|ap|to[- ]?dos?|next steps?|follow-?ups?|tasks?|aufgaben?|maßnahmen?|"
    "nächste schritte|"
    "à faire|actions? à mener|prochaines? étapes?|tâches?|tareas?|acci(?:ón|ones)|por hacer|próximos pasos"
)
DECISION_MARKERS = (
    "decided|(?:final )?decisions?|decision made|agreed|agreements?|resolved|resolutions?|beschl(?:uss|üsse)|"
    "beschlossen|"
    "entschieden|entscheidung(?:en)?|vereinbart|décidé|décisions?|convenu|decidido|decisi(?:ón|ones)|acordado|acuerdos?"
)
QUESTION_MARKERS = (
    "(?:still )?open(?: questions?| points?| issues?| items?)?|outstanding questions?|questions?|unclear|"
    "unresolved|tb[dc]|to be clarified|to clarify|"
    "(?:noch )?offen|offener? (?:fragen?|punkte?)|fragen?|noch zu klären|zu klären|unklar|"
    "questions? ouvertes?|points? ouverts?|à clarifier|à éclaircir|preguntas? abiertas?|preguntas?|"
    "puntos? abiertos?|por aclarar|cuestiones abiertas"
)
PLANNED_HEADINGS = (
    "agenda|proposed agenda|next meeting|nächster termin|prochaine réunion|próxima reunión|"
    "still open from last time|if there is time|on track|not known|what you want|"
    "(?:previous|old|last|past) (?:meeting['’]?s? )?(?:action items|actions|tasks|to-?dos|minutes|decisions|notes)|"
    "(?:action items|actions|tasks|to-?dos|minutes|decisions) (?:from|of) (?:the )?(?:last|previous) "
    "(?:time|meeting|week|minutes)|"
    "(?:review|status) of (?:the )?(?:previous |old |last )?(?:action items|actions)|last time|"
    "tagesordnung|offen vom letzten mal|(?:aufgaben|punkte|protokoll) (?:vom|der|des) letzten \\w+|"
    "actions précédentes|tareas anteriores|ordre du jour|orden del día"
)
"""What stands below these was written beforehand, or happened before: nobody said it now."""

NOTHING = (
    "none|nothing|no|no actions?(?: items?)?|no decisions?|n/?a|nil|tbd|tba|t\\.b\\.d\\.|pending|open|postponed|"
    "deferred|"
    "not needed|not yet|to be (?:decided|defined|discussed)|keine?r?|nichts|entfällt|offen|vertagt|"
    "aucune?|rien|néant|à définir|ningun[oa]|nada|pendiente|[-–—?.…x]+"
)
"""Said behind a marker, or in a table's cell, they say that there is none."""

NEGATIONS = (
    "not|never|no longer|nobody|no one|none|nothing|neither|cannot|\\w+n['’]t|"
    "nicht|nie|niemals|kein\\w*|niemand|nichts|ne|n['’]\\w+|pas|jamais|aucune?|personne ne|nunca|tampoco|nadie|no"
)
CONDITIONS = (
    "if|unless|in case|provided|assuming|would|could|might|maybe|perhaps|possibly|probably|supposedly|hopefully|"
    "ideally|"
    "wish|hypothetically|in theory|what about|how about|should we|suppose|"
    "wenn|falls|sofern|könnten?|könntest|würden?|vielleicht|eventuell|möglicherweise|hoffentlich|wahrscheinlich|wäre|"
    "si|s['’]il|peut-être|pourrait|pourrais|devrait|éventuellement|quizás?|tal vez|podría|podrías|debería|"
    "a lo mejor|ojalá"
)
CONDITION_IS_ASKED = (
    "check|see|ask|find out|clarify|test|verify|confirm|know|decide|look|investigate|tell us|prüfen|klären|fragen"
)
"""``check if``: what follows is no condition."""
PAST = (
    "last (?:week|time|month|year|meeting|quarter|sprint)|yesterday|previously|already|earlier this|in the past|ago|"
    "used to|had|was going to|were going to|was to|were to|was supposed to|back then|"
    "letzte[nrs]? (?:woche|monat|mal|jahr|sitzung)|gestern|bereits|schon|damals|vorige[nrs]?|"
    "la semaine dernière|hier|déjà|la dernière fois|ayer|la semana pasada|la última vez|"
    "in (?:january|february|march|april|june|july|august|september|october|november|december),? we"
)
SARCASM = (
    "yeah,? right|as if|just kidding|kidding|joking|jk|lol|rofl|ha ?ha\\w*|hehe\\w*|when pigs fly|when hell freezes|"
    "in your dreams|good luck with that|how wonderful|what a surprise|sure thing, not|/s|sarcas\\w*|ironic\\w*|"
    "to the moon|as always, of course|nice try|ja klar, sicher|von wegen|scherz|haha|witz|ironie|"
    "c['’]est ça|je plaisante|tu parles|mdr|ptdr|claro que sí, hombre|es broma|jaja\\w*"
)
SARCASM_SIGNS = "🙄😂🤣😉😜😏🙃😅"
TAKEN_BACK = (
    "(?:i(?:['’]m| am|['’]m only| was)? |only |just )?(?:kidding|joking)|jk|(?:ha)+h?|lol|\\(laughs?\\)|\\[laughter\\]|"
    "\\(laughter\\)|\\[laughs\\]|no,? wait|scratch that|forget it|never mind|war nur spaß|scherz|je plaisante|es broma"
)
"""A line of its own that takes back the one before it."""
INJECTIONS = (
    f"{TO_PROGRAMS}|"
    "(?:add|create|insert|log|record|write)s? (?:an? |the |this |these |new )*(?:action items?|tasks?|to-?dos?|"
    "decisions?|items?) "
    "(?:for|to|saying|that|:)|e-?mail (?:this |it )?(?:to )?everyone|forward (?:this|all|the mailbox)"
)
"""Text that speaks to a program: nothing on its line is anything anybody promised."""

TEAMS = frozenset(
    """
    legal finance marketing sales engineering ops operations hr it procurement security design product support
    accounting management leadership platform data everybody everyone team vertrieb einkauf recht controlling alle
    tous todos equipo juridique compras
    """.split()  # noqa: SIM905 (a list of quoted words cannot be read)
)
NOBODYS_NAMES = frozenset(
    """
    all we somebody someone anyone nobody they he she it you i me this that there who what which these those here
    jemand wir sie es das er ich man tout nous on il elle je quelqu'un alguien nosotros ella él yo the a an
    """.split()  # noqa: SIM905 (a list of quoted words cannot be read)
)
"""Words that stand in an owner's place and are nobody's name, as those of TEAMS."""
NO_NAMES = frozenset(
    """
    by on in at for after before when while then also next new old our your my his her its their one two first last
    some any each every both if as so but and or not no yes please thanks hi hello dear fwd until since from with
    without about once maybe perhaps today tomorrow project phase step part am im bis vor nach und aber le la les un
    une el los las
    """.split()  # noqa: SIM905 (a list of quoted words cannot be read)
)
"""Words with a capital at the beginning of a sentence that are no part of a name."""
LABELS = frozenset(
    """
    attendees participants present apologies absent date time place location topic topics subject title notes minutes
    summary context background risks risk status update updates goal goals note nb ps cc re from to duration recorded
    price budget teilnehmer datum ort thema themen protokoll participants lieu sujet asistentes fecha tema lugar
    action actions decision decisions question questions todo ai next open decided agreed owner due why who what when
    aufgabe beschluss offen frage tarea decisión pregunta acción décision warning important example idea link source
    sources http https transcript chapter
    """.split()  # noqa: SIM905 (a list of quoted words cannot be read)
)
"""Words before a colon that are no speaker's name."""
NAMELESS_SPEAKERS = (
    r"(?:unknown|unidentified)(?: speaker| participant)?|speaker|speaker[ _-]?\w{1,3}|participant[ _-]?\d*|"
    r"guest[ _-]?\d*|"
    r"host|sprecher(?:in)?[ _-]?\w{0,3}|teilnehmer[ _-]?\d*|locuteur[ _-]?\w{0,3}|hablante[ _-]?\w{0,3}|"
    r"caller[ _-]?\d*|\+?[\d ()-]{5,}|(?:meeting|conference) room.*"
)
UNKNOWN_SPEAKER = "Unknown speaker"
"""Stands where a transcript says that somebody speaks, and not who."""
ORDINARY_WORDS = frozenset(
    """
    will mark may rose hope grace art bill frank jack rob sue pat don drew chase dean grant lance miles guy ray an
    max
    """.split()  # noqa: SIM905 (a list of quoted words cannot be read)
)
"""First names that are words: names only with their capital."""

ACTION_VERBS = frozenset(
    """
    send share write draft prepare create build make update check review fix file book order schedule arrange organise
    organize set call contact email mail ask tell inform notify follow finish finalise finalize complete close open add
    remove delete test deploy release ship publish upload download export import migrate move sign renew pay buy get
    collect gather compile compare compute calculate analyse analyze investigate look research find identify define
    document describe design present circulate distribute submit deliver provide bring take give talk speak reach ping
    confirm clarify verify validate approve escalate propose suggest invite introduce hire interview post announce
    translate train run plan monitor track measure report summarise summarize rewrite refactor clean archive restore
    configure install connect integrate merge rotate quarantine reserve request cancel coordinate align sync discuss
    evaluate assess estimate negotiate hand replace resolve handle own lead drive start set put draw record edit
    register apply print scan return raise chase push revise rework rerun sketch outline list map benchmark audit
    sort split copy link tag drop switch extend reduce increase cut swap transfer forward respond reply answer tidy
    circle change adjust adapt proofread upgrade patch roll dry load pull try host facilitate own chair walk have
    read obtain fill procure ensure append paint
    """.split()  # noqa: SIM905 (a list of quoted words cannot be read)
)
INFINITIVES = frozenset(
    """
    schicken senden prüfen erstellen klären vorbereiten liefern organisieren buchen schreiben informieren anrufen fragen
    aktualisieren übernehmen machen abstimmen besorgen kümmern testen planen melden einladen nachfassen bestellen
    überarbeiten fertigstellen abschließen einreichen verschicken verteilen dokumentieren sammeln
    """.split()  # noqa: SIM905 (a list of quoted words cannot be read)
)
FINITE_VERBS = frozenset(
    """
    macht mache schickt schicke sendet sende prüft prüfe erstellt erstelle klärt kläre bereitet bereite liefert liefere
    organisiert organisiere bucht buche schreibt schreibe informiert informiere ruft rufe fragt frage aktualisiert
    besorgt besorge testet teste plant plane meldet melde lädt lade bestellt bestelle überarbeitet überarbeite stellt
    stelle reicht reiche verschickt verschicke verteilt verteile sammelt sammle stimmt schließt schließe
    envoie prépare vérifie rédige organise appelle finalise relance contacte partage transmet complète réserve commande
    présente corrige termine fait fais met mets demande écrit
    envía envío prepara preparo revisa reviso redacta organiza organizo llama llamo finaliza contacta contacto comparte
    comparto completa reserva reservo pide pido presenta corrige termina hace hago escribe manda mando
    sends shares writes drafts prepares creates builds updates checks reviews fixes books orders schedules organises
    calls contacts asks finishes finalises finalizes completes tests ships publishes uploads migrates delivers brings
    """.split()  # noqa: SIM905 (a list of quoted words cannot be read)
)
"""The present tense promises something with a day beside it."""
SMALL_TALK = (
    "always|obviously|surely|hardly|barely|turn (?:[0-9]+|up|out)|be|see|need|love|like|know|think|want|grow|"
    "understand|remember|miss|leave|"
    "join|attend|come(?! back|"
    " up with)|arrive|fly|travel|stay|feel|"
    "happen|go|say|stop|mute|unmute|let(?! \\w+ know)|wait|keep|skip|start(?: with|ing)?|begin|admit|hear|"
    "believe|guess|assume|stick|"
    "pass|jump|drop(?: off| at| out| in| now| soon|$)|hop|dial|leave|sit|stand|agree|bet|take (?:the|a) (?:train|"
    "bus|plane|day|week|break|holiday)|"
    "take (?:the )?(?:notes|minutes)|take (?:place|time|long|until|part|off|it)|"
    "share my screen|hand (?:it|this|that|things)? ?(?:back|over to)|tell you|give you (?:an?|some)|"
    "get (?:better|used|there|it)\\b|"
    "show you|read (?:it|this|that)|ask you|put (?:it|that) (?:this|that) way|talk (?:a bit|about)|"
    "speak (?:a bit|about)|try\\b(?! to)|"
    "have (?:to|no|a (?:problem|question)|seen|been|had)|never|probably|look forward|make it (?:short|quick)|"
    "krank|da sein|sein|haben|sehen|kommen|gehen|fehlen|être|avoir|voir|aller|venir|ser|estar|tener|ver|ir|venir"
)
"""Things people will do without its being work for anybody."""
TAKES = (
    "takes(?: over| on| up| care of)?|take(?: over| on| care of)|picks up|pick up|owns|own|handles|looks after|"
    "follows up on|"
    "übernimmt|übernehme|kümmert sich um|kümmere mich um|prend en charge|prends en charge|s['’]occupe (?:de|du|d['’])|"
    "m['’]occupe (?:de|du|d['’])|se encarga de|me encargo de"
)
NOT_TAKEN = (
    "(?:the|a) (?:train|bus|plane|day|week|break|view|point|holiday|lead in|floor)|place|part|time|long|off|it|"
    "issue|note|notes|up|into|"
    "care"
)
WILL = (
    "will|['’]ll|shall|(?:is|are|am|['’]s|['’]re|['’]m) (?:going to|gonna)|(?:is|am|['’]m) to|has to|have to|needs to|"
    "need to|must|"
    "agreed to|agrees to|promised to|promises to|volunteered to|volunteers to|offered to|commits to|committed to|"
    "va a|voy a|va|vais|doit|dois|debe|debo|tiene que|tengo que"
)
ADVERBS = (
    "also|then|definitely|certainly|now|please|just|first|quickly|gladly|happily|kindly|today|tomorrow|bitte|auch|noch|"
    "gerne?|dann|aussi|ensuite|también|luego"
)
LEADS = (
    "ok(?:ay)?|so|then|and|but|yes|yeah|yep|great|perfect|good|right|alright|all right|well|sure|thanks|"
    "thank you|anyway|"
    "seriously(?: now)?|also|plus|in addition|finally|cool|fine|now|actually|nb|note|reminder|don['’]t forget|"
    "gut|also|dann|und|ja|genau|super|danke|prima|alors|donc|et|oui|bien|d['’]accord|merci|ensuite|"
    "entonces|pues|y|sí|vale|bueno|perfecto|gracias|luego"
)
WE = "we|wir|nous|on|nosotros|she|he|let['’]s"
REPORTED = "said|says|told|tells|think|thinks|thought|mentioned|asked|claims?|wonder|hope|guess|sagte|meint|dit|dijo"
"""Behind these somebody else's words follow."""
VAGUE_WORDS = frozenset(
    """
    it that this them one those these over right back up out after so then thing things note list add do take make get
    send mache mach das es
    now to for you him her us me with of on in and the a your
    """.split()  # noqa: SIM905 (a list of quoted words cannot be read)
)
"""An item of nothing but these says nothing to whoever was not there."""
DECIDED_BY_US = (
    "(?:we|(?:the )?(?:team|group|board|committee)|everyone|everybody|all)(?:['’]ve)? (?:have |all |both |"
    "finally |then |jointly )*"
    "(?:agreed|decided|settled|chose|opted)(?: (?:to|that|on|for|upon))?:?|"
    "we(?:['’]ll| will| are going to|['’]re going to)? (?:go|going|went) (?:ahead )?with|we(?:['’]re|"
    " are) going (?:ahead )?with|"
    "(?:we )?settled on|going (?:ahead )?with|let['’]s go (?:ahead )?with|(?:it was|it is|it['’]s) (?:agreed|"
    "decided|resolved)(?: (?:to|that|on))?|agreed (?:to|that|on)|decided (?:to|that|on|for)|"
    "wir haben (?:uns )?(?:beschlossen|entschieden|geeinigt|vereinbart),?(?: dass| auf| für)?|"
    "(?:es )?(?:wurde|wird) (?:beschlossen|entschieden|vereinbart),?(?: dass)?|wir (?:nehmen|bleiben bei)|"
    "(?:on a|nous avons) (?:décidé|convenu|choisi|retenu)(?: de| que| d['’])?|il (?:a été|est) (?:décidé|"
    "convenu)(?: de| que| d['’])?|"
    "(?:hemos|se ha) (?:decidido|acordado|elegido)(?: que)?|(?:decidimos|acordamos|se decidió|se acordó)(?: que)?"
)
NO_DECISION = (
    "disagree|discuss|talk|revisit|come back|think|meet|consider|look (?:at|into)|decide|wait and see|"
    "hold another meeting|differ|"
    "wiederkommen|nachdenken|en discuter|hablar"
)
"""``agreed to`` these, nothing was decided."""
DECIDES = (
    "(?:has |have )?(?:decided|approved|chose|signed off|opted)(?: (?:to|that|on|for))?|hat (?:beschlossen|"
    "entschieden|genehmigt),?(?: dass)?|"
    "a (?:décidé|approuvé|validé)(?: de| que)?|ha (?:decidido|aprobado)(?: que)?"
)
BECAUSE = "because|weil|denn|parce que|puisque|porque|ya que"
OPEN_STILL = (
    "we (?:still )?(?:don['’]t|do not) (?:yet )?know(?: yet)?|(?:it is|it['’]s) (?:still )?(?:unclear|open)|"
    "(?:still )?to be clarified|wir wissen (?:noch )?nicht|(?:es )?(?:ist|bleibt) (?:noch )?(?:offen|unklar|zu klären)|"
    "on ne sait (?:pas encore|toujours pas)|(?:il )?reste à (?:clarifier|savoir)|(?:todavía |aún )?no sabemos|"
    "queda por (?:aclarar|saber)"
)
OPEN_BEHIND = (
    "(?:is|are|remains?) (?:still )?(?:to be clarified|unclear|open)|(?:ist|bleibt) (?:noch )?(?:offen|unklar|"
    "zu klären)"
)
