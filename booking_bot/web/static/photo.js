// A photo from the phone's camera may be larger than WhatsApp takes, or of a kind that it shows as a sticker:
// it is made smaller here, before it is sent. Without this file, or where the browser cannot read it, the
// server says in words what is wrong with it.
"use strict";

const LONGEST_SIDE = 2048; // WhatsApp shows no more
const SMALL = 1024 * 1024; // bytes
const TAKEN = ["image/jpeg", "image/png"];
const QUALITY = 0.85;

const smaller = async (file) => {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  if (TAKEN.includes(file.type) && file.size <= SMALL) return file;
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const paint = canvas.getContext("2d");
  paint.fillStyle = "#fff"; // behind what is transparent
  paint.fillRect(0, 0, canvas.width, canvas.height);
  paint.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const made = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", QUALITY); });
  return new File([made], `${file.name.replace(/\.\w+$/u, "")}.jpg`, { type: "image/jpeg" });
};

document.addEventListener("change", async ({ target }) => {
  const file = target.matches("[data-photo]") && target.files[0];
  if (!file || !file.type.startsWith("image/")) return;
  try {
    const made = await smaller(file);
    if (made === file || target.files[0] !== file) return;
    const chosen = new DataTransfer();
    chosen.items.add(made);
    target.files = chosen.files;
  } catch {
    // it goes as it is
  }
});
