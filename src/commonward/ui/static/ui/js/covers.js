// The author's own covers in the picture: dragged with a finger or a mouse, moved and sized with the arrow keys.
// The number fields are what is sent; without this script they do the same.

const SIDES = ["left", "top", "width", "height"];
const STEP = 8;
const LEAST = 4;

for (const form of document.querySelectorAll("[data-covers]")) {
  const picture = form.querySelector("[data-covers-picture]");
  const past = [];
  const [, , wide, high] = picture.getAttribute("viewBox").split(" ").map(Number);
  const within = (value, least, most) => Math.round(Math.min(Math.max(value, least), most));

  const read = (row) => SIDES.map((side) => Number(row.querySelector(`[name$="-${side}"]`).value));
  const draw = (row) => {
    const box = read(row);
    const mark = picture.querySelector(`[data-cover="${row.dataset.own}"]`);
    if (!mark || box.some(Number.isNaN)) return;
    const [left, top, width, height] = box;
    const [rect, label] = [mark.querySelector("rect"), mark.querySelector("text")];
    for (const [name, value] of Object.entries({ x: left, y: top, width, height })) rect.setAttribute(name, value);
    label.setAttribute("x", left);
    label.setAttribute("y", top);
  };
  const write = (row, [left, top, width, height]) => {
    const w = within(width, LEAST, wide);
    const h = within(height, LEAST, high);
    const box = [within(left, 0, wide - w), within(top, 0, high - h), w, h];
    SIDES.forEach((side, at) => (row.querySelector(`[name$="-${side}"]`).value = box[at]));
    draw(row);
  };
  const remember = (row) => past.push([row, read(row)]);
  const goBack = () => {
    const last = past.pop();
    if (last) write(...last);
  };

  for (const row of form.querySelectorAll("[data-own]")) {
    const mark = picture.querySelector(`[data-cover="${row.dataset.own}"]`);
    row.addEventListener("input", () => draw(row));
    if (!mark) continue;
    mark.setAttribute("tabindex", "0");
    mark.setAttribute("role", "group");
    mark.setAttribute("aria-label", row.querySelector("legend").textContent);
    mark.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if ((event.ctrlKey || event.metaKey) && event.key === "z") {
        event.preventDefault();
        goBack();
      }
      if (!way) return;
      event.preventDefault();
      remember(row);
      const [left, top, width, height] = read(row);
      const [x, y] = way.map((step) => step * (event.altKey ? 1 : STEP));
      write(row, event.shiftKey ? [left, top, width + x, height + y] : [left + x, top + y, width, height]);
    });
    mark.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      mark.focus();
      mark.setPointerCapture(event.pointerId);
      remember(row);
      const [left, top, width, height] = read(row);
      const scale = wide / picture.getBoundingClientRect().width;
      const at = mark.querySelector("rect").getBoundingClientRect();
      const sizes = at.right - event.clientX < 16 && at.bottom - event.clientY < 16;
      const move = (moved) => {
        const x = (moved.clientX - event.clientX) * scale;
        const y = (moved.clientY - event.clientY) * scale;
        write(row, sizes ? [left, top, width + x, height + y] : [left + x, top + y, width, height]);
      };
      mark.addEventListener("pointermove", move);
      mark.addEventListener("lostpointercapture", () => mark.removeEventListener("pointermove", move), { once: true });
    });
  }
  const hint = form.querySelector("[data-covers-hint]");
  if (hint) hint.hidden = !form.querySelector("[data-own]");
}
