// Says twice a minute that this form is open, and shows who else has it open, and when nobody is signed in any more.

const EVERY = 30; // seconds

/** One form and its box of notices. */
class Presence {
  constructor(place) {
    Object.assign(this, { place, user: place.dataset.user, address: place.dataset.address });
    this.form = place.closest("form");
    this.hasTyped = false;
    this.form.addEventListener("input", () => (this.hasTyped = true));
    window.addEventListener("pagehide", () => this.send({ closed: "1" }).catch(() => {}));
    window.addEventListener("pageshow", (event) => event.persisted && this.beat());
    setInterval(() => this.beat(), EVERY * 1000);
    // Whoever comes back to this window, having signed in in another, need not wait.
    window.addEventListener("focus", () => this.isStale && this.beat());
    this.beat();
  }

  get token() {
    return this.form.elements.csrfmiddlewaretoken;
  }

  send(said) {
    const body = new URLSearchParams({ csrfmiddlewaretoken: this.token.value, ...said });
    return fetch(this.address, { method: "POST", body, redirect: "manual", keepalive: true });
  }

  async beat() {
    const typed = this.hasTyped;
    this.hasTyped = false;
    try {
      let answer = await this.send(typed ? { typed: "1" } : {});
      // Signing in anew makes older tokens worthless; asking needs none.
      if (answer.status === 403) answer = await fetch(this.address, { redirect: "manual" });
      if (answer.type === "opaqueredirect") this.sayUser(null);
      else if (answer.ok) this.hear(await answer.json());
    } catch {
      this.hasTyped ||= typed; // no network for a moment
    }
  }

  hear({ user, token, others }) {
    if (String(user) !== this.user) {
      this.sayUser(user);
      return;
    }
    this.isStale = false;
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((each) => (each.value = token));
    this.say(others, others.length ? " Speak to each other before you both save." : "");
  }

  /** Say that nobody (null), or somebody else, is signed in in this browser now. */
  sayUser(user) {
    this.isStale = true;
    if (user !== null) {
      this.say(["Somebody else has signed in in this browser. What is typed here can no longer be saved in your name: copy what you need."]);
      return;
    }
    const isKept = document.getElementById("kept-text") !== null;
    this.say([`You are signed out. Sign in in another window, then save here.${isKept ? " What you type is kept in this browser meanwhile." : ""}`]);
    const link = document.createElement("a");
    Object.assign(link, { href: this.place.dataset.signIn, target: "_blank", textContent: "Sign in (opens in a new window)" });
    this.place.firstElementChild.append(" ", link);
  }

  /** Show lines of text, and announce them only if they say something new about who is there. */
  say(lines, more = "") {
    const who = lines.map((line) => line.split(" has this open")[0]).join("|");
    this.place.setAttribute("aria-live", who === this.who ? "off" : "polite");
    this.who = who;
    const text = document.createElement("p");
    text.textContent = lines.join(" ") + more;
    this.place.replaceChildren(text);
    this.place.hidden = !lines.length;
  }
}

export function initPresence() {
  const place = document.getElementById("open-elsewhere");
  if (place) new Presence(place);
}
