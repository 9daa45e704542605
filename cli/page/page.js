"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector, from) => [...(from || document).querySelectorAll(selector)];
  root.classList.add("js");

  // Light or dark: what the system says, until the button is used.
  const theme = document.getElementById("theme");
  let dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const name = () => { theme.textContent = dark ? "Light" : "Dark"; };
  theme.addEventListener("click", () => { dark = !dark; root.style.colorScheme = dark ? "dark" : "light"; name(); });
  name();

  // Filter: rows, reasons and nodes that contain every word.
  const filter = document.getElementById("filter");
  const text = (e) => (e.dataset.t ??= e.textContent.toLowerCase());
  filter.addEventListener("input", () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (e) => words.every((w) => text(e).includes(w));
    for (const e of all("tbody tr, .reason")) e.hidden = !fits(e);
    const nodes = all(".node").filter(fits).map((e) => e.dataset.n);
    show(words.length ? new Set(nodes) : null);
  });

  // Sort: a click on a column's head, again for the other direction.
  for (const head of all("th")) {
    head.tabIndex = 0;
    const sort = () => {
      const down = head.ariaSort === "ascending" || (!head.ariaSort && head.classList.contains("n"));
      for (const other of all("th", head.parentNode)) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const at = head.cellIndex, number = head.classList.contains("n");
      const key = (row) => {
        const cell = row.cells[at];
        return number ? Number(cell.dataset.v ?? cell.textContent.replace(/,/g, "")) : cell.textContent.toLowerCase();
      };
      const body = head.closest("table").tBodies[0];
      const rows = [...body.rows].map((row) => [key(row), row]);
      rows.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0) * (down ? -1 : 1));
      body.append(...rows.map(([, row]) => row));
    };
    head.addEventListener("click", sort);
    head.addEventListener("keydown", (e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); sort(); } });
  }

  // Graph: what an assembly needs, directly or not, and what needs it.
  const svg = document.querySelector(".graph svg");
  const edges = svg ? all("path", svg).map((e) => [e, ...e.dataset.e.split(" ")]) : [];
  function reach(start, from, to) {
    const seen = new Set([start]), todo = [start];
    while (todo.length) {
      const here = todo.pop();
      for (const edge of edges) if (edge[from] === here && !seen.has(edge[to])) { seen.add(edge[to]); todo.push(edge[to]); }
    }
    return seen;
  }
  function show(nodes) {
    if (!svg) return;
    svg.classList.toggle("focus", nodes !== null);
    for (const e of all(".node", svg)) e.classList.toggle("on", nodes !== null && nodes.has(e.dataset.n));
    for (const [e, a, b] of edges) e.classList.toggle("on", nodes !== null && nodes.has(a) && nodes.has(b));
  }
  let held = null;
  const around = (n) => new Set([...reach(n, 1, 2), ...reach(n, 2, 1)]);
  for (const node of svg ? all(".node", svg) : []) {
    node.addEventListener("mouseenter", () => { if (!held) show(around(node.dataset.n)); });
    node.addEventListener("mouseleave", () => { if (!held) show(null); });
    node.addEventListener("click", () => {
      held = held === node.dataset.n ? null : node.dataset.n;
      show(held ? around(held) : null);
    });
  }
})();
