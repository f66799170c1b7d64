"use strict";
// The class's table: DataTables sorts and searches, this connects the page's own controls to it.
(() => {
  const element = document.getElementById("class");
  const [search, status, cause, shown] = ["search", "status", "cause", "shown"].map((id) => document.getElementById(id));
  const table = new DataTable(element, {
    paging: false, info: false, autoWidth: false, orderClasses: false, order: [], orderMulti: false,
    columnDefs: [{ targets: 0, type: "string" }],
    language: JSON.parse(element.dataset.words),
    layout: { topStart: null, topEnd: null, bottomStart: null, bottomEnd: null },
  });
  const has = (row, name, value) => row.dataset[name].split(" ").includes(value);
  table.search.fixed("status", (_, __, index) => !status.value || has(table.row(index).node(), "status", status.value));
  table.search.fixed("cause", (_, __, index) => !cause.value || has(table.row(index).node(), "causes", cause.value));
  function tell() {
    const count = table.rows({ search: "applied" }).count();
    shown.textContent = shown.dataset.text.replace("{shown}", count).replace("{all}", table.rows().count());
  }
  search.addEventListener("input", () => table.search(search.value).draw());
  status.addEventListener("change", () => table.draw());
  cause.addEventListener("change", () => table.draw());
  document.getElementById("reset").addEventListener("click", () => {
    search.value = status.value = cause.value = "";
    table.search("").draw();
    search.focus();
  });
  table.on("draw", tell);
  document.getElementById("controls").hidden = false;
  tell();
  // Milliseconds from opening the page until it can be used; tests read it.
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
})();
