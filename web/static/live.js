// Today, a meeting and the queue change by themselves: one conditional request, answered with nothing while nothing
// changed. Seldom when nothing happens, never while a form is under way, never from a tab that nobody sees, unless
// its owner asked to be notified: then once a minute.
"use strict";

(() => {
  const FIRST = 5, MOST = 60, SLOWER = 1.6, MOVING_SLOWER = 1.04;
  const TYPING = 4;
  const UNSURE = "AMO cannot be reached at the moment: what you see may be out of date.";
  const WANTED = "amo.notify";
  const seconds = (count) => count * 1000;
  let quiet = 0, failed = 0, typedAt = 0, timer = 0, isTold = false, known = 0;

  function wanted() {
    try {
      return globalThis.Notification?.permission === "granted" && localStorage.getItem(WANTED) === "on";
    } catch {
      return false;
    }
  }

  function pause() {
    if (document.hidden || failed > 3) return MOST;
    const pace = Number(amo.place().dataset.pace);
    return Math.min(MOST, pace ? pace * MOVING_SLOWER ** quiet : FIRST * SLOWER ** quiet);
  }

  function plan(after = pause()) {
    clearTimeout(timer);
    if (navigator.onLine && (!document.hidden || wanted())) timer = setTimeout(look, seconds(after));
  }

  async function look() {
    if (Date.now() - typedAt < seconds(TYPING)) return plan(TYPING);
    const sent = amo.sent;
    try {
      const [answer, text] = await amo.load(amo.place().dataset.live + (document.hidden ? "&unseen=1" : ""), {}, []);  // it looks again by itself
      if (answer.status === 401) return signedOut();
      if (!answer.ok) throw new amo.Trouble(amo.reason(answer.status, amo.parsed(text)));
      heard();
      if (sent !== amo.sent) return plan();  // what was asked for is older than what a form has led to
      quiet += 1;
      if (answer.status === 200) show(amo.parsed(text));
    } catch (problem) {
      if (!(problem instanceof amo.Trouble)) throw problem;
      missed();
    }
    plan();
  }

  function show(page) {
    const news = amo.swap(page, true);
    if (!news.length) return;
    quiet = 0;
    amo.announce(news.map((part) => part.dataset.says));
    notify(news.filter((part) => part.dataset.notice));
  }

  // Telling

  function heard() {
    failed = 0;
    if (isTold) warn("");
    isTold = false;
  }

  function missed() {
    failed += 1;
    if (failed < 2) return;
    isTold = true;
    warn(UNSURE);
  }

  function signedOut() {
    warn("You are signed out: what you see is how things were. ");
    const link = document.createElement("a");
    link.href = location.pathname;
    link.textContent = "Sign in again";
    document.getElementById("offline").append(link);
  }

  function notify(parts) {
    if (!document.hidden || !wanted() || !parts.length) return;
    const [first] = parts, more = parts.length - 1;
    const told = new Notification("AMO", { body: first.dataset.notice + (more ? `, and ${more} more` : ""), tag: "amo" });
    told.onclick = () => window.focus();
  }

  // Being asked to notify

  const button = document.querySelector("[data-notifies]");

  function offer() {
    button.hidden = !globalThis.Notification || Notification.permission === "denied";
    button.setAttribute("aria-pressed", wanted());
    button.querySelector("span").textContent = wanted() ? "Notifications are on" : "Notify me when something waits";
  }

  async function choose() {
    const isOn = !wanted() && (await Notification.requestPermission()) === "granted";
    try {
      localStorage.setItem(WANTED, isOn ? "on" : "off");
    } catch { /* a browser that keeps nothing notifies of nothing */ }
    offer();
  }

  document.addEventListener("input", (event) => {
    if (amo.place().contains(event.target)) typedAt = Date.now();
  });
  document.addEventListener("visibilitychange", () => {
    quiet = 0;
    plan(document.hidden ? MOST : 0);
  });
  addEventListener("online", () => plan(0));
  addEventListener("pageshow", (event) => event.persisted && plan(0));
  document.addEventListener("amo:swapped", () => {
    if (known !== amo.sent) quiet = 0;  // something was done here: what it leads to is near
    known = amo.sent;
    plan();
  });
  if (button) {
    offer();
    button.addEventListener("click", choose);
  }
  plan();
})();
