// Typed text outlives an ended session, an error and a closed tab: it is kept in the browser until it is saved, and offered
// when the same person opens the same form again.

import { fieldsOf, differing, isChangedSince, putBack } from "./kept-fields.js";
import { forget, forgetOld, forgetSent, isKeptFor, keep, kept, lastSent, pagesOf, rememberSent } from "./kept-store.js";

const MOST_SHOWN = 8;
const MOST_LETTERS = 80;
const PAUSE = 800; // milliseconds without a key

/** Return the moment as "14:30", with the day where that is not today. */
export function moment(at) {
  const then = new Date(at);
  const time = then.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (then.toDateString() === new Date().toDateString()) return `at ${time}`;
  return `on ${then.toLocaleDateString("en-GB", { day: "numeric", month: "long" })} at ${time}`;
}

function make(tag, text = "", className = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function cut(text) {
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text;
}

function button(text, act) {
  const made = make("button", text, "button");
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

/** The text of one form: what is kept while it is typed, and what is offered. */
class KeptText {
  constructor(place, changes) {
    Object.assign(this, { place, changes, form: changes.form, user: place.dataset.user, path: location.pathname });
    this.id = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    this.carried = [];
    this.timer = 0;
  }

  start() {
    const sent = lastSent();
    if (this.changes.isBack && sent.path === this.path && sent.id) this.carryOn(sent.id);
    else this.offerAll();
    const later = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.keep(), PAUSE);
    };
    for (const kind of ["input", "change", "dragend", "click"]) this.form.addEventListener(kind, later);
    window.addEventListener("pagehide", () => this.keep());
    document.addEventListener("visibilitychange", () => document.hidden && this.keep());
    window.addEventListener("submit", (event) => {
      if (event.target !== this.form || event.defaultPrevented) return;
      this.keep();
      rememberSent(this.path, this.id);
    });
  }

  /** Go on with the text of a form that came back with errors: it holds all of it. */
  carryOn(id) {
    this.id = id;
    this.carried = kept(this.user, this.path).find((each) => each.id === id)?.fields ?? [];
  }

  keep() {
    clearTimeout(this.timer);
    if (!this.changes.opened) return;
    const was = Object.fromEntries(this.carried.map((field) => [field.name, field.was]));
    const names = [...new Set([...this.carried.map((field) => field.name), ...this.changes.names()])];
    const fields = fieldsOf(this.form, names, { ...this.changes.opened, ...was });
    const entry = fields.length ? { id: this.id, at: Date.now(), fields } : null;
    if (keep(this.user, this.path, this.id, entry)) this.say(entry);
  }

  /** Say beside the buttons that the text is kept. */
  say(entry) {
    const bar = this.form.querySelector(".submit-row");
    if (bar && !this.note) {
      this.note = make("span", "", "admin-kept");
      bar.insertBefore(this.note, bar.querySelector(":scope > .deletelink"));
    }
    if (this.note) this.note.textContent = entry ? `Not saved yet. Kept in this browser ${moment(entry.at)}.` : "";
  }

  offerAll() {
    for (const entry of kept(this.user, this.path)) {
      const fields = differing(this.form, entry.fields);
      if (fields.length) this.place.append(this.offer(entry, fields));
      else keep(this.user, this.path, entry.id, null); // it is saved, or gone from the form
    }
    this.place.hidden = !this.place.childElementCount;
  }

  offer(entry, fields) {
    const box = make("section", "", "admin-notice admin-notice--warning admin-offer");
    box.setAttribute("aria-label", "Text that was not saved");
    const said = make("p");
    said.append(make("strong", `You typed something here ${moment(entry.at)} that was not saved.`));
    const list = make("ul");
    for (const field of fields.slice(0, MOST_SHOWN)) {
      const line = make("li", `${field.label}: `);
      line.append(make("q", cut(field.shown) || " "));
      if (isChangedSince(this.form, field)) line.append(" (the record says something else there now than when you typed)");
      list.append(line);
    }
    if (fields.length > MOST_SHOWN) list.append(make("li", `and ${fields.length - MOST_SHOWN} more`));
    const close = () => {
      keep(this.user, this.path, entry.id, null);
      box.remove();
      this.place.hidden = !this.place.childElementCount;
    };
    const back = button("Bring it back", () => {
      this.changes.begin();
      const lost = putBack(this.form, fields);
      this.keep();
      close();
      if (lost.length) this.tell(`This has no place in the form any more: ${lost.join(", ")}.`);
      this.form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    });
    const buttons = make("p");
    buttons.append(back, " ", button("Throw it away", close));
    box.append(said, list, buttons);
    return box;
  }

  tell(text) {
    const said = make("p", text, "admin-notice");
    said.setAttribute("role", "status");
    this.place.append(said);
    this.place.hidden = false;
  }
}

/** On the sign-in page, say what became of the form that was sent or left. */
function tellAtSignIn() {
  const form = document.getElementById("login-form");
  const next = new URLSearchParams(location.search).get("next")?.split("?")[0];
  if (!form || !next) return;
  const sent = lastSent();
  const isKept = isKeptFor(next);
  if (!isKept && sent.path !== next) return;
  const words = isKept
    ? "You were signed out before your text was saved. It is kept in this browser: sign in, and the form offers it to you."
    : "You were signed out before your form was saved. It may hold something about people, so this browser did not keep it. Sign in and fill it in again.";
  const said = make("p", words, "admin-notice admin-notice--warning");
  said.setAttribute("role", "status");
  form.before(said);
  if (!isKept) forgetSent();
}

/** Let go of the text of a form once the server says that it is saved. */
function forgetSaved(user) {
  const path = document.querySelector('meta[name="saved-form"]')?.content;
  const sent = lastSent();
  if (!path || sent.path !== path) return;
  if (sent.id) keep(user, path, sent.id, null);
  forgetSent();
}

/** Whoever signs out decides about what they typed: the next person at this browser never sees it. */
function askAtSignOut(user) {
  document.getElementById("logout-form")?.addEventListener("submit", (event) => {
    const pages = pagesOf(user);
    if (!pages) return;
    const words = `You typed something on ${pages === 1 ? "one page" : `${pages} pages`} that is not saved. Log out and throw it away?`;
    if (window.confirm(words)) forget(user);
    else event.preventDefault();
  });
}

/** Keep the text of the form that says so. `forms` is a list of Changes; `user` the key of who is signed in, or "". */
export function initKeptText(forms, user) {
  forgetOld();
  tellAtSignIn();
  if (!user) return;
  forgetSaved(user);
  askAtSignOut(user);
  const place = document.getElementById("kept-text");
  for (const changes of forms) {
    if (place && changes.form.contains(place)) new KeptText(place, changes).start();
    else {
      window.addEventListener("submit", (event) => {
        if (event.target === changes.form && !event.defaultPrevented && changes.any) rememberSent(location.pathname, "");
      });
    }
  }
}
