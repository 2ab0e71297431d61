// A list of problems that somebody has opened or closed stays so when the page is loaded again.
"use strict";
for (const list of document.querySelectorAll(".ms-preview details")) {
  const kept = sessionStorage.getItem(list.id);
  if (kept) list.open = kept === "open";
  list.addEventListener("toggle", () => sessionStorage.setItem(list.id, list.open ? "open" : "closed"));
}
