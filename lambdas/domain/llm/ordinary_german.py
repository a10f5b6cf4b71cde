"""Ordinary German words; its nouns have capitals wherever they stand, so a capital alone makes no name there.

Collected by the project itself, under its own licence. First names, surnames, departments and roles are left out.
"""

_WORDS = """
ab abbrechen abbruch abend abends aber abgabe abgeben abgelehnt abgesagt abgeschlossen abgestimmt abhängig abhängigkeit
ablauf ablehnen ablehnung ablösung abnahme abnahmen abrechnung abruf abrufen absage absagen abschließen abschluss
abschnitt absichern absicht absprache abstand abstimmen abstimmung abteilung abwarten abweichung abwesend abwesenheit
abwägen abwägung abzug acht alarm alarme alle allein allem allen aller alles allgemein als also alt alternative am amt
an anbieter anbieters anbindung andere anders anfang anfangen anfrage angabe angebot angeboten angelegenheit angemahnt
angst anhalten anhang ankommen anlage anlass anlauf anliegen anmeldung annahme annehmen anpassen anpassung anruf ansatz
anschaffung anschauen anschließend anschluss ansehen ansicht ansprechen ansprechpartner anspruch anstieg anstoß anteil
antrag antwort antworten anwendung anwesend anwesende anwesenheit anzahl anzeige arbeit arbeiten arbeitslast
arbeitspaket arbeitsplatz arbeitsvertrag arbeitsweise arbeitszeit argument ask auch auf aufbau aufgabe aufgaben
aufheben aufholen aufhören aufklären auflage aufnahme aufnehmen aufruf aufschub aufstellung auftrag aufträge aufwand
aufzeichnung auge augenblick aus ausbau ausbildung ausblick ausfall ausfälle ausführung ausgabe ausgaben ausgang
ausgleich auskunft auslastung auslieferung auslöser ausnahme ausreichend ausrichtung aussage ausscheiden aussicht
ausstattung austausch auswahl ausweg auswertung auswirkung auszahlung außer außerdem bald basis bau bauen beantragt
bedarf bedenken bedeuten bedeutung bedingung bedrohung beenden befragung befund beförderung befürchtung beginn beginnen
begleitung begrenzen begründen begründung behörde bei beide beides beim beispiel beitrag beitragen bekannt bekommen
belastung beleg belegen bemerkung benennen benutzer benötigen beobachten beobachtung beraten beratung bereich bereit
bereits bereitschaft bericht berichten beschaffen beschaffung bescheid bescheide beschließen beschlossen beschluss
beschlüsse beschreiben beschreibung beschwerde beschwerden besetzen besetzung besichtigung besonders besprechen
besprechung besprich besser bestand beste bestehen bestellen bestellt bestellung bestimmt bestätigen bestätigung besuch
beteiligte beteiligten beteiligung betrag betreff betreuung betroffen betroffene bevor bewegung bewerber bewerberin
bewerberinnen bewerbung bewerbungen bewerten bewertung bewilligt bezahlen bezahlt beziehung bezug bis bisher bitte
bitten bleiben bleibend bleibt blick blockade blockiert bonus brauchen braucht bremst bringen bruch buch buchen buchung
budget budgets büro chance chancen code da dabei dadurch dafür dagegen daher dahin damit danach daneben dank danke dann
daran darauf daraus darf darin darlehen darum darüber das dass datei daten datenbank datum dauer dauern dauert davon
davor dazu deckung dein deine dem demnach den denen denken denn dennoch der deren des deshalb dessen deswegen detail
details deutlich dich die dienst dienste dienstleister dienstplan dienstpläne dies diese diesem diesen dieser dieses
ding dinge dir direkt diskussion diskutieren doch dokument dokumentation dokumente doppelt dort dran drei dreifach
dreimal dreißig dringend dritte drittens drohen druck du durch durchgang durchschnitt durchschnittlich dürfen ebene
ebenfalls ebenso echt effekt ehe eher eigene eigentlich eile eilig ein einarbeitung einbau eindruck eine einem einen
einer eines einfach einfluss einführen einführung eingang eingeladen einhalten einheit einholen einig einige einigen
einigung einladen einladung einmal einrichten einrichtung eins einsatz einschätzung einsparung einsparungen einspruch
einstellen einstellung einstellungen einstellungsstopp einstieg einstimmig eintrag einwand einwände einzelheiten
einzeln einzige elf empfehlen empfehlung ende enden endgültig endlich energie energiekosten engpass engpässe entfallen
entfernen entlasten entlastung entscheid entscheide entscheiden entscheidet entscheidung entscheidungen entschieden
entschluss entschuldigung entsprechend entstehen entweder entwicklung entwurf entwürfe er erfahren erfahrung erfassung
erfolg erfolge erforderlich ergeben ergebnis ergebnisse ergänzen ergänzung erhalten erheblich erhöhen erhöhung erinnern
erinnert erinnerung erkenntnis erkenntnisse erklären erklärung erlauben erlaubnis erledige erledigen erledigt
erneuerung erneut erreichbar erreichen erreicht ersatz erscheinen erst erste erstellen erstens erster erwarten erwartet
erwartung erwartungen erweiterung eröffnung es etwa etwas euch euer fach fahren fahrplan fahrzeug fall falls falsch
fassung fast fazit fehlen fehlend fehlende fehler fehlerbehebung fehlt feiertag feiertage feld fernarbeit fertig
fertigstellung fest festhalten festlegen festlegung feststellen filiale finden firma flotte fluktuation folge folgen
folgende fordern forderung form fortschritt fortschritte frag frage fragen frei freigabe freigaben freigeben
freiwillige freuen frist fristen früh früher frühestens frühjahr frühling funktion fällig fälligkeit führen führt
führung fünf fünfzig für fürs gab gang ganz ganze gar gast geben gebiet gebraucht gebunden gebäude gedanke gefahr
gefallen gefehlt gefragt gefunden gegen gegeneinander gegenmaßnahme gegens gegenvorschlag gegenwert gegenüber gehalt
gehen geht gehälter gehört geklärt gekündigt geld gelegenheit geliefert gelten gelöst gemacht gemeinsam genannt genau
genehmigen genehmigt genehmigung genehmigungen genug geplant gerade gering gern gerät geräte gesamt gesamte geschehen
geschäft gesehen gespräch gespräche gestern gestiegen gestoppt gestrichen gesuch gesucht gesunken getestet gewicht
gewinn gewonnen gewünscht gezogen gibt gilt gleich gleiche grenze groß grund grundlage gruppe größe größer größte
gründe gut gutachten gute gutschrift gäste haben halb halbe halbjahr halbzeit halle halte halten haltung handeln
handlung handlungsbedarf hardware hart hat haupt haus haushalt heben heikel heizung heißt helfen herbst heute hier
hilfe hilft hin hinter hintergrund hinweis hinweise hinzu hoch hoffnung holen homeoffice hosting hundert hälfte hält
hängt hätte höchste höchstens höhe höher hören ich idee ideen ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in
indem information informationen informieren infrastruktur inhalt inhalte innerhalb insgesamt interesse interview
investition investitionen ist ja jahr jahre jahresende je jede jedem jeden jeder jedes jedoch jemand jetzt jährlich
kalender kam kandidat kandidaten kandidatin kann kapazität kapazitäten kapitel karte kauf kaufen kein keine keinem
keinen keiner kennen kennzahl kennzahlen kern klar klein kleine klär kläre klären klärung knapp kollege kollegen
kollegin kolleginnen kommen kommend kommentar kommt kommunikation komplett kompromiss konflikt konsequenz kontakt konto
kontra kontrolle kontrollen konzentrieren konzept kosten kostet kraft krankenstand krankheit kredit kredits kritik
kritisch kunde kunden kundenseite kundin kurs kurz können könnte kündigen kündigung kürzen kürzer kürzung kürzungen
lage lager lang lange langsam laptop lassen last laufen laufend laufende laufzeit laufzeiten laut leben leer lege legen
lehre lehren leicht leider leihkräfte leistung leiten leitfaden lernen lesen letzte letztem letzten letzter letztes
lieber lieferant lieferanten liefern lieferung liegen liegt limit linie liste lizenz lizenzen lizenzkosten lob lohnen
los länge länger läuft lösen lösung lösungen lücke lücken machen macht mahnung mahnungen mal male man manche mandat
mangel marge markt maschine maschinen maßnahme maßnahmen median mehr mehraufwand mehrbedarf mehrere mehrheit mehrkosten
meilenstein meilensteine mein meine meiner meinung meist meiste meistens meldung meldungen menge mensch menschen merken
messen messung mich miete mieten migration minderheit minderung mindestens minute minuten mir mit mitarbeitende
mitarbeitenden mitarbeiter mitarbeiterin mitbringen miteinander mitglied mittag mitte mitteilen mitteilung mittel
mittelwert modell moment monat monate monatlich monats monatsende montage morgen motivation muss möchte möchten möglich
möglichkeit möglichkeiten mühe müssen nach nachbereitung nachdem nachfassen nachfolge nachfrage nachfragen nachholen
nachlass nachmittag nachricht nachrichten nachsorge nacht nachteil nachteile nachtrag nachweis nah name namen natürlich
neben nebenbei nehmen neigung nein nenne nennen netz netzwerk neu neubau neue neuem neuen neuer neuerdings neuerung
neues neuigkeit neuigkeiten neuling neulinge neun neuzugang nicht nichts nie niedrig niemand nimm nimmt noch normal not
notfall notiz notizen notwendig null nun nur nutzen nutzer nutzung nächste nächstem nächsten nächster nächstes nämlich
nötig ob oben oder offen offene offener oft ohne option optionen ordnung ort ostern paar paket papier partner passen
passiert passwort pause person personen pfingsten pflicht phase plan plane planen planung platz pläne plötzlich portal
portale position positionen posten preis preise presse prinzip priorität prioritäten privat pro probe problem probleme
produkt produkte produktion prognose prognosen programm projekt projekte protokoll protokolle protokollierung prozent
prozess prozesse prüf prüfe prüfen prüfung prüfungen puffer punkt punkte qualität quartal quartale quartalsende quelle
quote rabatt rahmen rand rat rate raten raum raus reaktion rechenzentrum rechnen rechner rechnung rechnungen recht
rechtzeitig rede reden reduzieren regel regeln regelung region reichen reicht reihe reihenfolge reise reklamation
reklamationen reserve reserven reservieren reservierung reservierungen rest restart richtig richtlinie richtung risiken
risiko rolle rollen rufbereitschaft rufdienst ruhe rund runde rückblick rückfrage rückfragen rückgang rückkehr rücklage
rückmeldung rückmeldungen rückruf rücksprache rückstand rückstände sache sachen sagen sagt satz schaden schaffen schein
scheitern schicht schichtleiter schichtplan schicken schlecht schließen schließlich schluss schnell schon schreiben
schritt schritte schuld schulden schuldet schulung schulungen schutz schwach schwelle schwer schwerpunkt schwerpunkte
schwäche schwächen schätzung sechs sehen sehr sei sein seine seit seite seiten selbst selten senden senken senkung
serie server setzen sich sicher sicherung sicht sichtbar sie sieben sieht signal sind sinken sinn sitzung sitzungen so
sobald sofort sofortmaßnahme software sogar solange solche soll sollen sollte sollten sommer sonst sorge sorgen soweit
sowie spannung sparen sparmaßnahmen spielraum sprechen spricht spät später spätestens stabil stadt stand standort stark
start starten statt stattdessen status stehen steht steigen steigt stelle stellen stellung steuern steuerung stichtag
stimme stimmen stimmt stopp stoppen strategie streichen streit strittig strom stufe stunde stunden stärke stärken
störung störungen stück suche suchen system systeme tag tage tagen tagesordnung tagesordnungspunkt tarif tat tausend
team teams technik teil teile teilen teilnahme teilnehmer teilweise telearbeit termin termine terminplan test testen
tests text thema themen ticket tief tilgung titel tranche treffen trend trennen treten trotz trotzdem tun täglich uhr
uhrzeit um umbau umfang umfrage umfragen umgang umgehend umsatz umsetzen umsetzung umstellung umstieg umzug umzüge
unabhängig unbeantwortet unbesetzt unbestätigt und unentschieden ungefähr ungelöst ungeplant unklar unklarheit uns
unser unsere unserem unseren unserer unten unter unterbrechung unterlagen unterschied unterschiedlich unterschreiben
unterschrift unterstützen unterstützung untersuchung unterwegs unvollständig urlaub ursache ursachen variante varianten
verantwortlich verantwortliche verantwortung verbessern verbessert verbesserung verbesserungen verbinden verbindlich
verbleibend verbrauch verbraucht verein vereinbare vereinbaren vereinbart vereinbarte vereinbarung verfahren verfügbar
verfügung vergangen vergleich vergleichen vergleichsweise verhalten verhandeln verhandlung verhandlungen verhindere
verhindern verhindert verkauf verlauf verlegt verlegung verlieren verloren verlust verlängern verlängert verlängerung
vermeiden vermerk verpflichtung versatz verschieben verschiebt verschiebung verschieden verschlechtert verschoben
verschwunden version versprechen versprochen verspätet verspätung verstehen versuch versuchen vertagt verteilen
verteilung vertrag vertrauen vertraulich vertreter vertretung verträge verwaltung verwenden verzicht verzichten verzug
verzugs verzögert verzögerung verzögerungen veränderung veränderungen viel viele vieles vielleicht vier viermal vierzig
volle vom von vor vorab voran voraus voraussetzung voraussichtlich vorbehalt vorbei vorbereiten vorbereitung vorfall
vorfälle vorgabe vorgaben vorgang vorgehen vorgelegt vorgeschlagen vorgesehen vorhaben vorher vorige vorlage vorlagen
vorlauf vorliegen vormittag vorrang vorschau vorschlag vorschläge vorsicht vorsorge vorstellen vorstellung
vorstellungsgespräch vorteil vorteile vortrag wachstum wahl wahlfreiheit wahr wahrscheinlich wann war waren warnung
warten wartet wartung warum was wasser wechsel weg wegen wegfall weihnachten weil weile weise weiter weitere weiterhin
welche welchem welchen welcher welches wem wen wenig wenige weniger wenigstens wenn wer werden werk wert werte weshalb
wessen wettbewerb wichtig wichtiger wichtigste wie wieder wiederherstellung wiederholen wiederholung wieso wieviel will
winter wir wird wirken wirklich wirksam wirkung wissen wo woche wochen wochenende wofür wogegen woher wohin wollen
womit womöglich woran worauf wort worte worum wovor wozu wunsch wurde wählen während wäre wünsche würde zahl zahlen
zahlung zehn zeige zeigen zeigt zeit zeitdruck zeiten zeitplan zeitpunkt zeitraum zeitverlust zentral zentrum ziehen
zieht ziel zielbild ziele ziemlich zinsen zu zudem zuerst zugang zugesagt zugesichert zugriff zugänge zuletzt zum
zunächst zur zurück zurückgehen zurückstellen zusage zusagen zusammen zusammenarbeit zusammenfassen zusammenfassung
zusammengefasst zusammenhang zusatz zustand zustimmen zustimmung zuständig zuständigkeit zusätzlich zusätzliche
zusätzlicher zuvor zwar zweck zwei zweifach zweifel zweimal zweite zweitens zweiter zwischen zwischenergebnis
zwischenfall zwischenlösung zwischenstand zwischenzeit zwölf zählen ähnlich öffnen über überall überarbeitet
überarbeitung überblick überfällig übergabe übergang übergangslösung überlastung überlegen überlegung übernahme
übernehmen überprüfen überprüfung überraschung überschreitung übersicht überstunden überwachung überziehung überzogen
üblich übrig übrigens
"""
GERMAN = frozenset(_WORDS.split())
