// The phones of the simulator: asks what they show, draws what is new, posts what is written.
"use strict";

const CALM = 1500; // milliseconds between two looks; quicker while somebody is typing
const BUSY = 400;
const handsets = new Map(
  [...document.querySelectorAll("[data-phone]")].map((node) => [node.dataset.phone, { node, drawn: new Map(), day: "" }]),
);
let mark = "";
let timer = 0;

function make(tag, name, text) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text !== undefined) node.textContent = text;
  return node;
}

async function post(address, fields) {
  return fetch(address, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
}

async function say(phone, fields) {
  await post("/simulator/messages", { phone, ...fields });
  look();
}

function drawFile(file) {
  if (!file.address || !["image", "audio"].includes(file.group)) return make("p", "file", file.name);
  const node = make(file.group === "image" ? "img" : "audio", "file");
  node.src = file.address;
  if (file.group === "image") node.alt = file.name;
  else {
    node.controls = true;
    node.setAttribute("aria-label", file.name);
  }
  return node;
}

function drawBubble(phone, bubble) {
  const item = make("div", bubble.mine ? "bubble mine" : "bubble theirs");
  item.append(make("span", "visually-hidden", bubble.mine ? "Tú: " : "La casa: "));
  item.dataset.files = JSON.stringify(bubble.files);
  for (const file of bubble.files) item.append(drawFile(file));
  if (bubble.body) item.append(make("p", "", bubble.body));
  if (bubble.pin) {
    const link = make("a", "pin", `📍 ${bubble.pin.name}`);
    link.href = bubble.pin.link;
    item.append(link);
  }
  item.append(make("time", "", bubble.time));
  for (const option of bubble.options) {
    const button = make("button", "option", option.title);
    button.type = "button";
    if (option.description) button.append(make("small", "", option.description));
    button.addEventListener("click", () =>
      say(phone, { text: option.title, payload: option.id, quoted: bubble.sid || "" }),
    );
    item.append(button);
  }
  return item;
}

function drawPhone(shown) {
  const handset = handsets.get(shown.phone);
  if (!handset) return;
  const { node, drawn } = handset;
  const list = node.querySelector("[data-bubbles]");
  const talk = node.querySelector(".talk");
  let fresh = false;
  for (const bubble of shown.bubbles) {
    const before = drawn.get(bubble.id);
    if (before && before.dataset.files === JSON.stringify(bubble.files)) continue;
    if (before) {
      // a file that was still on its way is there now
      const item = drawBubble(shown.phone, bubble);
      before.replaceWith(item);
      drawn.set(bubble.id, item);
      continue;
    }
    if (bubble.day !== handset.day) list.append(make("p", "day", bubble.day));
    handset.day = bubble.day;
    const item = drawBubble(shown.phone, bubble);
    drawn.set(bubble.id, item);
    list.append(item);
    fresh = true;
  }
  node.querySelector("[data-starters]").hidden = shown.bubbles.length > 0;
  const typing = node.querySelector("[data-typing]");
  const started = shown.typing && typing.hidden;
  typing.hidden = !shown.typing;
  const state = node.querySelector("[data-state]");
  state.dataset.number ??= state.textContent;
  state.textContent = shown.held ? "Le atiende una persona" : shown.typing ? "escribiendo…" : state.dataset.number;
  if (fresh || started) talk.scrollTop = talk.scrollHeight;
  markSeen(shown, node);
}

// A phone that is on the screen gets its messages, and its owner reads them.
function markSeen(shown, node) {
  const unseen = shown.bubbles.filter((bubble) => bubble.unseen && bubble.sid);
  const hidden = document.hidden || node.offsetParent === null;
  document.querySelector(`[data-switch="${shown.phone}"] .news`).hidden = !(hidden && unseen.length);
  if (hidden || !unseen.length) return;
  const fields = new URLSearchParams({ phone: shown.phone });
  for (const bubble of unseen) fields.append("sid", bubble.sid);
  post("/simulator/seen", fields);
}

function drawDue(due) {
  const list = document.querySelector("[data-due]");
  list.replaceChildren(
    ...due.map((one) => {
      const item = make("li");
      item.append(make("time", "", one.at), make("span", "", one.who ? `${one.what} a ${one.who}` : one.what));
      if (one.body) item.append(make("q", "", one.body));
      return item;
    }),
  );
  document.querySelector("[data-nothing-due]").hidden = due.length > 0;
}

async function look() {
  clearTimeout(timer);
  let pause = CALM;
  try {
    const answer = await fetch(`/simulator/state?has=${mark}`);
    if (answer.status === 200) {
      const shown = await answer.json();
      mark = shown.mark;
      document.querySelector("[data-clock-day]").textContent = shown.clock.day;
      document.querySelector("[data-clock-time]").textContent = shown.clock.time;
      shown.phones.forEach(drawPhone);
      drawDue(shown.due);
      if (shown.phones.some((phone) => phone.typing) || shown.due.length) pause = BUSY;
    } else if (answer.status === 204) {
      pause = document.querySelector("[data-typing]:not([hidden])") ? BUSY : CALM;
    }
  } catch {
    pause = 2 * CALM; // the server is away; it may come back
  }
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(look, pause);
}

for (const [phone, { node }] of handsets) {
  const form = node.querySelector("[data-compose]");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = form.elements.text.value.trim();
    form.elements.text.value = "";
    if (text) say(phone, { text });
  });
  form.elements.file.addEventListener("change", async () => {
    const fields = new FormData(form);
    form.elements.text.value = "";
    form.elements.file.value = "";
    await fetch("/simulator/messages", { method: "POST", body: fields, redirect: "manual" });
    look();
  });
  for (const starter of node.querySelectorAll("[data-line]")) {
    starter.addEventListener("click", () => {
      form.elements.text.focus();
      say(phone, { text: starter.dataset.line });
    });
  }
}

for (const form of document.querySelectorAll("[data-quiet]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await post(form.action, new FormData(form));
    look();
  });
}

for (const button of document.querySelectorAll("[data-switch]")) {
  button.addEventListener("click", () => {
    for (const other of document.querySelectorAll("[data-switch]")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
    for (const [phone, { node }] of handsets) {
      node.classList.toggle("is-front", phone === button.dataset.switch);
    }
    mark = "";
    look();
  });
}

document.addEventListener("visibilitychange", () => document.hidden || look());
look();
