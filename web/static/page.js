// What the page does beyond links and forms. Everything here is a comfort: reading and answering work without it.
"use strict";

const banner = () => document.getElementById("offline");

function warn(text) {
  const place = banner();
  if (!place) return;
  place.textContent = text;
  place.hidden = !text;
}

const OFFLINE = "You are offline. This is what was known when the page was loaded; what you type stays here until you are back.";
addEventListener("offline", () => warn(OFFLINE));
addEventListener("online", () => warn(""));

// Asks again what API Gateway itself turned away because too many functions ran at once: no function has seen it, and
// sending a form again does no harm. AMO's own refusals are pages, not JSON; what took long may have been done.
const PAUSES = [500, 1000, 2000, 4000, 4000, 4000], SOON = 10000;
const isTurnedAway = (answer) => [429, 503].includes(answer.status) && (answer.headers.get("content-type") || "").startsWith("application/json");

async function fetchPatiently(address, options = {}, pauses = PAUSES) {
  for (const pause of pauses) {
    const began = performance.now();
    const answer = await fetch(address, options);
    if (!isTurnedAway(answer) || performance.now() - began > SOON) return answer;
    await new Promise((go) => setTimeout(go, pause * (0.5 + Math.random() / 2)));
  }
  return fetch(address, options);
}

// Signing out leaves nothing behind in this browser of what was typed or is to be told.
document.querySelector("form.out")?.addEventListener("submit", () => {
  for (const name of Object.keys(localStorage)) if (/^amo\.(draft\.|notes\.|notify$)/.test(name)) localStorage.removeItem(name);
});

// One menu at a time; a click elsewhere or Escape closes it.
document.addEventListener("toggle", (event) => {
  if (!event.target.matches("details.menu") || !event.target.open) return;
  for (const other of document.querySelectorAll("details.menu[open]")) if (other !== event.target) other.open = false;
}, true);
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  const sends = event.key === "Enter" && (event.metaKey || event.ctrlKey) && event.target.matches("[data-submits]");
  if (sends) event.target.form.querySelector("button").click();
});

function offerCopies() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copies]")) button.hidden = false;
}
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
  const label = button.querySelector("span");
  label.textContent = "Copied";
  setTimeout(() => { label.textContent = "Copy"; }, 2000);
});
// How long an action can still be decided, by this clock; and one box that chooses all.
function countDown() {
  for (const time of document.querySelectorAll("[data-until]")) {
    const minutes = Math.floor((new Date(time.dateTime) - Date.now()) / 60000);
    const hours = Math.floor(minutes / 60);
    if (minutes < 0) time.textContent = "time is over";
    else if (minutes < 1) time.textContent = "less than a minute left";
    else if (hours < 6) time.textContent = `${hours ? `${hours} h ` : ""}${minutes % 60} min left`;
  }
}
setInterval(countDown, 15000);
document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-picks]")) return;
  for (const pick of document.querySelectorAll(`#${target.dataset.picks} .pick`)) pick.checked = target.checked;
});
function offer() {
  offerCopies();
  countDown();
  for (const box of document.querySelectorAll("[data-picks]")) box.parentElement.hidden = false;
}
document.addEventListener("amo:swapped", offer);
offer();
if (!navigator.onLine) warn(OFFLINE);
