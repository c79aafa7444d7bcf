// Shows that something waits, and leads there. What comes in a push has no content; several show once.

self.addEventListener("push", (event) => {
  const told = event.data?.json() ?? { title: "", says: "", url: "/" };
  const shown = { body: told.says, tag: "waiting", data: told.url };
  event.waitUntil(self.registration.showNotification(told.title, shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data));
});
