// Contacts of the Safeguarding Portal on other people's pages: numbers and hours beside a link, and frames as high as what
// they show. It needs nothing else, sets nothing, and sends nothing but the request for each contact. Without it the link stays.
(() => {
  "use strict";
  const portal = document.currentScript && new URL(document.currentScript.src).origin;
  if (!portal) {
    return;
  }
  const HIGHEST = 4000;

  /** Return an element with text in it. Text is never read as HTML. */
  function made(name, className, text) {
    const element = document.createElement(name);
    element.className = className;
    element.textContent = text ?? "";
    return element;
  }

  /** Return a number as it is dialled in this country. */
  function national(number) {
    return number.startsWith("+44 ") ? `0${number.slice(4)}` : number;
  }

  // Of what the portal notes about hours, what a caller has to know.
  const EXCEPTIONS = /[^.]*(?:bank holidays in england|term time|school holidays)[^.]*\./gi;

  /** Return the hours of a contact in words, without its name and without days that are over. */
  function hours(service, contact, name) {
    const today = new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/London" });
    const schedules = (service.schedules ?? []).filter((each) => each.contact_id === contact && !(each.valid_to < today));
    const lines = schedules
      .map((each) => each.description ?? "")
      .map((line) => (line.startsWith(`${name}: `) ? line.slice(name.length + 2) : line));
    const exceptions = schedules.flatMap((each) => (each.notes ?? "").match(EXCEPTIONS) ?? []).map((each) => each.trim());
    const said = [...new Set(lines)].filter(Boolean).join("; ");
    return [said, ...new Set(exceptions)].filter(Boolean).join(". ");
  }

  /** Return the list of a contact's numbers, each with whom it is and when it answers. */
  function numbers(service) {
    const list = made("ul", "portal-embed-numbers");
    for (const phone of service.phones ?? []) {
      const contact = (service.contacts ?? []).find((each) => each.id === phone.contact_id);
      const line = document.createElement("li");
      if (contact) {
        line.append(made("span", "portal-embed-name", contact.name), " ");
      }
      const shown = national(phone.number) + (phone.extension ? ` extension ${phone.extension}` : "");
      const link = made("a", "portal-embed-number", shown);
      link.href = `${phone.type === "text" ? "sms" : "tel"}:${phone.number.replaceAll(/[^+\d]/g, "")}`;
      line.append(link);
      const when = contact ? hours(service, contact.id, contact.name) : "";
      if (when) {
        line.append(" ", made("span", "portal-embed-hours", when));
      }
      list.append(line);
    }
    return list;
  }

  /** Return when the numbers were checked, in words; a contact has no date until each has been. */
  function checked(date) {
    if (!date) {
      return "Not every number here has been checked yet.";
    }
    const day = new Date(date).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
    return `Checked on ${day}.`;
  }

  /** Put a contact's numbers below the link in `place`. Whatever goes wrong, the link stays as it is. */
  async function fill(place) {
    const address = `${portal}/api/pathways/${encodeURIComponent(place.dataset.portalContact)}/`;
    try {
      const response = await fetch(address, { credentials: "omit", referrerPolicy: "no-referrer" });
      if (!response.ok) {
        return;
      }
      const service = await response.json();
      const list = numbers(service);
      if (!list.children.length) {
        return;
      }
      place.append(list, made("p", "portal-embed-checked", checked(service.assured_date)));
    } catch {
      // No connection, or a policy of the page that does not let it ask.
    }
  }

  /** Return the frames of this page that show the portal. */
  function frames() {
    return [...document.querySelectorAll("iframe")].filter((frame) => frame.src.startsWith(`${portal}/embed/`));
  }

  window.addEventListener("message", (event) => {
    const height = Number(event.data?.portalHeight);
    if (event.origin !== portal || !(height > 0)) {
      return;
    }
    for (const frame of frames()) {
      if (frame.contentWindow === event.source) {
        frame.height = String(Math.ceil(Math.min(height, HIGHEST)));
      }
    }
  });

  function start() {
    document.querySelectorAll("[data-portal-contact]").forEach(fill);
    // A frame that was there before this script has told its height to nobody.
    frames().forEach((frame) => frame.contentWindow?.postMessage("portal-height", portal));
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", start);
  } else {
    start();
  }
})();
