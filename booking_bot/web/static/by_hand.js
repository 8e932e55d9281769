// One tap instead of two: opening WhatsApp notes the message as sent. Without this file the button beside
// it does. Where the note does not get through, the page says so by leaving the card as it was.
"use strict";

document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-sends]");
  if (!link) return;
  const card = link.closest("[data-message]");
  const form = card.querySelector("[data-sent]");
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { "X-Requested-With": "fetch" },
    redirect: "manual",
    keepalive: true, // the phone may leave for WhatsApp at once
  }).catch(() => null);
  if (!answer || !answer.ok) return;
  card.querySelector("[data-open]").hidden = true;
  card.querySelector("[data-done]").hidden = false;
});
