// Small comforts on every page. Each only improves what already works without script.

const open = () => document.querySelectorAll("details[data-closes][open]");

// Menus and sheets close again: on Escape, on a press elsewhere, and when another opens.
document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    menu.open = false;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  }
});

// The server says that these words went out: the copy on this device has done its service.
for (const message of document.querySelectorAll("[data-done]")) {
  try {
    localStorage.removeItem(`words:${message.dataset.done}`);
  } catch {
    // Storage may be closed to us; then there is no copy either.
  }
}

// A press that the server could not answer: say so, and leave the page as it was.
const SHOWN_FOR = 8000;
for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, () => {
    const toasts = document.getElementById("toasts");
    const sorry = document.getElementById("sorry");
    if (!toasts || !sorry) return;
    toasts.replaceChildren(sorry.content.cloneNode(true));
    setTimeout(() => toasts.replaceChildren(), SHOWN_FOR);
  });
}

// A button that cannot act yet stays reachable, and says why instead of doing nothing.
document.addEventListener("click", (event) => {
  const button = event.target.closest('button[aria-disabled="true"]');
  if (!button || button.closest("[data-composer]")) return;
  event.preventDefault();
  const why = document.getElementById(button.getAttribute("aria-describedby"));
  if (why) document.getElementById("said")?.replaceChildren(why.textContent);
});
