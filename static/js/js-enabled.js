// Runs before the page is painted: tells the styles that scripts work, and keeps the reader's contrast.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
try {
  if (localStorage.getItem("contrast") === "high") {
    document.documentElement.dataset.contrast = "high";
  }
} catch {
  // Storage may be blocked: the page then starts in its ordinary colours.
}
