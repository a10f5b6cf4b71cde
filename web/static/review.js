// While a model reads the notes, the page looks now and again whether it is done. What was found is added to the form as
// it stands: nothing that was typed or chosen is touched.
"use strict";

(() => {
  const FIRST = 3, SLOWER = 1.5, MOST = 20, TRIES = 14;
  const form = document.querySelector("form.review");
  let tries = 0, pause = FIRST;

  function plan() {
    if (tries++ < TRIES) setTimeout(look, pause * 1000);
    pause = Math.min(MOST, pause * SLOWER);
  }

  async function look() {
    if (document.hidden) return plan();
    try {
      const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (fresh.querySelector("[data-being-read]")) return plan();
      show(fresh);
    } catch {
      plan();  // no network at the moment
    }
  }

  function show(fresh) {
    if (!document.querySelector(".review-bar")) return location.reload();  // there was nothing to answer yet
    const news = [...fresh.querySelectorAll(".candidate[data-key]")].filter((one) => !form.querySelector(`[data-key="${one.dataset.key}"]`));
    for (const one of news) groupOf(one).append(one);
    for (const group of form.querySelectorAll("section")) group.querySelector(".count").textContent = group.querySelectorAll(".candidate").length;
    const said = fresh.querySelector(".of-model")?.textContent;
    document.querySelector("[data-being-read]").textContent = said || (news.length ? `AI found ${news.length} more, marked below.` : "AI found nothing more.");
    document.querySelector("[data-being-read]").removeAttribute("data-being-read");
  }

  function groupOf(candidate) {
    const name = candidate.closest("section").getAttribute("aria-labelledby");
    const standing = form.querySelector(`[aria-labelledby="${name}"]`);
    if (standing) return standing;
    const group = candidate.closest("section").cloneNode(true);
    for (const other of group.querySelectorAll(".candidate")) other.remove();
    form.querySelector(".add-another").before(group);
    return group;
  }

  plan();
})();
