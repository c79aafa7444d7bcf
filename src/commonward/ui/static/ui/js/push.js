// Lets this browser take pushes: asks its reader, then sends what the browser's maker gave it like any other form.

const form = document.getElementById("push");
const part = (name) => form.querySelector(`[data-part="${name}"]`);
const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

if ("serviceWorker" in navigator && "PushManager" in window) {
  part("begin").hidden = false;
  part("cannot").hidden = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await navigator.serviceWorker.register(form.dataset.worker);
      const { pushManager } = await navigator.serviceWorker.ready;
      const options = { userVisibleOnly: true, applicationServerKey: toBytes(form.dataset.key) };
      const given = await pushManager.subscribe(options);
      form.elements.endpoint.value = given.endpoint;
      for (const name of ["p256dh", "auth"]) form.elements[name].value = toText(given.getKey(name));
      form.submit();
    } catch {
      part("refused").hidden = false;
    }
  });
}
