// Keys for those who like them. What they open is loaded when it is first wanted.
"use strict";

const GO = { t: "/", c: "/calendar", i: "/items", a: "/approvals", r: "/records", s: "/settings" };
const ROWS = "main .cards > li, main .timeline > li, main tbody > tr, main .rows > li";
const PATIENCE = 1500; // milliseconds between g and the letter after it
const STORED = "amo.keys";
const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);
let wasG = 0;

// One-letter keys can be switched off, for who dictates or trembles (WCAG 2.1.4); per browser, as keyboards are.
const areOn = () => localStorage.getItem(STORED) !== "off";
const isTyping = (target) => target.closest?.("input, textarea, select, [contenteditable]") != null;
const isSeen = (element) => element && element.getClientRects().length > 0;

async function open(what) {
  const palette = await import(document.body.dataset.palette);
  palette[what]();
}

function search() {
  const field = [...document.querySelectorAll("main input[type=search], input[type=search]")].find(isSeen);
  if (!field) return open("openPalette");
  field.focus();
  field.select();
}

function go(letter) {
  const link = document.querySelector(`nav[aria-label=Main] a[href="${GO[letter]}"]`);
  if (link) link.click();
}

function step(by) {
  const rows = [...document.querySelectorAll(ROWS)].filter(isSeen);
  const ways = rows.map((row) => [...row.querySelectorAll("a[href], button, summary")].find(isSeen)).filter(Boolean);
  if (!ways.length) return;
  const here = ways.findIndex((way) => way.closest(ROWS).contains(document.activeElement));
  const next = here < 0 ? (by > 0 ? 0 : ways.length - 1) : Math.min(Math.max(here + by, 0), ways.length - 1);
  ways[next].focus();
}

const KEYS = { "?": () => open("openHelp"), "/": search, j: () => step(1), k: () => step(-1) };

addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented || event.altKey) return;
  const isPalette = (isMac ? event.metaKey : event.ctrlKey) && !event.shiftKey && event.key.toLowerCase() === "k";
  if (isPalette) {
    event.preventDefault();
    open("openPalette");
    return;
  }
  const isFree = !event.ctrlKey && !event.metaKey && !isTyping(event.target) && !document.querySelector("dialog[open]");
  if (!isFree || !areOn()) return;
  const followsG = performance.now() - wasG < PATIENCE;
  wasG = event.key === "g" ? performance.now() : 0;
  const act = followsG && event.key in GO ? () => go(event.key) : KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-opens-palette]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open("openPalette");
});

if (isMac) for (const key of document.querySelectorAll("[data-mod]")) key.textContent = "⌘";
for (const box of document.querySelectorAll("[data-keys-switch]")) {
  box.checked = areOn();
  box.closest("[hidden]").hidden = false;
  box.addEventListener("change", () => localStorage.setItem(STORED, box.checked ? "on" : "off"));
}
