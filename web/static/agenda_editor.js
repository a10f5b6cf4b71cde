// The agenda's form without a round trip for each change: rows are dragged, moved by keys and buttons, added, summed.
// What is posted in the end is the order of the fields, as without it. It is sent from here, and what is typed is kept
// in this browser until it is saved: a network or a session that is gone takes nothing away.
"use strict";

(() => {
  const form = document.getElementById("agenda-form");
  if (!form) return;
  const sum = form.querySelector(".edit-sum"), total = Number(form.dataset.total);
  const told = document.getElementById("agenda-problem"), offer = document.getElementById("agenda-draft");
  const FIELD = /^(title|minutes|line|decision)\./, WAIT = 30000, DAYS = 24 * 60 * 60 * 1000;
  let isChanged = form.hasAttribute("data-changed"), sent = null, waits = null, offered = null, dragged = null, made = 0;

  form.querySelector(".drag-hint").hidden = false;
  const rowOf = (element) => element.closest(".edit-line, .edit-section");
  const isSection = (row) => row.classList.contains("edit-section");

  function count() {
    const timed = [...form.querySelectorAll(".edit-minutes input")].reduce((all, input) => all + (Number.parseInt(input.value, 10) || 0), 0);
    const rest = timed === total ? "" : timed > total ? `: ${timed - total} over` : `: ${total - timed} free`;
    sum.textContent = `${timed} of ${total} minutes${rest}`;
    sum.classList.toggle("off", timed !== total);
  }
  function touch() {
    isChanged = true;
    count();
    remember();
  }

  function move(row, step) {
    if (isSection(row)) {
      const beside = step < 0 ? row.previousElementSibling : row.nextElementSibling;
      if (beside) step < 0 ? beside.before(row) : beside.after(row);
    } else {
      const beside = step < 0 ? row.previousElementSibling : row.nextElementSibling;
      const next = step < 0 ? row.closest(".edit-section").previousElementSibling : row.closest(".edit-section").nextElementSibling;
      if (beside) step < 0 ? beside.before(row) : beside.after(row);
      else if (next) next.querySelector(".edit-lines")[step < 0 ? "append" : "prepend"](row);
    }
    touch();
  }
  function drawn(kind, key) {
    const row = document.getElementById(`edit-${kind}`).content.firstElementChild.cloneNode(true);
    row.dataset.key = key;
    for (const field of row.querySelectorAll("[name]")) {
      if (field.name === "do") field.value = `${field.value.split(".")[0]}.${key}`;
      else field.name = `${field.name.split(".")[0]}.${key}`;
    }
    return row;
  }
  function add(kind, list) {
    const row = drawn(kind, `x${Date.now().toString(36)}${made++}`);
    list.append(row);
    row.querySelector("input, textarea").focus();
    touch();
    return row;
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=do]");
    const [what] = button ? button.value.split(".") : [""];
    if (!button || what === "save" || what === "fit") return;
    event.preventDefault();
    const row = rowOf(button);
    if (what === "up" || what === "down") {
      move(row, what === "up" ? -1 : 1);
      button.focus();
    } else if (what === "remove") {
      const beside = row.nextElementSibling || row.previousElementSibling || form;
      row.remove();
      (beside.querySelector("input:not([type=hidden]), textarea") || form).focus();
      touch();
    } else if (what === "line" || what === "decision") add(what, row.querySelector(".edit-lines"));
    else if (what === "section") add(what, form.querySelector(".edit-sections"));
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("textarea") && !event.isComposing) {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) form.requestSubmit(form.querySelector(".notes-bar .strong"));
      else {
        const row = add("line", rowOf(event.target).parentElement);
        rowOf(event.target).after(row);
        row.querySelector("textarea").focus();
      }
    }
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || !step || !rowOf(event.target)) return;
    event.preventDefault();
    move(rowOf(event.target), step);
    event.target.focus();
  });
  form.addEventListener("input", touch);

  // A row is dragged by its handle alone, so that text in its fields can still be marked.
  form.addEventListener("pointerdown", (event) => { if (event.target.matches(".grip")) rowOf(event.target).draggable = true; });
  form.addEventListener("dragstart", (event) => {
    dragged = rowOf(event.target);
    dragged.classList.add("dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    event.stopPropagation();
  });
  form.addEventListener("dragover", (event) => {
    if (!dragged) return;
    const over = isSection(dragged) ? event.target.closest(".edit-section") : event.target.closest(".edit-line, .edit-section");
    if (!over || over === dragged) return;
    event.preventDefault();
    const box = over.getBoundingClientRect(), isBelow = event.clientY > box.top + box.height / 2;
    if (!isSection(dragged) && isSection(over)) over.querySelector(".edit-lines").append(dragged);
    else isBelow ? over.after(dragged) : over.before(dragged);
  });
  form.addEventListener("drop", (event) => event.preventDefault());
  form.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.draggable = false;
    dragged.classList.remove("dragged");
    dragged = null;
    touch();
  });

  // The draft: each field in its order, which is the structure. conversation.js drops every draft whose time is over.
  function stored(act) {
    try { return act(localStorage); } catch { return null; }  // a browser that keeps nothing
  }
  const place = form.dataset.draft;
  const fieldsOf = (from) => [...from.querySelectorAll("[name]")].filter(({ name }) => FIELD.test(name)).map(({ name, value }) => [name, value]);
  const meaning = (fields) => JSON.stringify(fields.map(([name, text]) => [name.split(".")[0], text.trim()]));
  const forget = () => stored((store) => store.removeItem(place));
  const remembered = () => stored((store) => JSON.parse(store.getItem(place)));
  function remember() {
    if (offered) return;  // it waits for a choice: nothing is written over it
    const draft = { version: form.elements.version.value, fields: fieldsOf(form), at: Date.now(), until: Date.now() + 30 * DAYS };
    stored((store) => store.setItem(place, JSON.stringify(draft)));
  }
  function build({ version, fields }) {
    const sections = form.querySelector(".edit-sections");
    form.elements.version.value = version;
    sections.replaceChildren();
    for (const [name, text] of fields) {
      const [kind, key] = name.split(".");
      const list = kind === "title" ? sections : sections.lastElementChild.querySelector(".edit-lines");
      if (kind !== "minutes") list.append(drawn(kind === "title" ? "section" : kind, key));
      form.elements.namedItem(name).value = text;
    }
  }
  function offerDraft() {
    const draft = remembered();
    if (!draft || draft.until < Date.now() || meaning(draft.fields) === meaning(fieldsOf(form))) return forget();
    offered = draft;
    offer.hidden = false;
  }
  offer.addEventListener("click", ({ target }) => {
    if (!target.matches("button")) return;
    const draft = offered;
    offered = null;
    offer.hidden = true;
    if (target.matches("[data-uses]")) {
      build(draft);
      touch();
    } else if (isChanged) remember();
    else forget();
    form.querySelector(".edit-title")?.focus();
  });

  // Sending
  function say(text) {
    told.textContent = text;
    told.hidden = !text;
    told.scrollIntoView({ block: "nearest" });
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const pressed = event.submitter || form.querySelector(".notes-bar .strong");
    if (!sent) send(pressed);
    else if (sent !== pressed) waits = pressed;  // a double click saves once
  });
  async function send(pressed) {
    const body = new URLSearchParams([...new FormData(form), [pressed.name, pressed.value]]);
    sent = pressed;
    say("");
    sum.textContent = "One moment …";
    const [answer, text] = await posted(body);
    if (answer) take(answer, new DOMParser().parseFromString(text, "text/html"), pressed);
    else say(`${navigator.onLine ? "AMO could not be reached." : "You are offline."} What you typed is kept here: press ${pressed.textContent.trim()} again when you are back.`);
    count();
    [sent, waits, pressed] = [null, null, waits];
    if (pressed) send(pressed);
  }
  async function posted(body) {
    try {
      const answer = await fetchPatiently(form.action, { method: "POST", body, signal: AbortSignal.timeout(WAIT) });
      return [answer, await answer.text()];
    } catch {
      return [];
    }
  }
  function take(answer, page, pressed) {
    const fresh = page.getElementById("agenda-form");
    if (answer.ok && answer.redirected) leave(answer.url);
    else if (answer.status === 401) askToSignIn();
    else if (fresh) show(fresh, page.getElementById("agenda-problem").textContent, pressed);
    else say(page.querySelector("[data-problem]")?.textContent.trim() || "AMO could not take it just now. What you typed is kept here: try again in a moment.");
  }
  function leave(address) {
    isChanged = false;
    waits = null;
    if (!offered) forget();
    location.assign(`${address}#agenda`);
  }
  function askToSignIn() {
    const link = document.createElement("a");
    link.href = location.pathname;
    link.textContent = "Sign in again";
    link.addEventListener("click", () => { if (!offered && remembered()) isChanged = false; });
    say("You are signed out. What you typed is kept here. ");
    told.append(link);
  }
  function show(fresh, problem, pressed) {
    form.elements.version.value = fresh.elements.version.value;
    if (problem) say(problem);
    if (pressed.value === "fit") {
      for (const input of form.querySelectorAll(".edit-minutes input")) input.value = fresh.elements.namedItem(input.name)?.value || input.value;
      sum.focus();
    }
    touch();
  }

  addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });
  count();
  if (isChanged) remember();
  else offerDraft();
})();
