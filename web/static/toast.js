// What was done is said at the foot of the page, with Undo where it can be undone; forms marked data-in-place are sent
// without leaving the page. Without this the page says it in a line on top.
"use strict";

(() => {
  const toast = document.createElement("div");
  toast.className = "toasts";
  toast.setAttribute("role", "status");
  document.getElementById("main").append(toast);

  function show(said) {
    const close = document.createElement("button");
    close.type = "button";
    close.className = "button text";
    close.setAttribute("aria-label", "Close this message");
    close.textContent = "×";
    close.addEventListener("click", () => {
      toast.replaceChildren();
      amo.next();
    });
    if (said.getAttribute("role") === "status") said.removeAttribute("role");  // it stands in one
    said.classList.add("toast");
    said.append(close);
    toast.replaceChildren(said);
  }

  // An undo that did not go through can be pressed again: what it was to undo stays beside it.
  function fail(problem, form) {
    if (toast.contains(form)) {
      form.previousElementSibling.textContent = `${problem.message} Try again.`;
      return;
    }
    const said = document.createElement("p");
    said.className = "problem";
    said.setAttribute("role", "alert");
    const text = document.createElement("span");
    text.textContent = `${problem.message} Try again.`;
    said.append(text);
    show(said);
    if (problem.status === 401) location.reload();
  }

  // The menu's button keeps the focus that was in it.
  function shut(menu) {
    if (!menu) return;
    const hadFocus = menu.contains(document.activeElement);
    menu.removeAttribute("open");
    if (hadFocus) menu.querySelector("summary").focus();
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-in-place]") || !amo.place()) return;
    event.preventDefault();
    if (form.dataset.sending) return;
    form.dataset.sending = "yes";
    try {
      const page = await amo.send(form, event.submitter);
      const said = page.querySelector(".said");
      shut(form.closest("details.menu"));
      amo.swap(page);
      if (said) show(document.importNode(said, true));
      if (document.activeElement === document.body) amo.next();
    } catch (problem) {
      if (!(problem instanceof amo.Trouble)) throw problem;
      fail(problem, form);
    }
    delete form.dataset.sending;
  });

  const told = document.querySelector("main > .said");
  if (told?.querySelector("form")) {
    show(told);
    history.replaceState(null, "", location.pathname + location.hash);  // a reload does not say it again
  }
})();
