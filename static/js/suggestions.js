// Titles offered while a reader types in a search box, and names of organisations in the box of a form. Without scripts, or
// when a file or an answer does not arrive, the box stays the plain one that the page came with.

const SHORTEST = 2;
const WAIT = 120; // milliseconds after the last key
const plural = (number) => `${number} ${number === 1 ? "suggestion" : "suggestions"}`;

function part(name, text) {
  const element = document.createElement("span");
  element.className = `portal-suggest__${name}`;
  element.textContent = text;
  return element.outerHTML;
}

/** Return the markup of one suggestion, with all text escaped. */
function line({ text, note }) {
  return note ? `${part("title", text)} ${part("note", note)}` : part("title", text);
}

/** Add to each suggestion the note beside its title: its kind and, where two of a kind share the title, its readers. */
function withNotes(suggestions) {
  const name = ({ text, kind }) => `${kind} ${text.toLowerCase()}`;
  const names = suggestions.map(name);
  return suggestions.map((each) => {
    const alone = names.filter((other) => other === name(each)).length === 1;
    return { ...each, note: alone || !each.audience ? each.kind_label : `${each.kind_label}, ${each.audience.toLowerCase()}` };
  });
}

/** Return a `source` for the component: asks the server for the titles that go on as `box()` began, the newest only. */
function titlesFrom(address, box) {
  let timer;
  let request;
  return (query, show) => {
    clearTimeout(timer);
    request?.abort();
    if (document.activeElement !== box() || query.trim().length < SHORTEST) {
      show([]);
      return;
    }
    timer = setTimeout(async () => {
      const mine = new AbortController();
      request = mine;
      let found = [];
      try {
        const response = await fetch(`${address}?${new URLSearchParams({ q: query })}`, { signal: mine.signal });
        found = response.ok ? withNotes((await response.json()).suggestions) : [];
      } catch {
        // No answer, no suggestions: the form still searches.
      }
      if (!mine.signal.aborted) {
        show(document.activeElement === box() ? found : []);
      }
    }, WAIT);
  };
}

/** Put the component in the place of the plain box, which keeps its name, label, text and focus. */
function enhance(plain) {
  const place = document.createElement("div");
  place.className = "portal-suggest";
  let box = null;
  const { activeElement } = document;
  const caret = [plain.selectionStart, plain.selectionEnd];
  window.accessibleAutocomplete({
    element: place,
    id: plain.id,
    name: plain.name,
    inputClasses: plain.className,
    placeholder: plain.placeholder,
    cssNamespace: "portal-suggest",
    displayMenu: "overlay",
    minLength: SHORTEST,
    confirmOnBlur: false,
    showNoOptionsFound: false,
    source: titlesFrom(plain.dataset.source, () => box),
    templates: { inputValue: (suggestion) => suggestion?.text ?? "", suggestion: line },
    // A title leads to its page; a name only fills the box.
    onConfirm: (suggestion) => suggestion?.url && window.location.assign(suggestion.url),
    tStatusQueryTooShort: (least) => `Type ${least} or more letters for suggestions`,
    tStatusNoResults: () => "No suggestions",
    tStatusResults: (number, highlighted) => `${plural(number)}. ${highlighted}`,
    tStatusSelectedOption: (text, number, index) => `${text}, ${index + 1} of ${number}`,
    tAssistiveHint: () =>
      "When suggestions appear, go through them with the up and down arrows and choose one with Enter. On a touch screen, explore by touch or swipe.",
  });
  box = place.querySelector("input");
  box.maxLength = plain.maxLength;
  box.enterKeyHint = plain.enterKeyHint;
  keepKeys(place, box);
  keepPurpose(plain, box);
  plain.replaceWith(place);
  // The component's own `defaultValue` would be offered as a suggestion.
  box.value = plain.value;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  if (activeElement === plain) {
    box.focus();
    box.setSelectionRange(...caret);
    // The component selects all the text a moment after it is focused: the next letter would take the place of what was typed.
    box.setSelectionRange = () => {};
    box.addEventListener("blur", () => delete box.setSelectionRange, { once: true });
  }
}

/** The box of a form keeps its hint and error, whichever of its own words the component reads out, and what it is for. */
function keepPurpose(plain, box) {
  const about = plain.getAttribute("aria-describedby");
  if (!about) {
    return;
  }
  box.autocomplete = plain.autocomplete;
  if (plain.hasAttribute("aria-invalid")) {
    box.setAttribute("aria-invalid", plain.getAttribute("aria-invalid"));
  }
  const describe = () => {
    const own = (box.getAttribute("aria-describedby") ?? "").split(" ");
    box.setAttribute("aria-describedby", [...new Set([...about.split(" "), ...own])].join(" ").trim());
  };
  describe();
  box.addEventListener("input", () => setTimeout(describe, 0));
}

/** Enter in the box searches, suggestions or not; Escape among the suggestions goes back to the box. */
function keepKeys(place, box) {
  place.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Enter" && event.target === box) {
        event.stopPropagation();
      } else if (event.key === "Escape" && event.target !== box) {
        box.focus();
      }
    },
    true,
  );
}

/** Fetch the component and put it in the place of each of the plain boxes. */
export async function initSuggestions(boxes) {
  await import("../autocomplete/accessible-autocomplete.min.js");
  boxes.forEach(enhance);
}
