// The contrast switch. The choice stays in this browser and is never sent: no cookie is set.

const KEY = "contrast";

function remember(high) {
  try {
    if (high) {
      localStorage.setItem(KEY, "high");
    } else {
      localStorage.removeItem(KEY);
    }
  } catch {
    // Storage may be blocked: the choice then holds for this page only.
  }
}

/** The bar of an installed site, and of some browsers, has the colour of the head of the page. */
function colourBar(root) {
  const ground = getComputedStyle(root).getPropertyValue("--portal-brand-ground").trim();
  document.querySelector("meta[name=theme-color]")?.setAttribute("content", ground);
}

export function initContrast() {
  const root = document.documentElement;
  colourBar(root);
  for (const button of document.querySelectorAll('[data-module="portal-contrast"]')) {
    button.setAttribute("aria-pressed", String(root.dataset.contrast === "high"));
    button.hidden = false;
    button.addEventListener("click", () => {
      const high = root.dataset.contrast !== "high";
      if (high) {
        root.dataset.contrast = "high";
      } else {
        delete root.dataset.contrast;
      }
      button.setAttribute("aria-pressed", String(high));
      remember(high);
      colourBar(root);
    });
  }
}
