// Keeps unsent words: as a draft on the server, and in this browser as long as the server has not confirmed them.
// A stopped server or an ended session loses nothing; a confirmed draft leaves nothing behind on a shared machine.

const DRAFT_EVERY = 3000;
const KEPT_FOR = 7 * 24 * 3600 * 1000;
const KEEPALIVE_LETTERS = 15000; // A request that outlives its page may carry 64 kB.

const storage = {
  get(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  },
  /** The newest copy for a place, whichever page left it. Old ones are thrown away. */
  newest(place) {
    try {
      const names = Object.keys(localStorage).filter((name) => name === place || name.startsWith(`${place}:`));
      const copies = names.map((name) => ({ name, ...storage.get(name) }));
      const isOld = ({ at }) => !(Date.now() - at < KEPT_FOR);
      for (const { name } of copies.filter(isOld)) localStorage.removeItem(name);
      return copies.filter((copy) => !isOld(copy)).sort((one, other) => other.at - one.at)[0];
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      if (value) localStorage.setItem(key, JSON.stringify(value));
      else localStorage.removeItem(key);
    } catch {
      // Full or closed. The server's draft is then the only copy.
    }
  },
};

function keep(form) {
  const field = form.elements.text;
  // Each page has a copy of its own, by the name of its form: two tabs must not lose one text to the other.
  const place = `words:${form.dataset.key}`;
  const named = (once) => (once ? `${place}:${once}` : place);
  const mine = () => named(form.elements.once?.value);
  const url = form.dataset.draftUrl;
  const part = (name) => form.querySelector(`[data-part="${name}"]:not(template)`);
  const word = (name) =>
    form.querySelector('template[data-part="words"]').content.querySelector(`[data-word="${name}"]`).textContent;
  const bringBack = form.querySelector('[data-act="bring-back"]');
  let timer;
  let confirmed = field.value;
  let sent = false;

  const keepHere = () => {
    const text = field.value;
    // With the name of the form: words that did go out, while the answer was lost, are not said twice.
    const once = form.elements.once?.value;
    storage.set(mine(), text.trim() && text !== confirmed && { text, once, from: confirmed, at: Date.now() });
  };
  const send = (more) => {
    const texts = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    const headers = { "X-Requested-With": "XMLHttpRequest", "HX-Request": "true" };
    return fetch(url, { method: "POST", body: new URLSearchParams(texts), headers, ...more });
  };
  const draft = async () => {
    timer = null;
    if (!url || sent) return;
    const text = field.value;
    try {
      const answer = await send();
      if (!answer.ok || answer.redirected) throw new Error("not kept");
      confirmed = text;
      if (form.elements.draft) form.elements.draft.value = answer.headers.get("Draft") ?? "";
      part("draft").textContent = text.trim() ? word("kept") : "";
    } catch {
      part("draft").textContent = word("kept-here");
    }
    if (!sent) keepHere();
  };
  const fill = (text, once) => {
    field.value = text;
    if (once && form.elements.once) form.elements.once.value = once;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  document.addEventListener("input", (event) => {
    if (event.target.form !== form || event.target.type === "file") return;
    keepHere();
    timer ??= setTimeout(draft, DRAFT_EVERY);
  });
  form.addEventListener("submit", (event) => {
    // composer.js may have said no; a text that does go out stays here until the server says that it went.
    if (event.defaultPrevented) return;
    sent = true;
    clearTimeout(timer);
    confirmed = null;
    keepHere();
  });
  addEventListener("pageshow", () => (sent = false));
  addEventListener("pagehide", () => {
    if (!sent && timer && url && field.value.length < KEEPALIVE_LETTERS) send({ keepalive: true }).catch(() => {});
  });

  const kept = storage.newest(place);
  if (kept?.text === field.value) storage.set(kept.name, null);
  else if (kept) {
    part("kept").hidden = false;
    // The server may answer with the draft before it has the last words of the page that was just left.
    const goesOn = !field.value.trim() || kept.from === field.value;
    bringBack.hidden = goesOn;
    bringBack.addEventListener("click", () => {
      bringBack.hidden = true;
      fill(kept.text, kept.once);
    });
    form.querySelector('[data-act="start-fresh"]').addEventListener("click", () => {
      part("kept").hidden = true;
      storage.set(kept.name, null);
      fill("");
      field.focus();
    });
    if (goesOn) fill(kept.text, kept.once);
  }
}

for (const form of document.querySelectorAll("form[data-composer]:not([data-key=''])")) keep(form);
