// "Open now, until 2pm" as of this minute, on a page that may have been kept for hours. Without scripts, or when no answer
// comes, the page's own words stay, with the hours beside them.

const MINUTE = 60_000;

/** What a page in another language says of the three states; the answer itself is English. */
function inItsLanguage(status, now) {
  const { opened, closed, unknown } = status.dataset;
  return opened ? (now.is_open ? opened : now.is_known ? closed : unknown) : now.words;
}

/** Show what the server says now. Nothing is written where nothing changed, so that nobody reading is disturbed. */
function show(statuses, blocks, answers) {
  for (const status of statuses) {
    const now = answers[status.dataset.openNow];
    const words = now && inItsLanguage(status, now);
    if (now && status.textContent !== words) {
      status.textContent = words;
      status.classList.toggle("portal-open-now--open", now.is_open);
    }
  }
  for (const block of blocks) {
    const offices = block.dataset.whileClosed.split(",").map((point) => answers[point]);
    // A number of unknown hours has no answer, and is never taken to be open.
    block.hidden = offices.some((office) => office?.is_open);
  }
}

const OPEN = 0;
const CLOSED = 1;
const UNKNOWN = 2;

/** Put the lines of "who answers now" in the order of this minute: who answers, then who opens soonest, then the rest. */
function reorder(list, answers) {
  const lines = [...list.children].map((line) => {
    const now = answers[line.querySelector("[data-open-now]").dataset.openNow];
    const group = now?.is_known ? (now.is_open ? OPEN : CLOSED) : UNKNOWN;
    return { line, group, opens: Date.parse(now?.opens_at) || Infinity, rank: Number(line.dataset.rank) };
  });
  // Lines that never open again are equally late, and Infinity less Infinity is no number.
  const later = (one, other) => (one.opens === other.opens ? 0 : one.opens - other.opens);
  lines.sort((one, other) => one.group - other.group || later(one, other) || one.rank - other.rank);
  const focused = list.contains(document.activeElement) ? document.activeElement : undefined;
  lines.forEach(({ line, group }, place) => {
    line.classList.toggle("portal-call-now__line--open", group === OPEN);
    if (list.children[place] !== line) {
      list.insertBefore(line, list.children[place]);
    }
  });
  // A link that is moved loses the focus.
  focused?.focus({ preventScroll: true });
  list.parentElement.querySelector("[data-call-now-none]").hidden = lines[0].group === OPEN;
}

export function initOpenNow() {
  const statuses = document.querySelectorAll("[data-open-now]");
  if (!statuses.length) {
    return;
  }
  const blocks = document.querySelectorAll("[data-while-closed]");
  const lists = document.querySelectorAll("[data-call-now]");
  const points = new Set([...statuses].map((status) => status.dataset.openNow));
  for (const block of blocks) {
    block.dataset.whileClosed.split(",").forEach((point) => points.add(point));
  }
  const address = `${statuses[0].dataset.source}?points=${[...points].join(",")}`;
  let timer;
  let request;

  async function refresh() {
    clearTimeout(timer);
    request?.abort();
    if (document.visibilityState !== "visible") {
      return;
    }
    timer = setTimeout(refresh, MINUTE - (Date.now() % MINUTE));
    request = new AbortController();
    try {
      const response = await fetch(address, { cache: "no-store", signal: request.signal });
      if (response.ok) {
        const answers = await response.json();
        show(statuses, blocks, answers);
        lists.forEach((list) => reorder(list, answers));
      }
    } catch {
      // No connection: the words that are there stay, and the next minute asks again.
    }
  }

  document.addEventListener("visibilitychange", refresh);
  window.addEventListener("pageshow", (event) => event.persisted && refresh());
  refresh();
}
