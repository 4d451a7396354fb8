/* What HTML and htmx cannot do by themselves. */
(() => {
  "use strict";
  // After "Show more" the reader goes on at the first new title.
  document.addEventListener("htmx:afterSwap", (event) => {
    const problems = event.target.querySelector?.("#problems");
    if (problems) problems.focus();
  });
})();
