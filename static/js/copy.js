// The copy button of an address. Without a script it stays hidden: the address can be selected and copied by hand.

const SHOWN = 4000;

/** Mark the address, as a reader does with the mouse, so that the keys for copying take it. */
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
    await navigator.clipboard.writeText(element.textContent.trim());
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
    let timer;
    button.hidden = false;
    button.addEventListener("click", async () => {
      clearTimeout(timer);
      status.textContent = "";
      const done = await copy(source);
      button.textContent = done ? "Copied" : `Press ${keys} to copy`;
      status.textContent = done ? "The address is copied." : `The address is selected. Press ${keys} to copy it.`;
      timer = setTimeout(() => {
        button.textContent = text;
        status.textContent = "";
      }, SHOWN);
    });
  }
}
