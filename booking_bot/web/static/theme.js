// Bootstrap takes its colours from an attribute; the device says which it likes. Loaded before the
// body, so that a dark page never flashes white.
"use strict";
const dark = matchMedia("(prefers-color-scheme: dark)");
const dress = () => document.documentElement.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
dress();
dark.addEventListener("change", dress);
