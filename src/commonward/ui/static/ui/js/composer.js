// The composer: reads along while somebody writes. The form works without this file; see docs/design-system.md for
// what goes over the wire. Marks live in UTF-16 units here, because text fields count so; fixes come in code points.

const PAUSE = 400;
const RETRY_AFTER = [2000, 5000, 15000, 30000];

/** The UTF-16 offset of a code point offset. */
export function toUnits(text, points) {
  let at = 0;
  for (let left = points; left > 0 && at < text.length; left -= 1) at += text.codePointAt(at) > 0xffff ? 2 : 1;
  return at;
}

/** Words that fit a card: of many the beginning and the end. */
function shortened(words) {
  return words.length <= 160 ? words : `${words.slice(0, 80).trimEnd()} … ${words.slice(-80).trimStart()}`;
}

/** Marks after an edit: those before it stay, those behind it move along, those inside it go. */
export function moved(marks, before, after) {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const end = before.length - tail;
  const by = after.length - before.length;
  return marks.flatMap((mark) => {
    if (mark.end <= head) return [mark];
    return mark.start >= end ? [{ ...mark, start: mark.start + by, end: mark.end + by }] : [];
  });
}

/** The marks in a piece of HTML that the server made, by where they stand in its text. */
function marksIn(root) {
  let at = 0;
  const marks = [];
  for (const node of root.childNodes) {
    const start = at;
    at += node.textContent.length;
    if (node.nodeName === "MARK") {
      marks.push({ start, end: at, level: node.dataset.level, findings: node.dataset.finding.split(" ") });
    }
  }
  return { length: at, marks };
}

/** Where somebody types on a card. */
const TYPED = "textarea, input:not([type=hidden])";
const FIELDS = `${TYPED}, select`;

class Composer {
  constructor(form) {
    this.form = form;
    this.field = form.elements.text;
    this.layer = this.part("marks");
    this.publish = form.querySelector('[data-act="publish"]');
    this.limit = Number(form.dataset.limit) || 20000;
    this.words = Object.fromEntries(
      [...form.querySelector('template[data-part="words"]').content.children].map((word) => [
        word.dataset.word,
        word.textContent,
      ]),
    );
    this.start = { state: this.part("state").innerHTML, label: this.publish.textContent };
    this.marks = marksIn(this.layer).marks;
    this.checked = this.marks.length ? this.field.value : null;
    this.was = this.field.value;
    this.tries = 0;
    form.dataset.live = "";
    this.placeHelp();
    this.dressCards();
    this.listen();
    this.paint();
    this.measure();
    if (this.field.value && this.checked === null) this.soon(0);
  }

  part(name) {
    return (
      this.form.querySelector(`[data-part="${name}"]:not(template)`) ??
      document.querySelector(`[data-part="${name}"][data-for="${this.form.id}"]`)
    );
  }

  listen() {
    const { form, field } = this;
    document.addEventListener("input", (event) => event.target.form === form && this.changed(event.target));
    field.addEventListener("compositionstart", () => (this.composing = true));
    field.addEventListener("compositionend", () => {
      this.composing = false;
      this.soon();
    });
    for (const kind of ["click", "keyup"]) field.addEventListener(kind, () => this.touch());
    document.addEventListener("click", (event) => this.pressed(event));
    document.addEventListener("keydown", (event) => this.onKey(event));
    form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("online", () => this.soon(0));
  }

  // ---- Writing -------------------------------------------------------------------------------------------------

  changed(target) {
    if (target === this.field) {
      const text = this.field.value;
      const long = this.measure();
      this.marks = long ? [] : moved(this.marks, this.was, text);
      this.was = text;
      this.paint();
    }
    if (target === this.field || target.name === "audience") this.soon();
    if (target.name === "audience") {
      const use = target.parentElement.querySelector("use");
      use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#i-${target.selectedOptions[0].dataset.icon}`));
    }
  }

  /** Too long to check? Then say by how much, and let the field scroll: a layer of 1 MB would stop the page. */
  measure() {
    const { value } = this.field;
    let over = value.length - this.limit;
    if (over > 0 && value.length <= 2 * this.limit) over = [...value].length - this.limit;
    const long = over > 0;
    const count = this.part("count");
    const left = -over;
    count.hidden = long || left > this.limit / 10;
    if (!count.hidden) count.textContent = this.words.left.replace("%(number)s", left);
    if (long) {
      this.state(this.words["too-long"].replace("%(number)s", over), false);
    } else if (this.long) {
      this.part("state").innerHTML = this.start.state;
    }
    if (long && !this.long) {
      this.say(this.part("state").textContent);
      this.cards([]);
    }
    this.long = long;
    this.form.toggleAttribute("data-long", long);
    return long;
  }

  paint() {
    const text = this.long ? "" : this.field.value;
    const pieces = [];
    let at = 0;
    for (const { start, end, level, findings } of this.marks) {
      const mark = document.createElement("mark");
      mark.className = findings.includes(this.active) ? "mark is-active" : "mark";
      mark.dataset.level = level;
      mark.dataset.finding = findings.join(" ");
      mark.textContent = text.slice(start, end);
      pieces.push(text.slice(at, start), mark);
      at = end;
    }
    this.layer.replaceChildren(...pieces, text.slice(at));
    this.layer.setAttribute("aria-hidden", "true");
  }

  // ---- Checking ------------------------------------------------------------------------------------------------

  soon(pause = PAUSE) {
    clearTimeout(this.checkTimer);
    if (this.composing) return;
    this.checkTimer = setTimeout(() => this.check(), pause);
  }

  fields() {
    const texts = [...new FormData(this.form)].filter(([, value]) => typeof value === "string");
    return new URLSearchParams(texts);
  }

  send(url, said, more) {
    const headers = { "X-Requested-With": "XMLHttpRequest", "HX-Request": "true" };
    const body = this.fields();
    for (const [name, value] of Object.entries(said)) body.append(name, value);
    return fetch(url, { method: "POST", body, headers, credentials: "same-origin", ...more });
  }

  /** Ask what there is to say of the words; `said` is what the author says of a finding. */
  async check(said = {}) {
    clearTimeout(this.checkTimer);
    this.request?.abort();
    const text = this.field.value;
    if (!this.form.dataset.checkUrl || this.long) return;
    if (!text.trim()) {
      this.clear();
      return;
    }
    this.request = new AbortController();
    const { signal } = this.request;
    try {
      const answer = await this.send(this.form.dataset.checkUrl, said, { signal });
      const html = await answer.text();
      if (signal.aborted || this.field.value !== text) return;
      const page = new DOMParser().parseFromString(html, "text/html");
      if (!answer.ok || answer.redirected || !page.querySelector('[data-part="state"]')) {
        this.failed(answer);
        return;
      }
      this.tries = 0;
      this.checked = text;
      this.show(page, text);
    } catch (error) {
      if (error.name !== "AbortError") this.failed();
    }
  }

  failed(answer) {
    const out = answer && (answer.redirected || answer.status === 401 || answer.status === 403);
    this.state(out ? this.words["signed-out"] : this.words.failed, true);
    if (out) return;
    const asked = 1000 * Number(answer?.headers.get("Retry-After"));
    this.soon(asked || RETRY_AFTER[Math.min(this.tries, RETRY_AFTER.length - 1)]);
    this.tries += 1;
  }

  clear() {
    this.marks = [];
    this.checked = null;
    this.cards([]);
    this.part("help")?.replaceChildren();
    this.part("state").innerHTML = this.start.state;
    this.state(null, true, this.start.label);
    this.paint();
  }

  show(page, text) {
    const { length, marks } = marksIn(page.querySelector('[data-part="marks"]'));
    this.marks = length === text.length ? marks : [];
    this.cards(page.querySelector('[data-part="cards"]').childNodes);
    const state = page.querySelector('[data-part="state"]');
    this.part("state").replaceChildren(...state.childNodes);
    this.state(null, state.dataset.canPublish === "true", state.dataset.publishLabel);
    if (state.dataset.announce !== this.announced) this.say(state.dataset.announce);
    this.announced = state.dataset.announce;
    this.help(page.querySelector('[data-part="help"]'));
    this.paint();
  }

  state(sentence, may, label) {
    if (sentence) this.part("state").querySelector('p[id$="state"]').textContent = sentence;
    if (may) this.publish.removeAttribute("aria-disabled");
    else this.publish.setAttribute("aria-disabled", "true");
    if (label) this.publish.textContent = label;
  }

  /** New cards in place of the old, but a reason being typed, an open field and the focus stay. */
  cards(nodes) {
    const box = this.part("cards");
    if (!box) return;
    const open = new Map();
    // A card has one such part for a reason and one for a doubt; only the first has a field.
    const named = (keep) => `${keep.dataset.keep} ${keep.closest("[data-key]").dataset.key}`;
    for (const keep of box.querySelectorAll(".keep")) {
      open.set(named(keep), { open: keep.open, typed: [...keep.querySelectorAll(FIELDS)].map((field) => field.value) });
    }
    const focused = box.contains(document.activeElement) ? document.activeElement : null;
    const key = focused?.closest("[data-key]")?.dataset.key;
    const selection = focused?.matches(TYPED) && [focused.selectionStart, focused.selectionEnd];
    box.replaceChildren(...this.doneCard(), ...nodes);
    for (const keep of box.querySelectorAll(".keep")) {
      const old = open.get(named(keep));
      if (!old) continue;
      keep.open = old.open;
      keep.querySelectorAll(FIELDS).forEach((field, at) => {
        field.value = old.typed[at] ?? field.value;
      });
    }
    if (key) {
      const card = box.querySelector(`[data-key="${CSS.escape(key)}"]`);
      const again = selection ? card?.querySelector(`[name="${CSS.escape(focused.name)}"]`) : card;
      again?.focus({ preventScroll: true });
      if (selection && again) again.setSelectionRange(...selection);
    }
    this.dressCards();
  }

  dressCards() {
    const box = this.part("cards");
    if (!box) return;
    for (const button of box.querySelectorAll("[data-show]")) button.hidden = false;
    const beside = this.part("beside");
    if (beside) beside.hidden = !box.querySelector(".finding");
    this.activate(box.querySelector(`[data-finding="${this.active}"]`) ? this.active : null);
  }

  // ---- Help ----------------------------------------------------------------------------------------------------

  /** A page that opens with help has it first. While somebody writes it comes below the words, which must not jump. */
  placeHelp() {
    const help = this.part("help");
    if (help && !help.querySelector("[data-help]")) this.part("field").after(help);
  }

  /** What to say first, and how: the card stays as it is while it says the same. */
  help(said) {
    const help = this.part("help");
    if (!help || !said) return;
    const title = (box) => box.querySelector("h2")?.textContent;
    const isNew = title(said) && title(said) !== title(help);
    if (title(said) !== title(help)) help.replaceChildren(...said.childNodes);
    if (isNew) this.say(said.dataset.announce);
  }

  /** The author closes the card; for this text it stays closed. */
  closeHelp(button) {
    this.form.elements.help.value = button.value;
    this.part("help").replaceChildren();
    this.field.focus({ preventScroll: true });
    this.form.elements.help.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // ---- Findings ------------------------------------------------------------------------------------------------

  card(index) {
    return this.part("cards").querySelector(`.finding[data-finding="${index}"]`);
  }

  activate(index) {
    this.active = index;
    for (const card of this.part("cards")?.querySelectorAll(".finding") ?? []) {
      card.classList.toggle("is-active", card.dataset.finding === index && index !== null);
    }
    for (const mark of this.layer.querySelectorAll(".mark")) {
      mark.classList.toggle("is-active", mark.dataset.finding.split(" ").includes(index));
    }
  }

  /** The caret stands in a mark: its card is the chosen one. */
  touch() {
    const at = this.field.selectionStart;
    const mark = this.marks.find(({ start, end }) => start <= at && at <= end);
    if (mark && mark.findings[0] !== this.active) this.activate(mark.findings[0]);
  }

  showInText(index) {
    const own = this.marks.filter((mark) => mark.findings.includes(index));
    this.activate(index);
    this.field.focus({ preventScroll: true });
    if (own.length) this.field.setSelectionRange(own[0].start, own.at(-1).end);
    this.layer.querySelector(".mark.is-active")?.scrollIntoView({ block: "nearest" });
  }

  pressed(event) {
    const button = event.target.closest("button");
    if (!button) return;
    const ours = button.form === this.form || this.part("cards")?.contains(button);
    if (!ours) return;
    const { act, edits, show } = button.dataset;
    if (show !== undefined) this.showInText(show);
    if (act === "put-back") this.putBack();
    if (edits && edits !== "[]") {
      event.preventDefault();
      this.fix(JSON.parse(edits));
    }
    if (["object", "unobject", "ask", "unask"].includes(button.name)) {
      event.preventDefault();
      this.disagree(button);
    }
    if (button.name === "help-close") {
      event.preventDefault();
      this.closeHelp(button);
    }
    if (button.name === "check") {
      event.preventDefault();
      this.announced = null;
      this.check();
    }
  }

  /** The author does not agree with a finding, or agrees after all; asks about it, or takes that back. Numbers of findings hold for the words checked. */
  disagree(button) {
    const card = button.closest(".finding");
    if (this.field.value !== this.checked) {
      this.say(this.words.outdated);
      this.check();
      return;
    }
    card.focus({ preventScroll: true });
    this.announced = null;
    this.check({ [button.name]: button.value });
  }

  onKey(event) {
    const inText = event.target === this.field;
    const card = event.target.closest?.(".finding");
    if (!inText && !(card && this.part("cards").contains(card))) return;
    if (event.key === "Escape" && card?.dataset.finding) this.showInText(card.dataset.finding);
    const arrow = event.altKey && { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const step = event.key === "F8" ? (event.shiftKey ? -1 : 1) : arrow;
    if (!step) return;
    const cards = [...this.part("cards").querySelectorAll("[data-finding].finding")];
    if (!cards.length) return;
    event.preventDefault();
    const now = cards.findIndex((one) => one === card || (inText && one.dataset.finding === this.active));
    const next = cards.at((now < 0 && step < 0 ? -1 : now + step) % cards.length);
    this.activate(next.dataset.finding);
    next.focus();
  }

  fix(edits) {
    const text = this.field.value;
    if (text !== this.checked) {
      this.say(this.words.outdated);
      this.check();
      return;
    }
    // One replacement from the first edit to the last, so that one undo takes all of it back.
    const units = edits
      .map((edit) => ({ start: toUnits(text, edit.start), end: toUnits(text, edit.end), text: edit.text }))
      .sort((one, other) => one.start - other.start);
    const { start } = units[0];
    let after = "";
    let at = start;
    for (const edit of units) {
      after += text.slice(at, edit.start) + edit.text;
      at = Math.max(at, edit.end);
    }
    const before = text.slice(start, at);
    this.done = { start, before, after };
    this.replace(start, at, after);
    this.say(`${this.words.changed} ${shortened(after)}`);
  }

  putBack() {
    const { start, before, after } = this.done;
    this.done = null;
    this.replace(start, start + after.length, before);
  }

  replace(start, end, words) {
    this.field.focus({ preventScroll: true });
    this.field.setSelectionRange(start, end);
    // Deprecated, and still the only way that keeps the field's own undo.
    const done = words ? document.execCommand("insertText", false, words) : document.execCommand("delete");
    if (!done) {
      this.field.setRangeText(words, start, end, "end");
      this.changed(this.field);
    }
    this.check();
  }

  doneCard() {
    const { done } = this;
    if (!done || this.field.value.slice(done.start, done.start + done.after.length) !== done.after) return [];
    const card = this.form.querySelector('template[data-part="done"]').content.cloneNode(true);
    card.querySelector("h3").textContent = shortened(done.after) || "…";
    return [card];
  }

  submit(event) {
    if (event.submitter?.dataset.act === "publish" && this.publish.getAttribute("aria-disabled") === "true") {
      event.preventDefault();
      this.say(this.part("state").textContent);
      const first = this.part("cards")?.querySelector("[data-finding].finding");
      (first ?? this.field).focus();
      if (first) this.activate(first.dataset.finding);
      return;
    }
    this.request?.abort();
    event.submitter?.setAttribute("aria-busy", "true");
  }

  say(sentence) {
    this.part("said").textContent = sentence;
  }
}

for (const form of document.querySelectorAll("form[data-composer]")) new Composer(form);