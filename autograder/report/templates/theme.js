"use strict";
(() => {
  try {
    const kept = localStorage.getItem("autograder-theme");
    if (kept === "dark" || kept === "light") document.documentElement.dataset.theme = kept;
  } catch { /* pages opened from a file may have no storage */ }
})();
