// Where typed text is kept: in this browser, for one user and one page, for seven days. Never text about people: the admin
// of each kind of record says whether its forms are kept at all (`keeps_typed_text`).

const PREFIX = "hscp-typed:";
const SENT = "hscp-sent";
const DAYS = 7;
const MOST_ON_A_PAGE = 5;

function keyOf(user, path) {
  return `${PREFIX}${user}:${path}`;
}

function keys(beginning) {
  return Object.keys(localStorage).filter((key) => key.startsWith(beginning));
}

/** Return what is kept for a page: a list of {id, at, fields}, oldest first. */
export function kept(user, path) {
  try {
    return JSON.parse(localStorage.getItem(keyOf(user, path)) ?? "[]");
  } catch {
    return [];
  }
}

/** Keep `entry`, or with null let go of the one called `id`. Return whether the browser did it. */
export function keep(user, path, id, entry) {
  try {
    const entries = kept(user, path).filter((each) => each.id !== id);
    if (entry) entries.push(entry);
    if (entries.length) localStorage.setItem(keyOf(user, path), JSON.stringify(entries.slice(-MOST_ON_A_PAGE)));
    else localStorage.removeItem(keyOf(user, path));
    return true;
  } catch {
    return false; // no room, or the browser keeps nothing
  }
}

/** Return on how many pages something is kept for a user. */
export function pagesOf(user) {
  try {
    return keys(`${PREFIX}${user}:`).length;
  } catch {
    return 0;
  }
}

/** Return whether something is kept for a page, whoever typed it. */
export function isKeptFor(path) {
  try {
    return keys(PREFIX).some((key) => key.endsWith(`:${path}`));
  } catch {
    return false;
  }
}

/** Let go of everything that a user typed. */
export function forget(user) {
  keys(`${PREFIX}${user}:`).forEach((key) => localStorage.removeItem(key));
}

/** Let go of what is older than seven days, whoever typed it. */
export function forgetOld() {
  try {
    const oldest = Date.now() - DAYS * 24 * 60 * 60 * 1000;
    for (const key of keys(PREFIX)) {
      const [, user, path] = key.match(/^hscp-typed:([^:]*):(.*)$/) ?? [];
      for (const entry of kept(user, path)) if (!(entry.at > oldest)) keep(user, path, entry.id, null);
      if (!kept(user, path).length) localStorage.removeItem(key);
    }
  } catch {
    // nothing is kept where nothing can be
  }
}

/** Remember in this tab that a form was sent: where, and under which id its text is kept ("" for none). */
export function rememberSent(path, id) {
  try {
    sessionStorage.setItem(SENT, JSON.stringify({ path, id }));
  } catch {
    // then the form offers the text once more
  }
}

/** Return {path, id} of the form that this tab sent last, or {}. */
export function lastSent() {
  try {
    return JSON.parse(sessionStorage.getItem(SENT) ?? "{}");
  } catch {
    return {};
  }
}

export function forgetSent() {
  try {
    sessionStorage.removeItem(SENT);
  } catch {
    // there is none
  }
}
