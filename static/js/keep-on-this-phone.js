// The page "Keep on this phone": its form, the list of what is kept, and the button that removes it. Nothing is sent, and no
// step makes an entry in the history.
import { inWords, keep, kept, remove } from "./kept.js";

const place = document.querySelector('[data-module="portal-keep"]');
const form = place.querySelector("form");
const status = place.querySelector("[data-status]");
const there = place.querySelector("[data-there]");
const find = place.querySelector("[data-find]");
const list = place.querySelector("[data-list]");
const buttons = [...place.querySelectorAll("button")];
let now;

function say(words) {
  status.textContent = words;
  status.hidden = !words;
}

function line({ address, title }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = address;
  link.textContent = title;
  item.append(link);
  return item;
}

function showList() {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = now.pages.filter(({ title, headings }) => {
    const text = [title, ...headings].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
  list.replaceChildren(...found.map(line));
  place.querySelector("[data-none]").hidden = found.length > 0;
}

async function show() {
  now = await kept();
  there.hidden = !now;
  if (now) {
    place.querySelector("[data-as-of]").textContent = inWords(now.asOf);
    showList();
  }
  if (form) {
    form.querySelector("button").textContent = now ? "Keep what is ticked now" : "Keep on this phone";
    for (const box of form.querySelectorAll("[name=theme]")) {
      box.checked = Boolean(now?.themes.includes(box.value));
    }
    form.elements.sensitive && (form.elements.sensitive.checked = Boolean(now?.sensitive));
  }
}

/** Do one step with the buttons off, and say how it went. */
async function during(words, step, done, failed) {
  buttons.forEach((button) => (button.disabled = true));
  say(words);
  try {
    await step();
    await show();
    say(done);
  } catch {
    say(failed);
  }
  buttons.forEach((button) => (button.disabled = false));
}

const NOT_DONE = "That did not work, and nothing has changed. Check your connection, then try again. A private window, or a browser that blocks site data, cannot keep pages.";

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const sensitive = Boolean(form.elements.sensitive?.checked);
  if (sensitive && !form.elements.alone.checked) {
    say("Nothing has been kept. Tick that nobody else can open this device, or take the tick from the sensitive themes.");
    form.elements.alone.focus();
    return;
  }
  const themes = [...form.querySelectorAll("[name=theme]:checked")].map((box) => box.value);
  during(
    "Fetching the pages. Keep this page open.",
    async () => {
      await navigator.serviceWorker.register(document.body.dataset.serviceWorker);
      await keep(place.dataset.home, themes, sensitive);
    },
    "Kept. You can read these pages without a connection.",
    NOT_DONE,
  );
});
// Neither is in a copy of this page: nothing can be fetched there.
place.querySelector("[data-refresh]")?.addEventListener("click", () => {
  during("Fetching the pages again.", () => keep(now.home, now.themes, now.sensitive, now.name), "The copies are fresh.", NOT_DONE);
});
place.querySelector("[data-remove]").addEventListener("click", () => {
  find.value = "";
  during(
    "Removing.",
    async () => {
      await remove();
      document.querySelector(".portal-stale")?.remove();
    },
    "Removed. This site keeps no page that you chose on this device any more.",
    "That did not work. Remove the data of this website in the settings of your browser.",
  );
});
find.addEventListener("input", showList);

if ("serviceWorker" in navigator && "caches" in window && "locks" in navigator) {
  show()
    .then(() => {
      place.hidden = false;
      document.querySelector("[data-keep-unable]").hidden = true;
    })
    .catch(() => {});
}
