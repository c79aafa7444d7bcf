// What came in while this page is open: told by a stream, and where none can be had, asked for now and then. What is
// told are numbers; what they stand for is fetched like any page, when its reader says so. Nothing moves by itself.

const ASK_EVERY = 30_000;
const STREAM_AGAIN = 120_000;
const about = (milliseconds) => milliseconds * (0.75 + Math.random() / 2);

const page = document.getElementById("arrivals");
const word = (from, name) => from.querySelector(`template[data-part="${name}"]`)?.content;
const lines = () => [...document.querySelectorAll("[data-arrived]")];
const state = { stream: null, timer: null, etag: "", notices: null, over: false, streamAfter: 0 };

function asked() {
  const query = new URLSearchParams({ notices: "1" });
  for (const line of lines()) query.set(line.dataset.arrived, line.dataset.of);
  return query;
}

function countNotices(number) {
  for (const place of document.querySelectorAll('[data-tally="notices"]')) {
    let count = place.querySelector(".count");
    if (!number) count?.remove();
    else {
      if (!count) {
        place.append(word(page, "count").cloneNode(true));
        count = place.querySelector(".count");
      }
      (count.querySelector('[data-part="number"]') ?? count.lastChild).textContent = number;
    }
  }
  if (state.notices !== null && number > state.notices)
    document.getElementById("said")?.replaceChildren(word(page, "notice").cloneNode(true));
  state.notices = number;
}

function sentence(line, value) {
  const { known, arrived } = line.dataset;
  if (arrived === "board") return value === known ? "" : word(line, "one").textContent;
  const number = value - known;
  if (number <= 0) return "";
  return number === 1 ? word(line, "one").textContent : word(line, "many").textContent.replace("%d", number);
}

function say(line, value) {
  const text = sentence(line, value);
  const button = line.querySelector("button");
  if (!text) return button?.remove();
  const whole = `${text}: ${word(line, "show").textContent}`;
  if (button) {
    if (button.textContent !== whole) button.textContent = whole;
    return;
  }
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button--second button--s";
  made.textContent = whole;
  made.addEventListener("click", () => show(line));
  line.append(made);
}

// The reader asked for it: only now the page changes, and what is new is where they go on.
async function show(line) {
  if (location.search) return location.assign(location.pathname);
  const region = document.getElementById(line.dataset.region);
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return location.reload();
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const there = fresh.getElementById(line.dataset.region);
  const told = fresh.querySelector(`[data-arrived="${line.dataset.arrived}"]`);
  if (!there || !told) return location.reload();
  const before = new Set([...region.querySelectorAll("[id]")].map((one) => one.id));
  region.setAttribute("aria-live", "off"); // a log would read everything out anew
  setTimeout(() => region.removeAttribute("aria-live"), 500);
  region.replaceChildren(...document.adoptNode(there).childNodes);
  window.htmx?.process(region);
  Object.assign(line.dataset, { of: told.dataset.of, known: told.dataset.known });
  line.querySelector("button")?.remove();
  const isNew = (one) => !before.has(one.id);
  const first = [...region.querySelectorAll(":scope > [id], :scope > article")].find(isNew) ?? region;
  first.tabIndex = -1;
  first.focus({ preventScroll: true });
  first.scrollIntoView({ block: "nearest" });
  begin();
}

function tell(values) {
  if ("notices" in values) countNotices(values.notices);
  for (const line of lines())
    if (line.dataset.arrived in values) say(line, values[line.dataset.arrived]);
}

function over() {
  state.over = true;
  end();
  for (const line of lines().slice(0, 1)) {
    const link = document.createElement("a");
    link.className = "button button--second button--s";
    link.href = location.pathname;
    link.append(word(page, "again").cloneNode(true));
    line.append(word(page, "over").cloneNode(true), " ", link);
  }
}

async function ask() {
  state.timer = null;
  const headers = { Accept: "application/json", ...(state.etag && { "If-None-Match": state.etag }) };
  try {
    const answer = await fetch(`${page.dataset.url}?${asked()}`, { headers, redirect: "manual", cache: "no-store" });
    if (answer.status === 410 || answer.type === "opaqueredirect") return over();
    if (answer.status === 200) {
      state.etag = answer.headers.get("ETag") ?? "";
      tell(await answer.json());
    }
  } catch {
    // No connection now. The next time tells.
  }
  if (Date.now() > state.streamAfter) begin();
  else state.timer = setTimeout(ask, about(ASK_EVERY));
}

function begin() {
  end();
  if (state.over || document.hidden) return;
  state.stream = new EventSource(`${page.dataset.url}/stream?${asked()}`);
  state.stream.addEventListener("message", (event) => tell(JSON.parse(event.data)));
  state.stream.addEventListener("over", over);
  state.stream.addEventListener("error", () => {
    if (state.stream?.readyState !== EventSource.CLOSED) return; // it comes again by itself
    state.stream = null;
    state.etag = "";
    state.streamAfter = Date.now() + about(STREAM_AGAIN);
    state.timer ??= setTimeout(ask, about(1000));
  });
}

function end() {
  state.stream?.close();
  state.stream = null;
  clearTimeout(state.timer);
  state.timer = null;
}

// A page that nobody looks at holds nothing open, and learns at once what it missed when it is looked at again.
document.addEventListener("visibilitychange", () => (document.hidden ? end() : begin()));
addEventListener("pagehide", end);
addEventListener("pageshow", (event) => event.persisted && begin());
setTimeout(begin, about(400));
