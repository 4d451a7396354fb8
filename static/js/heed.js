/* What HTML and htmx cannot do by themselves. */
(() => {
  "use strict";

  const FOCUSABLE = "a[href], button:not([disabled]), input:not([type=hidden]), select, textarea, summary";

  // After a swap the reader goes on where the server says so; never at the top of the document.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.closest?.("[data-quiet]")) return; // what changes by itself takes nobody along
    const wanted = document.querySelector("[data-focus]") ?? event.target.querySelector?.("#problems");
    if (wanted) {
      wanted.removeAttribute("data-focus");
      wanted.focus();
    } else if (!document.activeElement || document.activeElement === document.body) {
      const place = event.target.matches?.(FOCUSABLE) ? event.target : event.target.querySelector?.(FOCUSABLE);
      (place ?? document.querySelector("main a[href]"))?.focus({ preventScroll: true });
    }
  });

  // Opening "Reply" leads into its field.
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("details.reply[open]")) event.target.querySelector("textarea")?.focus();
  }, true);

  // A second click while the page is on its way would take the place of the first one's answer.
  const sent = new WeakMap();
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post") return;
    if (event.timeStamp - sent.get(event.target) < 3000) event.preventDefault();
    else sent.set(event.target, event.timeStamp);
  });

  // htmx lets a button outside its form send the form as well; the fragment alone is wanted.
  document.addEventListener("click", (event) => {
    if (window.htmx && event.target.closest?.("button[form][hx-post]")) event.preventDefault();
  });

  // What asks by itself does so only while its page can be seen, and again when it is.
  document.addEventListener("htmx:confirm", (event) => {
    if (document.hidden && event.target.matches?.("[data-while-seen]")) event.preventDefault();
  });

  // While somebody joins an idea in the panel, or gives their words to it, no other panel takes its place.
  document.addEventListener("htmx:confirm", (event) => {
    if (event.detail.target?.id === "similar" && document.querySelector("#similar :is(form.words, .htmx-request)")) event.preventDefault();
  });

  // How long it takes from the first key to a vote: measured here, since only the browser knows, and sent along.
  const timed = document.querySelector("form[data-timed]");
  let first = timed?.dataset.timed ? -1000 * timed.dataset.timed : undefined;
  document.addEventListener("input", (event) => {
    if (timed && event.target.form === timed) first ??= event.timeStamp;
  });
  document.addEventListener("click", (event) => {
    if (first === undefined || event.target.closest?.("button")?.form !== timed) return;
    const field = timed.elements.seconds ?? timed.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "seconds" }));
    field.value = Math.round((event.timeStamp - first) / 1000);
  }, true);

  document.addEventListener("click", (event) => event.target.closest?.("[data-dismiss]")?.closest(".toast").remove());

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy");
    }
    document.getElementById("say").textContent = button.dataset.said;
  });
})();
