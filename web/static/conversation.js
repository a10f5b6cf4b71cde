// The conversation on a meeting's page: answered in place, and what is typed is kept in this browser until AMO has it.
"use strict";

(() => {
  const PREFIX = "amo.draft.";
  const MAX_DRAFTS = 20;
  const MAX_LENGTH = 100000;
  const MOMENT = 700, LONG = 6000;
  const form = () => document.querySelector("form[data-asks]");
  const box = () => document.getElementById("answer");

  // Drafts: by session and question, for as long as the conversation is open. A browser may refuse to keep anything.

  function stored(act) {
    try {
      return act(localStorage);
    } catch {
      return null;
    }
  }
  const read = (name) => stored((store) => JSON.parse(store.getItem(name)));
  const names = () => stored((store) => Object.keys(store).filter((name) => name.startsWith(PREFIX))) || [];
  const drop = (name) => stored((store) => store.removeItem(name));
  const dropSession = (session) => names().filter((name) => name.startsWith(`${PREFIX}${session}.`)).forEach(drop);

  function tidy() {
    for (const name of names()) if (!(read(name)?.until > Date.now())) drop(name);
    const rest = names().sort((one, other) => read(other).at - read(one).at);
    rest.slice(MAX_DRAFTS).forEach(drop);
  }

  function keep() {
    const text = box().value, name = PREFIX + form().dataset.asks;
    const isKnown = text === box().defaultValue && !read(name);
    if (!text.trim() || text.length > MAX_LENGTH) drop(name);
    else if (!isKnown) stored((store) => store.setItem(name, JSON.stringify({ text, at: Date.now(), until: Date.parse(form().dataset.ends) })));
  }

  function restore() {
    if (!form()) return;
    const draft = read(PREFIX + form().dataset.asks);
    if (draft && document.activeElement !== box()) box().value = draft.text;
    measure();
  }

  // Telling

  function trouble(text, status = 0) {
    const told = document.getElementById("trouble");
    told.replaceChildren(text);
    told.hidden = !text;
    told.scrollIntoView({ block: "nearest" });
    box().setAttribute("aria-invalid", Boolean(text));
    if (status !== 401) return;
    const link = document.createElement("a");
    link.href = location.pathname;
    link.textContent = "Sign in again";
    told.append(" ", link);
  }

  const length = () => [...box().value.trim()].length;
  const most = () => Number(form().dataset.most);
  const number = (value) => value.toLocaleString("en");

  function measure() {
    const told = document.getElementById("length");
    told.hidden = length() < most() * 0.8;
    told.textContent = `${number(length())} of ${number(most())} characters`;
  }

  function wait(isOn) {
    form().toggleAttribute("data-sending", isOn);
    box().readOnly = isOn;
    for (const button of form().querySelectorAll("button")) button.setAttribute("aria-disabled", isOn);
    if (!isOn) document.getElementById("sending").textContent = "";
  }

  // Sending

  async function send(asked, pressed) {
    const timers = [[MOMENT, "Sending …"], [LONG, "This takes longer than usual. What you typed is safe."]].map(
      ([after, text]) => setTimeout(() => { document.getElementById("sending").textContent = text; }, after));
    wait(true);
    try {
      return await amo.send(asked, pressed);
    } finally {
      timers.forEach(clearTimeout);
      wait(false);
    }
  }

  function taken(asked, pressed) {
    const draft = PREFIX + asked.dataset.asks;
    if (pressed.value === "answer") drop(draft);
    if (pressed.value === "finish") dropSession(asked.elements.session_id.value);
  }

  async function answer(asked, pressed) {
    if (asked.hasAttribute("data-sending")) return;  // a double click answers once
    const isSaid = pressed.value === "answer" || pressed.value === "finish";
    trouble("");
    if (isSaid && length() > most()) {
      trouble(`Your answer has ${number(length())} characters and ${number(most())} is the most that fits: shorten it a little, nothing of it is lost.`);
      box().focus();
      return;
    }
    keep();
    try {
      const page = await send(asked, pressed);
      if (!page.querySelector("#trouble:not([hidden])")) taken(asked, pressed);
      amo.swap(page);
      restore();
      if (form()) box().focus();
      else amo.next();
    } catch (problem) {
      if (!(problem instanceof amo.Trouble)) throw problem;
      trouble(`${problem.message} ${box().value.trim() ? "What you typed is kept. " : ""}${wayOn(problem, pressed)}`, problem.status);
      box().focus();
    }
  }

  const wayOn = (problem, pressed) => problem.status === 401 ? "" : `Press ${pressed.textContent.trim()} to try again.`;

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-asks]")) return;
    event.preventDefault();
    answer(event.target, event.submitter || event.target.querySelector("button"));
  });
  document.addEventListener("input", (event) => {
    if (event.target !== box()) return;
    keep();
    measure();
  });
  document.addEventListener("amo:swapped", restore);
  tidy();
  restore();
})();
