// A meeting's documents: one at a time behind tabs, printed and copied as they are. Without it they are links and text.
"use strict";

(() => {
  const KEYS = { ArrowRight: 1, ArrowLeft: -1 };
  let current = "";
  const bar = () => document.querySelector("[data-tabs]");
  const tabs = () => [...bar().querySelectorAll("[data-tab]")];

  // Done again whenever the server has drawn the page anew: it knows nothing of what is open here.
  function enhance() {
    for (const part of document.querySelectorAll("[data-prints-now], [data-prints-by-hand]")) part.hidden = part.matches("[data-prints-by-hand]");
    for (const button of document.querySelectorAll("[data-copies-text]")) button.hidden = !navigator.clipboard || (button.dataset.copiesRich && !window.ClipboardItem);
    if (!bar()) return;
    bar().setAttribute("role", "tablist");
    const named = tabs().find((tab) => tab.dataset.tab === (current || location.hash.slice(1)));
    const chosen = named || tabs().find((tab) => tab.hasAttribute("aria-current")) || tabs()[0];
    current = chosen.dataset.tab;
    open(chosen);
  }

  function open(chosen) {
    for (const tab of tabs()) {
      const isChosen = tab === chosen, panel = document.getElementById(tab.dataset.tab);
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", tab.dataset.tab);
      tab.setAttribute("aria-selected", isChosen);
      tab.removeAttribute("aria-current");
      tab.tabIndex = isChosen ? 0 : -1;
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
      panel.classList.toggle("open", isChosen);
    }
  }

  function choose(tab) {
    current = tab.dataset.tab;
    open(tab);
    history.replaceState(null, "", tab.href);
  }

  async function copy(button) {
    const menu = button.closest("details"), label = menu.querySelector("[data-copied]");
    const text = document.getElementById(button.dataset.copiesText).textContent;
    const rich = button.dataset.copiesRich && document.getElementById(button.dataset.copiesRich).innerHTML;
    const piece = (kind, content) => ({ [kind]: new Blob([content], { type: kind }) });
    menu.open = false;
    menu.querySelector("summary").focus();
    try {
      if (rich) await navigator.clipboard.write([new ClipboardItem({ ...piece("text/html", rich), ...piece("text/plain", text) })]);
      else await navigator.clipboard.writeText(text);
      label.textContent = "Copied";
    } catch {
      label.textContent = "Select the text";
      document.getElementById("agenda-texts").open = true;
    }
    setTimeout(() => { label.textContent = "Copy"; }, 2500);
  }

  document.addEventListener("click", (event) => {
    const part = event.target.closest("[data-tab], [data-prints], [data-prints-now], [data-copies-text], a[href='#agenda-texts']");
    if (!part || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (part.dataset.copiesText) copy(part);
    else if (part.hash === "#agenda-texts") {
      document.getElementById("agenda-texts").open = true;
      part.closest("details").open = false;
    } else {
      event.preventDefault();
      if (part.dataset.tab) choose(part);
      else print();
    }
  });
  document.addEventListener("keydown", (event) => {
    const step = KEYS[event.key];
    if (!step || !event.target.matches("[role=tab]")) return;
    event.preventDefault();
    const all = tabs(), next = all[(all.indexOf(event.target) + step + all.length) % all.length];
    next.focus();
    choose(next);
  });
  addEventListener("hashchange", () => {
    const named = bar() && tabs().find((tab) => tab.dataset.tab === location.hash.slice(1));
    if (named) choose(named);
  });
  document.addEventListener("amo:swapped", enhance);
  enhance();
})();
