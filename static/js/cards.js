// A press anywhere on a card goes where its title leads. Without scripts the title alone does.

/** Return whether the reader meant something else: another link, marking text, or another button of the mouse. */
function meantElsewhere(event) {
  const marked = window.getSelection();
  return event.defaultPrevented || event.button !== 0 || event.target.closest("a, button, summary, input") || !marked.isCollapsed;
}

export function initCards() {
  for (const link of document.querySelectorAll(".portal-card > :is(h2, h3, h4) > a")) {
    const card = link.closest(".portal-card");
    card.classList.add("portal-card--leads");
    card.addEventListener("click", (event) => {
      if (!meantElsewhere(event)) {
        const { ctrlKey, metaKey, shiftKey } = event;
        link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
      }
    });
  }
}
