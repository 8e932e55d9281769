// Parts of a page that keep themselves up to date: `<section data-live="ADDRESS">` holds what is fetched
// from there. While somebody can see the page it is asked for every ten seconds, and at once when they come
// back to it; the server answers in full only where something has changed.
//
// What came is not put in place of what is there but compared with it: only what differs is touched, so that
// focus, typed words, open parts and a playing voice note stay. A node is known again by `data-key`, where
// it has one, else by its place. Without this file the page is what it was when it was loaded.
"use strict";

const EVERY = 10_000;
const PATIENCE = 15_000;
const tags = new WeakMap();
const asking = new WeakSet();
let missed = 0;

const keyOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.dataset.key || node.id : "");
const isAlike = (old, fresh) =>
  old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && keyOf(old) === keyOf(fresh);

// What a reader has done to the page stays: an opened part, and whatever is marked as theirs, such as a field.
const isTheirs = (node, name) => node.nodeName === "DETAILS" && name === "open";

const dress = (old, fresh) => {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !isTheirs(old, name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value && !isTheirs(old, name)) old.setAttribute(name, value);
  }
};

const mend = (old, fresh) => {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  if ("theirs" in old.dataset || old.isEqualNode(fresh)) return;
  dress(old, fresh);
  if (old.nodeName !== "TEXTAREA") mendChildren(old, fresh);
};

const mendChildren = (old, fresh) => {
  const known = new Map([...old.children].filter(keyOf).map((node) => [keyOf(node), node]));
  let place = old.firstChild;
  for (const node of [...fresh.childNodes]) {
    const same = keyOf(node) ? known.get(keyOf(node)) : place && !keyOf(place) ? place : null;
    if (same && isAlike(same, node)) {
      if (same === place) place = place.nextSibling;
      else old.insertBefore(same, place);
      mend(same, node);
    } else {
      old.insertBefore(node, place);
    }
  }
  while (place) {
    const gone = place;
    place = place.nextSibling;
    gone.remove();
  }
};

const replace = (section, html) => {
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  const focused = document.activeElement;
  mendChildren(section, fresh);
  // Whoever was moved has lost it.
  if (focused !== document.activeElement && section.contains(focused)) focused.focus({ preventScroll: true });
  section.dispatchEvent(new CustomEvent("live", { bubbles: true }));
};

const tell = (isLost) => {
  missed = isLost ? missed + 1 : 0;
  let line = document.querySelector(".lost");
  if (missed < 3) line?.remove();
  else if (!line) {
    line = document.createElement("p");
    line.className = "lost";
    line.setAttribute("role", "status");
    line.textContent = "Sin conexión: lo que ves puede no estar al día.";
    document.querySelector("main").prepend(line);
  }
};

const ask = async (section) => {
  if (asking.has(section)) return;
  asking.add(section);
  try {
    const known = tags.get(section);
    const answer = await fetch(section.dataset.live, {
      headers: known ? { "If-None-Match": known } : {},
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.redirected) location.reload(); // the session has ended
    tell(!answer.ok && answer.status !== 304);
    if (!answer.ok || answer.redirected) return;
    tags.set(section, answer.headers.get("ETag"));
    replace(section, await answer.text());
  } catch {
    tell(true);
  } finally {
    asking.delete(section);
  }
};

const askAll = () => {
  if (document.visibilityState === "visible") document.querySelectorAll("[data-live]").forEach(ask);
};

setInterval(askAll, EVERY);
document.addEventListener("visibilitychange", askAll);
window.addEventListener("online", askAll);
window.addEventListener("pageshow", (event) => { if (event.persisted) askAll(); });
