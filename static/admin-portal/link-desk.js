// The link desk by keyboard. Keys count only while a line is in focus and no text is typed, so no other tool loses its own.

const lines = [...document.querySelectorAll("[data-line]")];
let isLeaving = false;

/** Put the line in focus, if there is one. */
function goTo(line) {
  line?.focus();
  line?.scrollIntoView({ block: "nearest" });
}

/** Return the control of a line, or of the whole page, that a key stands for. */
function controlOf(line, key) {
  return line.querySelector(`[data-key~="${key}"]`) ?? document.querySelector(`#desk-status [data-key="${key}"]`);
}

/** Ask for an address that is only the page above, where no link is there to be called so. */
function typeParentPage(line) {
  const box = line.querySelector("[name=parent_page]");
  if (!box) return;
  box.checked = true;
  controlOf(line, "o").focus();
}

/** Do what a key stands for at a line; return whether it stands for something. */
function act(line, key) {
  const here = lines.indexOf(line);
  if (key === "j" || key === "ArrowDown") goTo(lines[here + 1]);
  else if (key === "k" || key === "ArrowUp") goTo(lines[here - 1]);
  else if (key === "o" || key === "n") controlOf(line, key)?.focus();
  else if (key === "p" && !controlOf(line, key)) typeParentPage(line);
  else if ("cpvu".includes(key)) controlOf(line, key)?.click();
  else return false;
  return true;
}

document.addEventListener("keydown", (event) => {
  const line = event.target.closest?.("[data-line]");
  if (!line || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const isTyping = event.target.matches("input:not([type=checkbox]), textarea");
  if (isTyping && event.key === "Escape") goTo(line);
  if (isTyping || event.key.length > 1 && !event.key.startsWith("Arrow")) return;
  if (isLeaving || event.repeat && "cpvu".includes(event.key) || act(line, event.key)) event.preventDefault();
});

// One decision is sent once, however often a key is pressed.
document.addEventListener("submit", (event) => {
  if (isLeaving) event.preventDefault();
  isLeaving = true;
});
window.addEventListener("pageshow", () => (isLeaving = false));

const failed = document.querySelector("[data-line] [aria-invalid=true]");

/** Put in focus what the address names, or the box that could not be saved. */
function begin() {
  const wanted = document.getElementById(location.hash.slice(1));
  if (failed) failed.focus();
  else if (wanted?.matches("[data-line]")) goTo(wanted);
  else if (location.hash.startsWith("#line-")) goTo(lines[0]);
  // A screen reader names the line, then says what was decided before.
  const status = document.getElementById("desk-status");
  if (status && document.activeElement?.matches("[data-line]")) {
    document.activeElement.setAttribute("aria-describedby", status.id);
  }
}

begin();
// Once the page has loaded the browser itself puts the line of the address in focus, in the place of the box.
if (failed) window.addEventListener("load", () => setTimeout(() => failed.focus()));
