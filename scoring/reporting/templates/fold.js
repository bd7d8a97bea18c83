"use strict";
// What comes second is folded on a narrow screen, and open on a wide one and on paper; so is at
// first what is to be kept open. Without scripts all of it is open.
(() => {
  const folds = [...document.querySelectorAll("details.fold:not(.keep)")];
  const narrow = matchMedia("(max-width: 40rem)");
  const fold = () => { for (const node of folds) node.open = !narrow.matches; };
  const reveal = (hash) => {
    let id = "";
    try { id = decodeURIComponent(hash.slice(1)); } catch { return; } // no place of ours: "%E0"
    const target = id && document.getElementById(id);
    for (let node = target && target.closest("details"); node; node = node.parentElement.closest("details")) node.open = true;
  };
  narrow.addEventListener("change", fold);
  fold();
  reveal(location.hash);
  addEventListener("hashchange", () => reveal(location.hash));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link) reveal(link.hash);
  });
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const node of opened) node.open = true;
  });
  addEventListener("afterprint", () => { for (const node of opened) node.open = false; });
})();
