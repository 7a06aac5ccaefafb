// The filters beside a list: on a narrow screen they stand above it, folded away unless one of them is chosen.

const filters = document.querySelector(".admin-filters");
const wide = matchMedia("(min-width: 64em)");

function fold() {
  filters.open = wide.matches || "chosen" in filters.dataset;
}

if (filters) {
  fold();
  wide.addEventListener("change", fold);
}
