// The agenda's form without a round trip for each change: rows are dragged, moved by keys and buttons, added, summed.
// What is posted in the end is the order of the fields, as without it.
"use strict";

(() => {
  const form = document.getElementById("agenda-form");
  if (!form) return;
  const sum = form.querySelector(".edit-sum"), total = Number(form.dataset.total);
  let isChanged = form.hasAttribute("data-changed"), dragged = null, made = 0;

  form.querySelector(".drag-hint").hidden = false;
  const rowOf = (element) => element.closest(".edit-line, .edit-section");
  const isSection = (row) => row.classList.contains("edit-section");

  function count() {
    const timed = [...form.querySelectorAll(".edit-minutes input")].reduce((all, input) => all + (Number.parseInt(input.value, 10) || 0), 0);
    const rest = timed === total ? "" : timed > total ? `: ${timed - total} over` : `: ${total - timed} free`;
    sum.textContent = `${timed} of ${total} minutes${rest}`;
    sum.classList.toggle("off", timed !== total);
  }
  function touch() { isChanged = true; count(); }

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
  function add(template, list) {
    const row = document.getElementById(template).content.firstElementChild.cloneNode(true), key = `x${Date.now().toString(36)}${made++}`;
    row.dataset.key = key;
    for (const field of row.querySelectorAll("[name]")) {
      if (field.name === "do") field.value = `${field.value.split(".")[0]}.${key}`;
      else field.name = `${field.name.split(".")[0]}.${key}`;
    }
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
    } else if (what === "line" || what === "decision") add(`edit-${what}`, row.querySelector(".edit-lines"));
    else if (what === "section") add("edit-section", form.querySelector(".edit-sections"));
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("textarea") && !event.isComposing) {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) form.requestSubmit(form.querySelector(".notes-bar .strong"));
      else {
        const row = add("edit-line", rowOf(event.target).parentElement);
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

  form.addEventListener("submit", () => { isChanged = false; });
  addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });
  count();
})();
