// The copy button of an address or a list. Without a script it stays hidden: the text can be selected and copied by hand.

const SHOWN = 4000;

/** Return the words of an element in one line. */
function inOneLine(element) {
  return element.textContent.trim().replaceAll(/\s+/g, " ");
}

/** Return what is copied: a list with a box before each line, to tick; anything else as it is. */
function textOf(element) {
  const lines = [...element.querySelectorAll("li")];
  return lines.length ? lines.map((line) => `[ ] ${inOneLine(line)}`).join("\n") : inOneLine(element);
}

/** Mark the text, as a reader does with the mouse, so that the keys for copying take it. */
function select(element) {
  const selection = window.getSelection();
  selection.removeAllRanges();
  const range = document.createRange();
  range.selectNodeContents(element);
  selection.addRange(range);
}

/** Copy the text of an element; return whether it worked. What could not be copied stays selected. */
async function copy(element) {
  try {
    // Missing where the page did not come over https; refused where the browser or the reader says no.
    await navigator.clipboard.writeText(textOf(element));
    return true;
  } catch {
    select(element);
    try {
      return document.execCommand("copy");
    } catch {
      return false;
    }
  }
}

export function initCopy() {
  const keys = /Mac|iP(hone|ad)/.test(navigator.platform) ? "Cmd+C" : "Ctrl+C";
  for (const button of document.querySelectorAll('[data-module="portal-copy"]')) {
    const source = document.getElementById(button.dataset.copies);
    const status = document.getElementById(button.dataset.status);
    const text = button.textContent;
    const what = button.dataset.what ?? "address";
    let timer;
    button.hidden = false;
    button.addEventListener("click", async () => {
      clearTimeout(timer);
      status.textContent = "";
      const done = await copy(source);
      button.textContent = done ? "Copied" : `Press ${keys} to copy`;
      status.textContent = done ? `The ${what} is copied.` : `The ${what} is selected. Press ${keys} to copy it.`;
      timer = setTimeout(() => {
        button.textContent = text;
        status.textContent = "";
      }, SHOWN);
    });
  }
}
