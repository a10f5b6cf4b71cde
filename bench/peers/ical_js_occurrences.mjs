// node ical_js_occurrences.mjs ICAL_JS < lines of "file<TAB>first<TAB>last" > a JSON list of starts (UTC) or null, each
import { readFileSync } from "node:fs";

const ICAL = (await import(process.argv[2])).default;
const MOST = 20000;

function occurrences(path, first, last) {
  ICAL.TimezoneService.reset();
  const starts = [];
  const text = readFileSync(path, "utf8");
  const parsed = ICAL.parse(text);
  for (const jcal of Array.isArray(parsed[0]) ? parsed : [parsed]) {
    const calendar = new ICAL.Component(jcal);
    for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
    const parts = calendar.getAllSubcomponents("vevent");
    const events = parts.filter((part) => !part.hasProperty("recurrence-id")).map((part) => new ICAL.Event(part));
    const known = new Map(events.map((event) => [event.uid, event]));
    const alone = [];
    for (const part of parts.filter((part) => part.hasProperty("recurrence-id"))) {
      const series = known.get(part.getFirstPropertyValue("uid"));
      if (series) series.relateException(new ICAL.Event(part));
      else alone.push(new ICAL.Event(part));
    }
    for (const event of [...events, ...alone]) starts.push(...startsOf(event, first, last));
  }
  return starts.sort();
}

function startsOf(event, first, last) {
  if (!event.isRecurring()) return within(event.startDate, event.endDate, first, last);
  const found = [];
  const iterator = event.iterator();
  for (let steps = 0; steps < MOST; steps += 1) {
    const next = iterator.next();
    if (!next || utc(next) > last + 400 * 86400) break;
    const details = event.getOccurrenceDetails(next);
    found.push(...within(details.startDate, details.endDate, first, last));
  }
  return found;
}

function within(start, end, first, last) {
  if (!start) return [];
  const [begin, stop] = [utc(start), end ? utc(end) : utc(start)];
  return begin < last && (stop > first || begin >= first) ? [new Date(begin * 1000).toISOString().slice(0, 16)] : [];
}

function utc(time) {
  return time.isDate || time.zone === ICAL.Timezone.localTimezone
    ? Date.UTC(time.year, time.month - 1, time.day, time.hour || 0, time.minute || 0, time.second || 0) / 1000
    : time.toUnixTime();
}

for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const [path, first, last] = line.split("\t");
  let found = null;
  try {
    found = occurrences(path, Date.parse(first) / 1000, Date.parse(last) / 1000);
  } catch (error) {
    found = null;
  }
  process.stdout.write(JSON.stringify(found) + "\n");
}
