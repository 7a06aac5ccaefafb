// The copies that a practitioner asked to keep on this phone: made, made again each day, and removed. The service worker shows
// them while there is no connection, and removes them once they are unused: see docs/offline.md.

const PREFIX = "kept-";
// What is kept, since when and when it was last used: in the same cache, where the service worker reads it too.
const MARKER = "/kept.json";
const DAY = 86_400_000;
const AT_ONCE = 4;

const isKept = (name) => name.startsWith(PREFIX);
const today = () => Math.floor(Date.now() / DAY);

/** Return what is kept, as {name, home, asOf, used, themes, sensitive, pages}; undefined if nothing is. */
export async function kept() {
  const names = await caches.keys();
  for (const name of names.filter(isKept).sort().reverse()) {
    const marker = await caches.match(MARKER, { cacheName: name });
    if (marker) {
      return { name, ...(await marker.json()) };
    }
  }
  return undefined;
}

async function mark(cache, content) {
  await cache.put(MARKER, new Response(JSON.stringify(content), { headers: { "Content-Type": "application/json" } }));
}

/** Remove every copy, and what says that there were any. */
export async function remove() {
  const names = await caches.keys();
  await Promise.all(names.filter(isKept).map((name) => caches.delete(name)));
}

/** Return a moment (in milliseconds) as people in Hampshire say it. */
export function inWords(moment) {
  return new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: "Europe/London",
  })
    .format(moment)
    .replace(" at ", ", ");
}

async function fetched({ address, title }) {
  // Without cookies: the copy is what everybody reads.
  const response = await fetch(address, { cache: "no-cache", credentials: "omit" });
  if (!response.ok || response.redirected) {
    throw new Error(`${address} answered ${response.status}`);
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  // What is itself a copy, of a mirror or of a site without its database, is not as of now.
  if (page.querySelector(".portal-stale")) {
    throw new Error(`${address} is shown as it was`);
  }
  return { address, title, page, headers: response.headers };
}

/** Return what `make` gives for each of the `items`, a few at a time. */
async function fewAtOnce(items, make) {
  const results = [];
  for (let first = 0; first < items.length; first += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(first, first + AT_ONCE).map(make))));
  }
  return results;
}

/** Take out of a page what is true only now, or needs a connection, and say as of when the rest is. */
function makeCopy(page, asOf) {
  const scripts = "script:not([data-exit], [data-kept], [src*=js-enabled])";
  const buttons = "main button:not([data-remove])";
  const onlyNow = "[data-open-now], [data-call-now-none]";
  page.querySelectorAll(`form, .portal-filter, ${buttons}, ${onlyNow}, ${scripts}`).forEach((part) => part.remove());
  page.querySelectorAll("[data-call-now]").forEach((list) => {
    list.append(...[...list.children].sort((one, other) => one.dataset.rank - other.dataset.rank));
    [...list.children].forEach((line) => line.classList.remove("portal-call-now__line--open"));
  });
  page.querySelectorAll("[data-while-closed]").forEach((block) => {
    block.hidden = false;
    block.firstElementChild.textContent = "If nobody answers";
  });
  const main = page.querySelector("main");
  const words = inWords(asOf);
  const notice = page.createElement("div");
  notice.className = "portal-stale";
  notice.setAttribute("role", "status");
  notice.innerHTML = '<p class="govuk-body"><strong></strong> <span></span></p>';
  notice.querySelector("strong").textContent =
    `You are offline, or the connection is too slow. This is the copy kept on this device, as of ${words}.`;
  notice.querySelector("span").textContent =
    "Numbers, hours and dates can have changed since. Load the page again when you are connected.";
  main.before(notice);
  // Three figures, such as 999, do not change.
  main.querySelectorAll('a[href^="tel:"], a[href^="sms:"]').forEach((link) => {
    if (link.getAttribute("href").replace(/\D/g, "").length > 3) {
      const since = page.createElement("span");
      since.className = "portal-as-of";
      since.textContent = ` as of ${words} `;
      link.after(since);
    }
  });
}

function filesOf(page) {
  const links = page.querySelectorAll("link[rel=stylesheet], link[rel~=icon], link[rel=preload], link[rel=modulepreload]");
  const files = page.querySelectorAll("script[src], img[src^='/']");
  return [...[...links].map((link) => link.getAttribute("href")), ...[...files].map((file) => file.getAttribute("src"))];
}

/** Return what the list of kept pages says of a page: its title, and the headings to find it by. */
function entry({ address, title, page }) {
  const texts = [...page.querySelectorAll("main :is(h2, h3)")].map((heading) => heading.textContent.trim());
  return { address, title, headings: [...new Set(texts)] };
}

function response(page, headers) {
  // Its policies come with it; how it was sent over the wire does not.
  const sent = new Headers(headers);
  ["content-encoding", "content-length", "date", "etag", "vary", "x-request-id"].forEach((name) => sent.delete(name));
  return new Response(`<!DOCTYPE html>${page.documentElement.outerHTML}`, { headers: sent });
}

/**
 * Make copies of what the page at `home` lists, in place of those of before: what everybody gets, the `themes` (addresses) that
 * are still listed, and with `sensitive` all sensitive themes. All of it or nothing: an error leaves what was kept.
 *
 * With `instead`, the name of the copies of before, nothing is kept if they were removed meanwhile.
 */
async function makeCopies(home, themes, sensitive, instead) {
  const asOf = Date.now();
  const list = await fetched({ address: home });
  const named = (kind) =>
    [...list.page.querySelectorAll(`[data-keep=${kind}]`)].map((place) => ({
      address: place.dataset.address,
      title: place.textContent.trim(),
    }));
  const chosen = named("theme").filter(({ address }) => themes.includes(address));
  const copied = await fewAtOnce([...named("always"), ...chosen, ...(sensitive ? named("sensitive") : [])], fetched);
  const pages = [...copied, list];
  pages.forEach(({ page }) => makeCopy(page, asOf));
  const name = `${PREFIX}${asOf}`;
  const cache = await caches.open(name);
  try {
    await cache.addAll([...new Set(pages.flatMap(({ page }) => filesOf(page)))]);
    await Promise.all(pages.map(({ address, page, headers }) => cache.put(address, response(page, headers))));
    if (instead && !(await caches.has(instead))) {
      throw new Error("removed meanwhile");
    }
    const still = chosen.map(({ address }) => address);
    await mark(cache, { home, asOf, used: today(), themes: still, sensitive, pages: copied.map(entry) });
  } catch (error) {
    await caches.delete(name);
    throw error;
  }
  // Removed while the last lines ran: then this one is gone as well, and nothing more is to do.
  const names = (await caches.has(name)) ? await caches.keys() : [];
  await Promise.all(names.filter((other) => isKept(other) && other !== name).map((other) => caches.delete(other)));
}

/** Keep what is chosen; see `makeCopies`. One tab at a time. */
export function keep(home, themes, sensitive, instead) {
  return navigator.locks.request(PREFIX, () => makeCopies(home, themes, sensitive, instead));
}

/** On an ordinary page: note that the copies are of use, and make them again once they are a day old. */
export async function refresh() {
  const now = await kept();
  if (!now) {
    return;
  }
  if (now.used !== today()) {
    const { name, ...content } = now;
    await mark(await caches.open(name), { ...content, used: today() });
  }
  if (Date.now() - now.asOf >= DAY) {
    const again = (lock) => lock && makeCopies(now.home, now.themes, now.sensitive, now.name);
    await navigator.locks.request(PREFIX, { ifAvailable: true }, again);
  }
}
