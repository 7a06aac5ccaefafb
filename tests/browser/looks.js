// What a reader sees of a page as it is now: every text against what is really behind it. Returns short lines, one for
// each kind of fault. `paper`: grounds are not printed, as browsers do unless the reader asks for them.
({ paper, sizes }) => {
  const BLACK = [0, 0, 0, 1];
  const WHITE = [255, 255, 255, 1];
  const [TEXT, LARGE, EDGE] = [4.5, 3, 3];
  const faults = new Map();
  const grounds = new Map();

  function colour(words) {
    const parts = words.match(/[\d.]+/g).map(Number);
    if (!words.startsWith("rgb")) {
      throw new Error(`A colour this test cannot read: ${words}`);
    }
    return parts.length === 3 ? [...parts, 1] : parts;
  }

  function over(top, below) {
    const share = top[3];
    return [0, 1, 2].map((n) => top[n] * share + below[n] * (1 - share)).concat(1);
  }

  function luminance(parts) {
    const [red, green, blue] = parts.slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  function ratio(one, other) {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  }

  // What the browser paints where nothing has a ground: white, or black in a dark scheme of the system's colours.
  function canvas() {
    const probe = document.createElement("div");
    probe.style.color = "Canvas";
    document.body.append(probe);
    const found = colour(getComputedStyle(probe).color);
    probe.remove();
    return paper ? WHITE : found;
  }
  const CANVAS = canvas();

  function ground(element) {
    if (!element) {
      return CANVAS;
    }
    if (!grounds.has(element)) {
      const style = getComputedStyle(element);
      const own = colour(style.backgroundColor);
      const printed = !paper || style.printColorAdjust === "exact";
      grounds.set(element, own[3] === 1 && printed ? own : over(printed ? own : [0, 0, 0, 0], ground(element.parentElement)));
    }
    return grounds.get(element);
  }

  function name(element) {
    const classes = [...element.classList].slice(0, 2).map((each) => `.${each}`).join("");
    return element.localName + classes;
  }

  function shown(element) {
    return element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });
  }

  function report(what, element, style, words) {
    const key = `${what} ${name(element.closest("[class]") ?? element)}`;
    if (!faults.has(key)) {
      faults.set(key, `${key} ${words}`);
    }
  }

  function hex(parts) {
    return `#${parts.slice(0, 3).map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
  }

  function checkText(element, style, behind, text) {
    const ink = over(colour(style.color), behind);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? LARGE : TEXT;
    const found = ratio(ink, behind);
    if (found < least) {
      report("text", element, style, `${hex(ink)} on ${hex(behind)} is ${found.toFixed(2)}: ${text.trim().slice(0, 30)}`);
    }
    if (sizes && size < 16) {
      report("size", element, style, `${size} px: ${text.trim().slice(0, 30)}`);
    }
  }

  // Clipped to nothing: text for screen readers alone.
  function unseen(box) {
    return box.width <= 1 || box.height <= 1 || box.right < 0 || box.bottom < 0;
  }

  // The skip links hold their words in an element of their own where these are in another language.
  function clipped(element) {
    for (let each = element.parentElement; each; each = each.parentElement) {
      const box = each.getBoundingClientRect();
      if ((box.width <= 1 || box.height <= 1) && getComputedStyle(each).overflow === "hidden") {
        return true;
      }
    }
    return false;
  }

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const seen = new Set();
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!node.data.trim() || seen.has(element) || !shown(element)) {
      continue;
    }
    if (element.closest(".govuk-visually-hidden, [class*=visually-hidden], script, style, option, noscript, svg")) {
      continue;
    }
    range.selectNode(node);
    if (unseen(range.getBoundingClientRect()) || unseen(element.getBoundingClientRect()) || clipped(element)) {
      continue;
    }
    seen.add(element);
    checkText(element, getComputedStyle(element), ground(element), node.data);
  }

  for (const element of document.body.querySelectorAll("*")) {
    if (!shown(element) || element.closest("[class*=visually-hidden]")) {
      continue;
    }
    for (const pseudo of ["::before", "::after"]) {
      const style = getComputedStyle(element, pseudo);
      const words = /^"(.*\S.*)"|counter/.test(style.content) && style.display !== "none";
      if (words && style.visibility === "visible") {
        const own = colour(style.backgroundColor);
        checkText(element, style, paper ? ground(element) : over(own, ground(element)), `${pseudo} ${style.content}`);
      }
    }
    if (element.matches("input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea")) {
      const style = getComputedStyle(element);
      checkText(element, style, ground(element), "its value");
      if (element.placeholder) {
        checkText(element, getComputedStyle(element, "::placeholder"), ground(element), "its placeholder");
      }
      const edge = over(colour(style.borderTopColor), ground(element.parentElement));
      const around = ground(element.parentElement);
      if (!unseen(element.getBoundingClientRect()) && ratio(edge, around) < EDGE && ratio(ground(element), around) < EDGE) {
        report("edge", element, style, `${hex(edge)} on ${hex(around)}`);
      }
    }
    if (element.matches(".govuk-checkboxes__label, .govuk-radios__label, .portal-facet input")) {
      const style = getComputedStyle(element, element.matches("input") ? null : "::before");
      const around = ground(element);
      const edge = over(colour(style.borderTopColor), around);
      if (ratio(edge, around) < EDGE) {
        report("edge", element, style, `${hex(edge)} on ${hex(around)}`);
      }
    }
  }

  // One of each kind of what can have the focus: what it says can still be read, and the focus itself can be seen.
  const kinds = new Set();
  const before = document.activeElement;
  const at = [window.scrollX, window.scrollY];
  const focusable = paper ? [] : document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary");
  for (const element of focusable) {
    const kind = element.localName + element.className;
    if (kinds.has(kind) || !shown(element) || element.disabled || unseen(element.getBoundingClientRect())) {
      continue;
    }
    kinds.add(kind);
    element.focus({ focusVisible: true, preventScroll: true });
    grounds.clear();
    const drawn = element.matches("[type=checkbox], [type=radio]") && !element.matches(".portal-facet input");
    const mark = drawn ? element.nextElementSibling : element;
    const style = getComputedStyle(mark, mark === element ? null : "::before");
    const around = ground(mark.parentElement);
    if (mark === element && element.textContent.trim()) {
      checkText(element, { color: style.color, fontSize: style.fontSize, fontWeight: style.fontWeight }, ground(element), `focus: ${element.textContent}`);
    }
    const signs = [ground(mark)];
    if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) {
      signs.push(over(colour(style.outlineColor), around));
    }
    if (style.boxShadow !== "none") {
      signs.push(...style.boxShadow.match(/rgba?\([^)]*\)/g).map((each) => over(colour(each), around)));
    }
    if (!signs.some((sign) => ratio(sign, around) >= EDGE)) {
      report("focus", element, style, `cannot be seen on ${hex(around)}`);
    }
  }
  before?.focus?.({ preventScroll: true });
  if (document.activeElement !== before) {
    document.activeElement.blur();
  }
  window.scrollTo(...at);
  return [...faults.values()];
};
