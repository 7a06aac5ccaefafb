// What is pasted from Word, a mail or a web page is made into what the text can hold; what was left out is said beside the field.
// The rules are the server's, the same as for every other way in.

import { editorOf } from "./changes.js";

// Other pastes, and those from this editor itself, are left to the editor.
const FOREIGN = /<(table|s|del|strike|h[1256]|b|i|img)[\s>]|mso-|line-through|font-weight|font-style|[>\n][•●▪·]\s/i;
const LIKE_A_LIST = /^\s*([•●▪·]|[-–*]\s|1[.)]\s)/m;
const MOST_LETTERS = 600_000;

/** Return what of a clipboard's HTML matters: its body without comments and pictures' contents. */
function bodyOf(html) {
  return html
    .replace(/^[\s\S]*<!--StartFragment-->|<!--EndFragment-->[\s\S]*$/g, "")
    .replace(/<(style|script|head)\b[\s\S]*?<\/\1>/gi, "")
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/\ssrc=("data:[^"]*"|'data:[^']*')/gi, "");
}

/** Return plain text as paragraphs. */
function paragraphs(text) {
  const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
  return escaped.split(/\n+/).filter((line) => line.trim()).map((line) => `<p>${line.trim()}</p>`).join("");
}

/** Say below the editor what a paste left out, in place of what was said before. */
function say(editorBox, notes) {
  let place = editorBox.nextElementSibling;
  if (!place?.matches(".admin-pasted")) {
    place = document.createElement("div");
    place.className = "admin-pasted";
    place.setAttribute("role", "status");
    editorBox.after(place);
  }
  place.textContent = notes.length ? `From what you pasted: ${notes.join(" ")}` : "";
}

async function read(address, box, html) {
  const body = new URLSearchParams({ html, csrfmiddlewaretoken: box.closest("form").elements.csrfmiddlewaretoken.value });
  const answer = await fetch(address, { method: "POST", body, redirect: "manual" });
  if (!answer.ok) throw new Error("not read");
  return answer.json();
}

/** Let pastes into rich text editors be read at `address`. */
export function initPasting(address) {
  if (!address) return;
  document.addEventListener("paste", (event) => {
    const box = event.target.closest?.(".prose-editor");
    const editor = box && editorOf(event.target);
    if (!editor) return;
    const html = event.clipboardData.getData("text/html");
    const text = event.clipboardData.getData("text/plain");
    const isOwn = html.includes("data-pm-slice");
    const found = html ? FOREIGN.test(html) && bodyOf(html) : LIKE_A_LIST.test(text) && paragraphs(text);
    if (isOwn || !found || found.length > MOST_LETTERS) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    read(address, box, found).then(
      (answer) => {
        editor.view.pasteHTML(answer.html);
        say(box, answer.notes);
      },
      () => {
        editor.view.pasteText(text);
        say(box, ["its words alone were put in, because the portal did not answer. Lists and headings have to be made again."]);
      },
    );
  }, { capture: true });
}
