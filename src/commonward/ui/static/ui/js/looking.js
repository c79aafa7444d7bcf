// A picture that is still being looked at: the page asks for itself now and then, until it is done. Then what was found
// takes its place in the marked parts; what somebody types stays as it is. Without this file a button or link asks.

const WAITS = [1500, 2000, 3000, 5000, 8000, 15000];
const PATIENCE = 300_000;

const isWaiting = (from) => from.querySelector("[data-looking]") !== null;

/** Put in the parts of the fresh page that say something else; one in which somebody is stays as it is. */
function take(fresh) {
  for (const part of document.querySelectorAll("[data-looked]")) {
    const there = fresh.querySelector(`[data-looked="${part.dataset.looked}"]`);
    if (!there || there.innerHTML === part.innerHTML || part.contains(document.activeElement)) continue;
    part.replaceChildren(...document.adoptNode(there).childNodes);
  }
}

/** The page as it is now; null where there is no answer, false where it is no longer this person's. */
async function asked() {
  const headers = { Accept: "text/html" };
  const answer = await fetch(location.href, { headers, cache: "no-store" }).catch(() => null);
  if (!answer || answer.status >= 500) return null;
  if (!answer.ok || answer.redirected) return false;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function look(number, until) {
  if (Date.now() > until || !isWaiting(document)) return;
  const fresh = document.hidden ? null : await asked();
  if (fresh === false) return;
  if (fresh) {
    // A page that has nothing but the news: it is opened anew.
    if (document.querySelector('[data-looking="page"]') && !fresh.querySelector('[data-looking="page"]'))
      return location.reload();
    take(fresh);
  }
  setTimeout(() => look(number + 1, until), WAITS[Math.min(number, WAITS.length - 1)]);
}

if (isWaiting(document)) setTimeout(() => look(1, Date.now() + PATIENCE), WAITS[0]);
