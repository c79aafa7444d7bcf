// Pictures in the composer: one empty place at a time, and a chosen picture is shown small. It is drawn on a canvas,
// because the page's policy allows no other source of pictures than this site.

const WIDTH = 208;

async function preview(slot, file) {
  slot.querySelector("canvas")?.remove();
  const picture = file && (await createImageBitmap(file).catch(() => null));
  if (!picture) return;
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = Math.round((WIDTH * picture.height) / picture.width);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  slot.prepend(canvas);
}

for (const add of document.querySelectorAll('[data-composer] [data-part="add"]')) {
  const slots = [...add.querySelectorAll("[data-slot]")];
  const tidy = () => {
    const empty = slots.findIndex((slot) => !slot.querySelector("[type=file]").files.length);
    slots.forEach((slot, number) => (slot.hidden = empty >= 0 && number > empty));
  };
  add.addEventListener("change", (event) => {
    if (event.target.type !== "file") return;
    tidy();
    preview(event.target.closest("[data-slot]"), event.target.files[0]);
  });
  tidy();
}
