// The keyboard in the agenda, and moving an appointment by dragging it. Without this file everything works
// by links and forms; a drag leads to the same form.
"use strict";

const keys = {
  isOff: () => localStorage.getItem("keys") === "off",
  turn: () => localStorage.setItem("keys", keys.isOff() ? "on" : "off"),
};

const follow = (key) => {
  const target = document.querySelector(`[data-shortcut="${CSS.escape(key)}"]`);
  if (!target) return false;
  if (target.tagName === "SUMMARY") target.focus();
  target.click();
  return true;
};

document.addEventListener("keydown", (event) => {
  const inField = event.target.closest("input, select, textarea, [contenteditable]");
  if (keys.isOff() || inField || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (follow(event.key)) event.preventDefault();
});

const button = document.querySelector("[data-keys-switch]");
if (button) {
  const name = () => { button.textContent = keys.isOff() ? "Activar los atajos" : "Desactivar los atajos"; };
  name();
  button.hidden = false;
  button.addEventListener("click", () => { keys.turn(); name(); });
}

// What was picked and leads to what can be picked next asks for it by itself.
document.addEventListener("change", (event) => {
  const name = event.target.dataset?.sends;
  const form = event.target.form;
  if (name) form.requestSubmit(form.querySelector(`button[value="${CSS.escape(name)}"]`));
});

// Steps are of five minutes, as on paper; where it was grasped is kept.
const STEP = 5;
let dragged = null;

const minuteOf = (line, y) => {
  const rows = parseFloat(getComputedStyle(line).getPropertyValue("--minute"));
  return (y - line.getBoundingClientRect().top) / rows;
};

const targetOf = (line, event) => {
  const staff = line.dataset.staff.split(",");
  const box = line.getBoundingClientRect();
  const scale = line.previousElementSibling.firstElementChild.offsetWidth;
  const column = Math.floor(((event.clientX - box.left - scale) / (box.width - scale)) * staff.length);
  const minutes = Math.round((minuteOf(line, event.clientY) - dragged.offset) / STEP) * STEP;
  // The shop's wall time stands in the text; only hours and minutes are counted on from it.
  const [day, clock] = line.dataset.from.split("T");
  const [hours, first] = clock.split(":").map(Number);
  const at = hours * 60 + first + Math.max(minutes, 0);
  const wall = `${String(Math.floor(at / 60) % 24).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;
  return { dia: day, hora: wall, con: staff[Math.min(Math.max(column, 0), staff.length - 1)] };
};

const wide = matchMedia("(min-width: 768px)");
document.addEventListener("pointerover", (event) => {
  const link = event.target.closest(".timeline .open[data-move]");
  if (link) link.draggable = wide.matches;
});
document.addEventListener("dragstart", (event) => {
  const link = event.target.closest?.(".timeline .open[data-move]");
  if (!link) return;
  dragged = { link, offset: minuteOf(link.closest(".timeline"), event.clientY) - minuteOf(link.closest(".timeline"), link.getBoundingClientRect().top) };
  event.dataTransfer.effectAllowed = "move";
  link.classList.add("is-dragged");
});
document.addEventListener("dragover", (event) => {
  const line = event.target.closest?.(".timeline");
  if (!dragged || !line) return;
  event.preventDefault();
  line.classList.add("is-target");
});
document.addEventListener("drop", (event) => {
  const line = event.target.closest?.(".timeline");
  if (!dragged || !line) return;
  event.preventDefault();
  const address = `${dragged.link.dataset.move}?${new URLSearchParams(targetOf(line, event))}`;
  dragged = null;
  location.assign(address);
});
document.addEventListener("dragend", () => {
  dragged = null;
  for (const node of document.querySelectorAll(".is-dragged, .is-target")) node.classList.remove("is-dragged", "is-target");
});
