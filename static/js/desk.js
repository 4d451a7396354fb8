/* The keys of the workspace. Each has its button or box; without this file nothing is missing but the keys. */
(() => {
  "use strict";

  const OFF = "heed-keys-off";
  const list = document.getElementById("desk-rows");
  const dialog = document.getElementById("keys");
  const heading = document.getElementById("bulk-h");
  if (!list || !dialog) return;

  const say = (words) => { document.getElementById("say").textContent = words; };
  const rows = () => [...list.querySelectorAll("tr[id]")];
  const current = () => list.querySelector("tr[aria-current]");
  const link = (row) => row.querySelector("th a");
  const ticked = () => document.querySelectorAll("#queue [name=id]:checked").length;
  const isOff = () => localStorage.getItem(OFF) === "1";

  const mark = (row) => {
    current()?.removeAttribute("aria-current");
    row?.setAttribute("aria-current", "true");
  };

  const move = (step) => {
    const all = rows();
    const place = all.indexOf(current());
    const next = place < 0 ? 0 : place + step;
    if (next === all.length) document.getElementById("show-more")?.focus();
    if (!all[next]) return;
    mark(all[next]);
    link(all[next]).focus();
    all[next].scrollIntoView({ block: "nearest" });
  };

  const count = () => {
    const number = ticked();
    heading.textContent = number === 1 ? heading.dataset.one : heading.dataset.many.replace("{n}", number);
  };

  const tick = () => {
    const box = current()?.querySelector("[name=id]");
    if (!box) return;
    box.checked = !box.checked;
    count();
    say(heading.textContent);
  };

  // With nothing selected a key is about the idea one stands on.
  const act = (verb) => {
    const button = document.querySelector(`.bulk [value=${verb}]`);
    const box = current()?.querySelector("[name=id]");
    if (!button || (!ticked() && !box)) return;
    if (!ticked()) box.checked = true;
    button.click();
  };

  const KEYS = {
    j: () => move(1), k: () => move(-1), x: tick, a: () => act("answer"), m: () => act("merge"), p: () => act("pass"),
    "?": () => dialog.showModal(),
  };

  const typing = (target) => target.matches?.("input:not([type=checkbox]), textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    const verb = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!verb || isOff() || dialog.open || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    event.preventDefault();
    verb();
  });

  list.addEventListener("focusin", (event) => mark(event.target.closest("tr[id]")));
  document.getElementById("queue").addEventListener("change", count);

  const show = () => {
    const button = document.querySelector("[data-keys-switch]");
    button.textContent = isOff() ? button.dataset.off : button.dataset.on;
    document.querySelector("[data-keys]").dataset.keys = isOff() ? "off" : "on";
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-opens=keys]")) dialog.showModal();
    if (event.target.closest?.("[data-closes=keys]")) dialog.close();
    const button = event.target.closest?.("[data-keys-switch]");
    if (!button) return;
    localStorage.setItem(OFF, isOff() ? "0" : "1");
    show();
    say(isOff() ? button.dataset.saidOff : button.dataset.saidOn);
  });
  show();
  if (ticked()) count();
})();
