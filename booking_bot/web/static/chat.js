// Comforts of a conversation: its end stays in sight, and "/" offers saved answers. Without this file the
// page begins at its end by its address, and a saved answer is chosen from the list beside the notes.
"use strict";

// Who reads further up is not taken away from there.
const end = () => document.getElementById("final");
let atEnd = true;
const NEAR = 160;
const isNear = () => end() && end().getBoundingClientRect().top < innerHeight + NEAR;
document.addEventListener("scroll", () => { atEnd = isNear(); }, { passive: true });
document.addEventListener("load", ({ target }) => {
  if (target.matches?.(".thread img") && atEnd) end()?.scrollIntoView({ block: "end" });
}, true);
document.addEventListener("live", () => { if (atEnd) end()?.scrollIntoView({ block: "end" }); });

const select = document.querySelector("[data-canned] select");
const saved = select
  ? [...select.options].map(({ dataset }) => ({ name: dataset.shortcut, text: dataset.text }))
  : [];
const words = () => document.querySelector("[data-words]");

const put = (text, from) => {
  const field = words();
  field.setRangeText(text, from, field.selectionEnd, "end");
  field.focus();
  close();
};

select?.form.addEventListener("submit", (event) => {
  if (!words()) return;
  event.preventDefault();
  put(saved[select.selectedIndex].text, words().selectionStart);
});

// The list that "/" opens, as a listbox that the field points into.
let menu = null;
let shown = [];
let chosen = 0;
let begin = 0;

const close = () => {
  menu?.remove();
  menu = null;
  words()?.removeAttribute("aria-controls");
  words()?.removeAttribute("aria-activedescendant");
};

const mark = (place) => {
  chosen = (place + shown.length) % shown.length;
  [...menu.children].forEach((node, at) => node.setAttribute("aria-selected", String(at === chosen)));
  menu.children[chosen].scrollIntoView({ block: "nearest" });
  words().setAttribute("aria-activedescendant", menu.children[chosen].id);
};

const open = (field) => {
  menu?.remove();
  menu = document.createElement("ul");
  menu.className = "saved";
  menu.id = "saved";
  menu.setAttribute("role", "listbox");
  menu.setAttribute("aria-label", "Respuestas guardadas");
  shown.forEach((one, at) => {
    const item = document.createElement("li");
    item.id = `saved-${at}`;
    item.setAttribute("role", "option");
    const name = document.createElement("b");
    name.textContent = `/${one.name} `;
    item.append(name, one.text);
    item.addEventListener("mousedown", (event) => { event.preventDefault(); put(one.text, begin); });
    menu.append(item);
  });
  field.parentElement.prepend(menu);
  field.setAttribute("aria-controls", "saved");
  mark(0);
};

document.addEventListener("input", (event) => {
  const field = event.target.closest("[data-words]");
  if (!field || !saved.length) return;
  const typed = /(?:^|\s)(\/[\p{L}\d-]*)$/u.exec(field.value.slice(0, field.selectionStart));
  const asked = typed?.[1].slice(1).toLowerCase();
  shown = typed ? saved.filter(({ name }) => name.startsWith(asked)) : [];
  if (!shown.length) return close();
  begin = field.selectionStart - typed[1].length;
  open(field);
});

document.addEventListener("keydown", (event) => {
  if (!menu || !event.target.closest("[data-words]")) return;
  const deeds = {
    ArrowDown: () => mark(chosen + 1),
    ArrowUp: () => mark(chosen - 1),
    Enter: () => put(shown[chosen].text, begin),
    Tab: () => put(shown[chosen].text, begin),
    Escape: close,
  };
  if (!deeds[event.key]) return;
  event.preventDefault();
  deeds[event.key]();
});
document.addEventListener("focusout", (event) => { if (menu && event.target.closest("[data-words]")) close(); });

// Ctrl or ⌘ and Enter send, as elsewhere; Enter alone makes a line.
document.addEventListener("keydown", (event) => {
  const field = event.target.closest("[data-words]");
  if (field && event.key === "Enter" && (event.ctrlKey || event.metaKey)) field.form.requestSubmit();
});

if (saved.length) words()?.setAttribute("aria-autocomplete", "list");
