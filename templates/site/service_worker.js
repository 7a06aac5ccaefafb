// Shows a page with the emergency numbers where a page cannot be fetched. It keeps that page and what it loads, and never
// a page that was read.
const KEPT = "offline-{{ version }}";
const PAGE = "{{ page }}";
// Guidance that is needed most where there is no connection: its address, and that of the copy kept of it.
const COPIES = { {% for address, copy in copies %}
  "{{ address }}": "{{ copy }}",{% endfor %}
};
const FILES = [{% for file in files %}
  "{{ file }}",{% endfor %}
];

self.addEventListener("install", (event) => {
  // Past the browser's own cache, so that a new release does not keep an old file.
  const fresh = [PAGE, ...Object.values(COPIES), ...FILES].map((address) => new Request(address, { cache: "reload" }));
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(fresh)));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  const dropOlder = (names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(dropOlder));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") {
    return;
  }
  const { pathname } = new URL(request.url);
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(COPIES[pathname] ?? PAGE)));
  } else if (FILES.includes(pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(request)));
  }
});
