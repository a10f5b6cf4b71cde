// Notes save themselves while somebody types. Offline they wait in this browser; what another tab or device saved
// meanwhile is put beside what was typed here: nothing is overwritten without a word.
"use strict";

(() => {
  let known = null;
  function begin() {
    const form = document.querySelector("form[data-autosaves]");
    if (form && form !== known) attend(form);
    known = form;
  }

  function attend(form) {
  const place = form.dataset.autosaves, state = form.querySelector("#notes-state");
  const conflicts = form.querySelector(".note-conflicts");
  const LATER = 1200, AGAIN = 15000;
  let saved = texts(), timer = 0, sending = false, waits = false;

  // Only what people type: the names of other fields never differ between two tabs.
  function fields() { return [...form.elements].filter((field) => /^(said|what|who|why|do|owner|due)\./.test(field.name)); }
  function texts() { return Object.fromEntries(fields().map((field) => [field.name, field.value.trim()]).filter(([, text]) => text)); }
  function isSame(one, other) { return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((name) => (one[name] || "") === (other[name] || "")); }
  function say(text) { state.textContent = text; }
  function saySaved() { say(`Saved ${new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}.`); }

  function remember() {
    form.dataset.unsaved = isSame(texts(), saved) ? "" : "yes";
    const draft = { version: form.elements.version.value, saved, typed: texts() };
    try {
      if (isSame(draft.saved, draft.typed)) localStorage.removeItem(place);
      else localStorage.setItem(place, JSON.stringify(draft));
    } catch { /* a browser that stores nothing: the button still saves */ }
  }
  function remembered() {
    try { return JSON.parse(localStorage.getItem(place) || "null"); } catch { return null; }
  }

  form.addEventListener("input", () => { grow(); remember(); soon(LATER); });
  addEventListener("online", () => { if (form.isConnected) soon(0); });
  let isSigningOut = false;  // which forgets every draft: none is written again on the way
  document.addEventListener("submit", (event) => { isSigningOut = event.target.matches(".out"); });
  addEventListener("pagehide", () => { if (form.isConnected && !isSigningOut) remember(); });
  form.addEventListener("submit", (event) => {
    if (!conflicts.hidden) {
      event.preventDefault();
      conflicts.scrollIntoView({ block: "nearest" });
      return conflicts.querySelector("button").focus();
    }
    clearTimeout(timer);
    try { localStorage.removeItem(place); } catch { /* as above */ }
  });
  function soon(wait) { clearTimeout(timer); timer = setTimeout(save, wait); }

  async function save() {
    if (sending) { waits = true; return; }
    const typed = texts();
    if (isSame(typed, saved) || !conflicts.hidden) return;
    sending = true;
    say("Saving …");
    try {
      await answered(await fetchPatiently(form.action, { method: "POST", body: new URLSearchParams([...new FormData(form), ["autosave", "yes"]]) }), typed);
    } catch {
      say("You are offline. Your notes are kept in this browser and go out when you are back.");
      soon(AGAIN);
    }
    sending = false;
    if (waits) { waits = false; soon(LATER); }
  }

  async function answered(response, typed) {
    const isJson = (response.headers.get("content-type") || "").includes("json");
    const answer = isJson ? await response.json() : {};
    if (response.ok && answer.version !== undefined) {
      form.elements.version.value = answer.version;
      saved = typed;
      remember();
      saySaved();
    } else if (response.status === 409 && answer.fields) {
      saySaved();  // stands when both typed the very same
      merge(answer);
    } else if (response.status === 401 || response.status === 403) {
      say("You are signed out. Your notes are kept in this browser: sign in again, open this page, and they are saved.");
    } else {
      say(answer.problem || "AMO could not save just now. Your notes are kept in this browser; it is tried again.");
      if (response.status >= 500 || response.status === 429) soon(AGAIN);
    }
  }

  // Field by field: what only one side changed is taken; what both changed is asked. Until that is chosen the field
  // counts as it was before either: a reload asks again.
  function merge({ version, fields: theirs }) {
    const mine = texts(), base = saved, both = [];
    let taken = 0;
    for (const name of Object.keys(theirs)) if (!field(name)) restore(name);
    for (const { name } of fields()) {
      const [my, their, old] = [mine[name] || "", theirs[name] || "", base[name] || ""];
      if (my === their || their === old) continue;
      if (my === old) {
        field(name).value = their;
        taken += 1;
      } else both.push([name, my, their]);
    }
    form.elements.version.value = version;
    saved = Object.fromEntries(Object.entries(theirs).filter(([name]) => field(name)));
    for (const [name] of both) saved[name] = base[name] || "";
    remember();
    if (both.length) return ask(both);
    if (taken) say("Brought together with what another tab or device saved.");
    soon(0);
  }
  function field(name) { return form.elements.namedItem(name); }

  function ask(both) {
    conflicts.replaceChildren(make("p", "These were changed here and elsewhere. Choose what stands:"));
    for (const [name, my, their] of both) {
      const choice = make("div", "", "note-choice");
      const option = (label, shown, text) => row(label, shown, () => choose(choice, name, text(), their));
      choice.append(make("p", headingOf(name), "soft"), option("Keep mine", my, () => field(name).value), option("Take the other", their, () => their));
      if (name.startsWith("said.")) choice.append(option("Keep both", "", () => `${field(name).value}\n${their}`));
      conflicts.append(choice);
    }
    conflicts.hidden = false;
    say("Not saved yet: choose first.");
    conflicts.scrollIntoView({ block: "nearest" });
  }
  function row(label, shown, act) {
    const line = make("p", ""), button = make("button", label, "button quiet");
    button.type = "button";
    button.addEventListener("click", act);
    line.append(button, " ", shown);
    return line;
  }
  function choose(choice, name, text, their) {
    field(name).value = text;
    saved[name] = their;
    choice.remove();
    const next = conflicts.querySelector(".note-choice button");
    conflicts.hidden = !next;
    grow();
    remember();
    (next || opened(field(name))).focus();
    if (!next) soon(0);
  }
  function opened(input) {
    const fold = input.closest("details");
    if (fold) fold.open = true;
    return input;
  }
  function headingOf(name) {
    const of = form.querySelector(`[data-section="${name.split(".")[1]}"] h3`);
    return of ? of.textContent.trim() : "";
  }
  function make(tag, text, look = "") {
    const made = document.createElement(tag);
    made.textContent = text;
    if (look) made.className = look;
    return made;
  }

  // Rows: an empty one is always there to begin with.
  function addRow(rows, key) {
    const last = [...rows.querySelectorAll(".note-row")].at(-1), row = last.cloneNode(true);
    row.querySelector(".asked")?.remove();
    row.dataset.row = key;
    for (const input of row.querySelectorAll("input")) {
      input.value = "";
      input.name = [...input.name.split(".").slice(0, 2), key].join(".");
    }
    last.after(row);
    row.closest("details").open = true;
    return row;
  }
  function newKey() { return `n${[...crypto.getRandomValues(new Uint8Array(5))].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`; }
  function restore(name) {
    const [kind, section, key] = name.split(".");
    const rows = key && form.querySelector(`[data-section="${section}"] [data-rows="${/^(do|owner|due)$/.test(kind) ? "a" : "d"}"]`);
    if (rows && !/^(asked|ref)$/.test(kind)) addRow(rows, key);
  }
  function grow() {
    for (const area of form.querySelectorAll("textarea")) area.rows = Math.min(14, Math.max(2, area.value.split("\n").length + 1));
  }
  for (const button of form.querySelectorAll("[data-adds]")) {
    button.hidden = false;
    button.addEventListener("click", () => addRow(button.parentElement, newKey()).querySelector("input:not([type=hidden])").focus());
  }

  // Two tabs that begin a row each begin two rows.
  for (const row of form.querySelectorAll(".note-rows > .note-row:last-of-type")) {
    if (row.querySelector(".asked")) continue;
    const key = newKey();
    for (const input of row.querySelectorAll("input")) input.name = [...input.name.split(".").slice(0, 2), key].join(".");
  }

  const draft = remembered();
  if (draft && !isSame(draft.typed, draft.saved)) {
    const theirs = { ...saved };
    for (const name of Object.keys(draft.typed)) if (!field(name)) restore(name);
    for (const [name, text] of Object.entries(draft.typed)) if (field(name)) field(name).value = text;
    for (const name of Object.keys(draft.saved)) if (!draft.typed[name] && field(name)) field(name).value = "";
    saved = draft.saved;
    merge({ version: form.elements.version.value, fields: theirs });
  }
  grow();
  }

  begin();
  document.addEventListener("amo:swapped", begin);
})();
