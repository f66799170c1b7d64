"use strict";
// Theme, and plots drawn by uPlot from the data in the page. Without this script every figure is still in its table.
(() => {
  const root = document.documentElement;
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const colour = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();
  const drawn = [];

  function axes(item, format) {
    const line = { stroke: colour("line"), width: 1 };
    const base = { stroke: colour("soft"), font: "12px system-ui, sans-serif", labelFont: "12px system-ui, sans-serif", ticks: { show: false } };
    const x = { ...base, label: item.x_label || undefined, labelSize: 18, size: 26, grid: { show: false } };
    const y = { ...base, label: item.y_label, labelSize: 18, size: 52, grid: line, values: (_, all) => all.map(format) };
    return [x, y];
  }

  const decimal = (item) => (value) => value === null ? "" : value.toLocaleString(item.language, { maximumFractionDigits: 3 });
  const percent = (item) => (value) => value === null ? "" : `${(100 * value).toLocaleString(item.language, { maximumFractionDigits: 1 })} %`;

  function band(plot, low, high, left, right) {
    const top = plot.valToPos(high, "y", true), bottom = plot.valToPos(low, "y", true);
    plot.ctx.save();
    plot.ctx.fillStyle = colour("band");
    plot.ctx.fillRect(left, top, right - left, Math.max(1, bottom - top));
    plot.ctx.restore();
  }

  function curves(item) {
    const paint = { training: "second", validation: "accent", trial: "accent" };
    const all = item.series.flatMap((one) => one.values).filter((value) => value !== null);
    const shares = item.percent;
    const marks = [...all, ...(item.band || []), ...(item.measured === null ? [] : [item.measured])];
    const low = Math.min(...marks), high = Math.max(...marks), room = (high - low || Math.abs(high) || 1) * 0.08;
    return {
      scales: { x: { time: false, range: (_, min, max) => min === max ? [min - 1, max + 1] : [min, max] }, y: { range: [shares ? Math.max(0, low - room) : low - room, shares ? Math.min(1, high + room) : high + room] } },
      axes: axes(item, item.percent ? percent(item) : decimal(item)),
      series: [{}, ...item.series.map((one) => ({
        label: one.name, stroke: colour(paint[one.kind]), width: one.kind === "trial" ? 1.25 : 2, spanGaps: false, alpha: one.kind === "trial" ? 0.65 : 1,
        points: { show: one.values.filter((value) => value !== null).length < 3, size: 6 },
      }))],
      hooks: {
        drawClear: [(plot) => { if (item.band) band(plot, ...item.band, plot.bbox.left, plot.bbox.left + plot.bbox.width); }],
        draw: [(plot) => {
          if (item.measured === null) return;
          const y = plot.valToPos(item.measured, "y", true);
          plot.ctx.save();
          plot.ctx.strokeStyle = colour("good");
          plot.ctx.lineWidth = 2;
          plot.ctx.setLineDash([6, 5]);
          plot.ctx.beginPath();
          plot.ctx.moveTo(plot.bbox.left, y);
          plot.ctx.lineTo(plot.bbox.left + plot.bbox.width, y);
          plot.ctx.stroke();
          plot.ctx.restore();
        }],
      },
    };
  }

  function histogram(item) {
    const step = item.x.length > 1 ? item.x[1] - item.x[0] : 1;
    return {
      scales: { x: { time: false, range: [item.x[0] - step / 2, item.x[item.x.length - 1] + step / 2] }, y: { range: (_, min, max) => [0, Math.max(1, max * 1.08)] } },
      axes: axes(item, (value) => Number.isInteger(value) ? value.toLocaleString(item.language) : ""),
      series: [{}, { label: item.series[0].name, stroke: colour("accent"), fill: colour("accent"), width: 0, paths: uPlot.paths.bars({ size: [0.86, 90], radius: 0.08 }), points: { show: false } }],
    };
  }

  function bands(item) {
    const values = item.series.flatMap((one) => one.values).filter((value) => value !== null);
    const marks = [...values, ...item.columns.flatMap((one) => one.band)];
    const low = Math.min(...marks), high = Math.max(...marks), room = (high - low || 0.1) * 0.08;
    const [x, y] = axes(item, percent(item));
    const dots = (name) => ({ stroke: colour(name), paths: () => null, points: { show: true, size: 6, fill: colour(name), width: 0 } });
    return {
      scales: { x: { time: false, range: [-0.6, item.columns.length - 0.4] }, y: { range: [Math.max(0, low - room), Math.min(1, high + room)] } },
      axes: [{ ...x, size: 44, splits: item.columns.map((_, index) => index), values: () => item.columns.map((one) => one.name.replace(/[-_]/, "\n")) }, y],
      series: [{}, { label: item.series[0].name, ...dots("accent") }, { label: item.series[1].name, ...dots("bad") }],
      hooks: { drawClear: [(plot) => item.columns.forEach((one, index) => band(plot, ...one.band, plot.valToPos(index - 0.42, "x", true), plot.valToPos(index + 0.42, "x", true)))] },
    };
  }

  function draw(place) {
    const item = JSON.parse(place.dataset.chart);
    const kinds = { curves, histogram, bands };
    place.replaceChildren();
    // uPlot wants x in order; the points of the class's plot are not.
    const order = item.x.map((_, index) => index).sort((a, b) => item.x[a] - item.x[b]);
    const data = [item.x, ...item.series.map((one) => one.values)].map((column) => order.map((index) => column[index]));
    const size = { width: Math.max(200, place.clientWidth), height: Math.max(160, place.clientHeight) };
    return new uPlot({ ...size, ...kinds[item.kind](item), legend: { show: false }, cursor: { show: false } }, data, place);
  }

  function drawAll() {
    for (const entry of drawn.splice(0)) entry.plot.destroy();
    for (const place of document.querySelectorAll("[data-chart]")) {
      if (place.clientWidth) drawn.push({ place, plot: draw(place) });
    }
  }

  const button = document.getElementById("theme");
  button.hidden = false;
  const tell = () => button.setAttribute("aria-pressed", String(dark()));
  button.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    try { localStorage.setItem("autograder-theme", root.dataset.theme); } catch { /* not kept, then */ }
    tell();
    drawAll();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { tell(); drawAll(); });
  let before;
  addEventListener("beforeprint", () => { before = root.dataset.theme; root.dataset.theme = "light"; drawAll(); });
  addEventListener("afterprint", () => { if (before) root.dataset.theme = before; else delete root.dataset.theme; drawAll(); });
  let width = innerWidth;
  addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; drawAll(); } });
  tell();
  drawAll();
  if (!document.getElementById("class")) root.dataset.ready = String(Math.round(performance.now()));
})();
