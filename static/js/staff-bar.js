// The bar of staff at the top of a public page: the ways to its record in the admin. The admin says what is in it, to whoever
// is signed in. See hscp/site/staff_bar.py.

/** Return an element with these properties and children. */
function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** Show the bar after the skip link, once its styles are there. */
function show({ what, links, style }) {
  const items = links.map(({ text, url }) => element("li", {}, element("a", { href: url, textContent: text })));
  const bar = element("nav", { className: "portal-staff" }, element("strong", { textContent: what || "Editors" }), element("ul", {}, ...items));
  bar.setAttribute("aria-label", "For editors");
  const insert = () => document.querySelector(".govuk-skip-link").after(bar);
  document.head.append(element("link", { rel: "stylesheet", href: style, onload: insert, onerror: insert }));
}

export async function initStaffBar() {
  const address = `/admin/staff-bar.json?path=${encodeURIComponent(location.pathname)}`;
  const answer = await fetch(address, { redirect: "manual", cache: "no-store" });
  if (answer.ok) {
    show(await answer.json());
  } else if (answer.type === "opaqueredirect") {
    // The session is over, so the sign-in page was the answer: forget the hint, and ask no more.
    document.cookie = "hscp_staff=; Path=/; Max-Age=0; SameSite=Lax";
  }
}
