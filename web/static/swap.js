// How the part of a page that changes (#live) becomes what the server made of it: only what differs is touched, so
// that focus, open menus and typed text stay. And how a form is sent without leaving the page.
"use strict";

window.amo = (() => {
  const WAIT = 30000;
  const MAX_SAID = 3;
  const KEPT_ATTRIBUTES = { DETAILS: "open" };  // what people opened stays open
  const SAY = {
    offline: "You are offline.",
    away: "AMO could not be reached.",
    slow: "No answer came for half a minute. It may still have arrived: sending again does no harm.",
    401: "You are signed out.",
    413: "That is more text than fits. Shorten it a little.",
    429: "That was too much at once. Wait a moment.",
    502: "AMO is not answering at the moment.", 503: "AMO is busy or being updated at the moment.", 504: "AMO took too long to answer.",
  };
  const place = () => document.getElementById("live");

  // Replacing

  const key = (node) => node.nodeType === Node.ELEMENT_NODE ? node.id || node.dataset.key || node.getAttribute("aria-labelledby") || "" : "";
  const alike = (one, other) => one.nodeType === other.nodeType && one.nodeName === other.nodeName && key(one) === key(other);
  const isWriting = (node) => node.matches("[data-keeps]") && [...node.querySelectorAll("textarea")].some((box) => box.value !== box.defaultValue || (box === document.activeElement && box.value));
  let isPartial = false;

  function morph(old, fresh, keeps) {
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.data !== fresh.data) old.data = fresh.data;
      return;
    }
    if (keeps && isWriting(old)) {
      isPartial = true;
      return;
    }
    if (old.dataset.keep) return keep(old, fresh);
    for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && KEPT_ATTRIBUTES[old.nodeName] !== name) old.removeAttribute(name);
    for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value && KEPT_ATTRIBUTES[old.nodeName] !== name) old.setAttribute(name, value);
    morphChildren(old, fresh, keeps);
  }

  // A part that looks after itself: left alone while it is the same one, or holds what is not saved.
  function keep(old, fresh) {
    if (old.dataset.keep === fresh.dataset.keep) return;
    if (old.dataset.unsaved || old.contains(document.activeElement)) isPartial = true;
    else old.replaceWith(document.importNode(fresh, true));
  }

  function morphChildren(old, fresh, keeps) {
    const keyed = new Map([...old.children].filter(key).map((child) => [key(child), child]));
    let at = old.firstChild;
    for (const wanted of [...fresh.childNodes]) {
      let match = key(wanted) ? keyed.get(key(wanted)) : at;
      while (match && !alike(match, wanted)) match = key(wanted) ? null : match.nextSibling;
      if (match && match === at) at = at.nextSibling;
      else old.insertBefore(match || document.importNode(wanted, true), at);
      if (match) morph(match, wanted, keeps);
    }
    while (at) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
  }

  const said = () => new Map([...place().querySelectorAll("[data-says]")].map((part) => [part.id, part]));

  // Shows what is in another document's #live; returns the parts that say something new. `keeps`: not what is being
  // written in. Focus goes to where the next thing is when what had it is gone.
  function swap(page, keeps = false) {
    const before = new Map([...said()].map(([id, part]) => [id, part.dataset.says]));
    const held = place().contains(document.activeElement) ? document.activeElement : null;
    const seen = place().dataset.live;
    isPartial = false;
    morph(place(), page.getElementById("live"), keeps);
    if (isPartial && seen) place().dataset.live = seen;  // what was left out is looked for again
    document.title = place().dataset.title;
    if (held && document.activeElement !== held) (held.isConnected ? (held.focus({ preventScroll: true })) : next());
    document.dispatchEvent(new CustomEvent("amo:swapped"));
    return [...said()].filter(([id, part]) => before.get(id) !== part.dataset.says).map(([, part]) => part);
  }

  function next() {
    const goal = place().querySelector("[data-next]") || document.querySelector("h1");
    if (!goal) return;
    if (goal.tabIndex < 0) goal.tabIndex = -1;
    goal.focus();
  }

  // Telling

  const news = document.createElement("p");
  news.className = "unseen";
  news.setAttribute("role", "status");
  document.getElementById("main").append(news);

  function announce(texts) {
    if (!texts.length) return;
    const more = texts.length - MAX_SAID;
    news.textContent = texts.slice(0, MAX_SAID).join(". ") + (more > 0 ? `, and ${more} more changes.` : ".");
  }

  // Sending

  class Trouble extends Error {
    constructor(message, status = 0) {
      super(message);
      this.status = status;
    }
  }

  const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

  function reason(status, page) {
    const told = page.querySelector("[data-problem]");
    if (told && status !== 401) return told.textContent.trim();
    return SAY[status] || `That went wrong on AMO’s side (${status}).`;
  }

  async function load(address, options = {}, pauses = undefined) {
    try {
      const answer = await fetchPatiently(address, { ...options, signal: AbortSignal.timeout(WAIT) }, pauses);
      return [answer, await answer.text()];
    } catch (error) {
      throw new Trouble(error.name === "TimeoutError" ? SAY.slow : navigator.onLine ? SAY.away : SAY.offline);
    }
  }

  // The page that answers a form; raises Trouble with what to tell.
  async function send(form, pressed) {
    const body = new URLSearchParams(new FormData(form));
    if (pressed && pressed.name) body.append(pressed.name, pressed.value);
    amo.sent += 1;
    try {
      const [answer, text] = await load(form.getAttribute("action"), { method: "POST", body });
      const page = parsed(text);
      if (!answer.ok || !page.getElementById("live")) throw new Trouble(reason(answer.status, page), answer.status);
      return page;
    } finally {
      amo.sent += 1;
    }
  }

  // `sent` changes whenever a form goes out or is answered: what was asked for before that is old by then.
  return { sent: 0, place, swap, next, announce, load, parsed, reason, send, Trouble };
})();
