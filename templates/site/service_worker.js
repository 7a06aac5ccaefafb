// Shows a page with the emergency numbers where a page cannot be fetched. It keeps that page and what it loads, and never
// a page that was read. What somebody asked to keep (static/js/kept.js), it shows while it cannot be fetched, and removes once
// it is unused.
const OFFLINE = "offline-{{ version }}";
const PAGE = "{{ page }}";
// Guidance that is needed most where there is no connection: its address, and that of the copy kept of it.
const COPIES = { {% for address, copy in copies %}
  "{{ address }}": "{{ copy }}",{% endfor %}
};
const FILES = [{% for file in files %}
  "{{ file }}",{% endfor %}
];
const STATIC = "{{ static }}";

const KEPT = "kept-";
const MARKER = "/kept.json";
const DAY = 86_400_000;
const MOST_DAYS_UNUSED = 30;
const MOST_WAITED = 4_000; // for a page of which there is a copy
const MOST_TO_MAKE = 3_600_000; // copies without a marker after so long were never finished

self.addEventListener("install", (event) => {
  // Past the browser's own cache, so that a new release does not keep an old file.
  const fresh = [PAGE, ...Object.values(COPIES), ...FILES].map((address) => new Request(address, { cache: "reload" }));
  event.waitUntil(caches.open(OFFLINE).then((cache) => cache.addAll(fresh)));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  const isOlder = (name) => name !== OFFLINE && !name.startsWith(KEPT);
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(isOlder).map((name) => caches.delete(name)))));
});

/** Return {name, marker} of what somebody keeps; undefined if nothing is. What is unused or unfinished is removed. */
async function whatIsKept() {
  const names = (await caches.keys()).filter((name) => name.startsWith(KEPT)).sort().reverse();
  let found;
  for (const name of names) {
    const marker = await (await caches.match(MARKER, { cacheName: name }))?.json();
    const isUnused = marker && Math.floor(Date.now() / DAY) - marker.used > MOST_DAYS_UNUSED;
    const isUnfinished = !marker && Date.now() - Number(name.slice(KEPT.length)) > MOST_TO_MAKE;
    if (isUnused || isUnfinished) {
      await caches.delete(name);
    } else if (marker) {
      found ??= { name, marker };
    }
  }
  return found;
}

async function noteUse({ name, marker }) {
  const used = Math.floor(Date.now() / DAY);
  if (marker.used !== used && (await caches.has(name))) {
    await (await caches.open(name)).put(MARKER, new Response(JSON.stringify({ ...marker, used })));
  }
}

async function cannotBeReached(pathname, kept) {
  const page = await caches.match(COPIES[pathname] ?? PAGE, { cacheName: OFFLINE });
  if (!kept || !page) {
    return page ?? Response.error();
  }
  const text = (await page.text()).replace("data-kept hidden", "data-kept");
  return new Response(text, { headers: page.headers });
}

async function answer(event, pathname) {
  const fetched = fetch(event.request).catch(() => undefined);
  const kept = await whatIsKept().catch(() => undefined);
  const copy = kept && (await caches.match(event.request.url, { cacheName: kept.name }));
  const waited = new Promise((resolve) => setTimeout(resolve, MOST_WAITED));
  const page = await (copy ? Promise.race([fetched, waited]) : fetched);
  if (page) {
    return page;
  }
  if (copy) {
    event.waitUntil(noteUse(kept).catch(() => {}));
    return copy;
  }
  return cannotBeReached(pathname, kept);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) {
    return;
  }
  if (request.mode === "navigate") {
    event.respondWith(answer(event, pathname));
  } else if (pathname.startsWith(STATIC)) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(request, { ignoreVary: true })) ?? Response.error()));
  }
});
