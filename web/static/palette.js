// The palette: pages, what can be done on this page, meetings and people, found by a few letters; and the list of keys.

const SUGGEST_AFTER = 120; // milliseconds without a letter before the server is asked
const SHOWN = 12;
const GROUPS = { action: "On this page", page: "Go to" };

let places = null;
let dialog = null;

const styled = new Promise((done) => {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = document.body.dataset.paletteStyle;
  sheet.onload = sheet.onerror = done;
  document.head.append(sheet);
});

function element(name, attributes = {}, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

// Where it is not there, or not reachable, the palette does without.
async function json(address) {
  try {
    const answer = await fetchPatiently(address, { headers: { accept: "application/json" } });
    return answer.ok ? await answer.json() : [];
  } catch {
    return [];
  }
}

const isSeen = (one) => one.getClientRects().length > 0;

function actions() {
  const found = ["main .button", "main .top summary.chip"].flatMap((kind) => [...document.querySelectorAll(kind)]).filter(isSeen);
  const label = (one) => (one.getAttribute("aria-label") ?? one.innerText).replace(/\s+/g, " ").trim();
  return found.map((one) => ({ label: label(one), kind: "action", element: one }));
}

function matching(entries, words) {
  const all = entries.filter((entry) => words.every((word) => entry.label.toLowerCase().includes(word)));
  const begins = (entry) => (words.length && entry.label.toLowerCase().startsWith(words[0]) ? 0 : 1);
  return all.sort((one, other) => begins(one) - begins(other));
}

function unlike(entries) {
  const seen = new Set();
  return entries.filter((entry) => {
    const key = entry.address ?? `${entry.label}#`;
    return !seen.has(key) && seen.add(key);
  });
}

// What deletes is shown, not done: the palette puts the focus on it.
function choose(entry) {
  dialog.close();
  if (entry.address) location.assign(entry.address);
  else if (entry.element.matches(".danger")) entry.element.focus();
  else if (entry.element.matches("summary")) { entry.element.focus(); entry.element.click(); }
  else entry.element.click();
}

function build() {
  const field = element("input", {
    type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "palette-list", "aria-autocomplete": "list",
    "aria-label": "Go to a page, a meeting or a person, or do something here", placeholder: "Where to, or what to do?",
    autocomplete: "off", spellcheck: "false", maxlength: "100",
  });
  const list = element("ul", { id: "palette-list", role: "listbox", "aria-label": "Found" });
  const told = element("p", { class: "unseen", role: "status" });
  const hint = element("p", { class: "palette-hint" }, "↑ ↓ to choose, Enter to go, Esc to close");
  return { field, list, told, made: element("dialog", { class: "palette", "aria-label": "Go to or do" }, field, list, told, hint) };
}

export async function openPalette() {
  if (document.querySelector("dialog[open]")) return;
  const here = actions();
  const { field, list, told, made } = build();
  let shown = [], at = 0, waiting = 0, asked = 0;
  dialog = made;

  const mark = (place) => {
    at = place;
    for (const [number, option] of [...list.querySelectorAll("[role=option]")].entries()) {
      option.setAttribute("aria-selected", String(number === at));
      if (number === at) { field.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
    }
  };
  const show = (suggested) => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    shown = unlike([...matching([...here, ...(places ?? [])], words), ...suggested]).slice(0, SHOWN);
    let kind = "";
    const rows = shown.map((entry, number) => {
      const named = GROUPS[entry.kind] ?? entry.kind;
      const group = named === kind ? "" : named;
      kind = named;
      const option = element("li", { role: "option", id: `palette-${number}`, "aria-selected": "false" });
      option.append(element("span", { class: "palette-kind" }, group), element("span", {}, entry.label));
      option.addEventListener("click", () => choose(entry));
      return option;
    });
    list.replaceChildren(...rows);
    told.textContent = shown.length ? `${shown.length} found` : "Nothing found";
    if (!shown.length) field.removeAttribute("aria-activedescendant");
    mark(0);
  };
  const ask = async () => {
    const mine = ++asked, query = field.value.trim();
    const suggested = query.length > 1 ? await json(`/search/suggest?q=${encodeURIComponent(query)}`) : [];
    if (mine === asked) show(suggested);
  };

  field.addEventListener("input", () => {
    asked += 1;
    show([]);
    clearTimeout(waiting);
    waiting = setTimeout(ask, SUGGEST_AFTER);
  });
  field.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && shown.length) { event.preventDefault(); mark((at + by + shown.length) % shown.length); }
    if (event.key === "Enter" && !event.isComposing && shown[at]) { event.preventDefault(); choose(shown[at]); }
  });
  present(made);
  await styled;
  made.showModal();
  show([]);
  places ??= await json("/palette");
  show([]);
}

// The list of keys is a page of its own, which works without script: it is shown here, not written twice.
export async function openHelp() {
  if (document.querySelector("dialog[open]")) return;
  const answer = await fetchPatiently("/shortcuts");
  const list = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-shortcuts]");
  if (!answer.ok || !list) return location.assign("/shortcuts");
  const close = element("button", { type: "button", class: "button quiet", autofocus: "" }, "Close");
  const made = element("dialog", { class: "palette keys", "aria-label": "Shortcuts" }, element("h2", {}, "Shortcuts"), list, element("p", { class: "actions" }, element("a", { href: "/shortcuts" }, "Switch them off"), close));
  close.addEventListener("click", () => made.close());
  present(made);
  await styled;
  made.showModal();
}

function present(made) {
  document.body.append(made);
  made.addEventListener("click", (event) => { if (event.target === made) made.close(); });
  made.addEventListener("close", () => made.remove());
}
