// While a text is typed its bubble follows, and below the last row of a form grows another one. Without this
// file a button shows the bubble, and the next row is there when the page is opened again.
"use strict";

const PAUSE = 350; // milliseconds without a key

for (const form of document.querySelectorAll("[data-preview]")) {
  const here = form.querySelector("[data-preview-here]");
  let waiting, asked = 0;
  const show = async () => {
    const mine = ++asked;
    const typed = new URLSearchParams(new FormData(form));
    typed.delete("csrf_token"); // it belongs into no address
    const answer = await fetch(`${form.dataset.preview}?${typed}`).catch(() => null);
    if (!answer?.ok || mine !== asked) return; // typed on meanwhile
    here.innerHTML = await answer.text();
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE);
  });
}

document.addEventListener("input", (event) => {
  const row = event.target.closest("[data-row]");
  if (!row) return;
  const next = row.cloneNode(true);
  row.removeAttribute("data-row");
  for (const node of [next, ...next.querySelectorAll("*")]) {
    for (const name of ["id", "for", "name", "aria-label"]) {
      const told = node.getAttribute(name);
      if (told) node.setAttribute(name, told.replace(/\d+/, (number) => Number(number) + 1));
    }
    if (node.matches("input:not([type=checkbox])")) node.value = "";
  }
  const label = next.querySelector("label[for]");
  if (label) label.textContent = label.textContent.replace(/\d+/, (number) => Number(number) + 1);
  row.after(next);
});
