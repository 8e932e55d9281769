// While a text is typed its bubble follows. Without this file the button beside it shows the same.
"use strict";

const PAUSE = 350; // milliseconds without a key

for (const form of document.querySelectorAll("[data-preview]")) {
  const text = form.querySelector("textarea");
  const here = form.querySelector("[data-preview-here]");
  let waiting, asked = 0;
  const show = async () => {
    const mine = ++asked;
    const answer = await fetch(`${form.dataset.preview}?${new URLSearchParams({ texto: text.value })}`).catch(() => null);
    if (!answer?.ok || mine !== asked) return; // typed on meanwhile
    here.innerHTML = await answer.text();
  };
  text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE);
  });
}
