// Charts of the creator page, of Insights and of campaign results. Each stands beside a table with the same numbers.
const charts = new Map();
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const small = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat("en");
const day = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", year: "numeric" });

const colours = () => {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(name).trim();
  return {
    text: of("--tblr-body-color"), quiet: of("--hp-quiet"), line: of("--hp-track"), surface: of("--tblr-bg-surface"),
    good: of("--hp-good"), warn: of("--hp-warn"),
  };
};

const frame = (c) => ({
  animation: !calm.matches,
  animationDuration: 350,
  textStyle: { fontFamily: "inherit", color: c.text },
  grid: { left: 8, right: 24, top: 16, bottom: 8, containLabel: true },
  tooltip: {
    renderMode: "richText", confine: true, backgroundColor: c.surface, borderColor: c.line,
    textStyle: { color: c.text, fontSize: 12, lineHeight: 18 },
  },
});

const timeAxis = (c) => ({
  type: "time",
  axisLine: { lineStyle: { color: c.line } },
  axisTick: { show: false },
  axisLabel: { color: c.quiet, hideOverlap: true, formatter: { year: "{yyyy}", month: "{MMM}", day: "{d} {MMM}" } },
  splitLine: { show: false },
});

const countAxis = (c, extra) => ({
  axisLabel: { color: c.quiet, formatter: (value) => small.format(value) },
  splitLine: { lineStyle: { color: c.line } },
  splitNumber: 4,
  ...extra,
});

const followers = (data, c) => ({
  ...frame(c),
  xAxis: timeAxis(c),
  yAxis: countAxis(c, { type: "value", scale: true }),
  tooltip: {
    ...frame(c).tooltip,
    trigger: "axis",
    axisPointer: { lineStyle: { color: c.quiet } },
    formatter: ([point]) => `${day.format(new Date(point.value[0]))}\n${whole.format(point.value[1])} followers`,
  },
  series: [{
    type: "line", data: data.points, showSymbol: data.points.length < 15, symbolSize: 6, lineStyle: { width: 2.5 }, color: c.good,
    areaStyle: { color: c.good, opacity: 0.1 },
  }],
});

const wrap = (text, width = 42) => {
  const lines = [""];
  for (const word of text.match(/\S+\s*/g) || []) {
    for (const piece of word.match(new RegExp(`.{1,${width}}`, "gu"))) {
      if (lines.at(-1).length + piece.length > width) lines.push("");
      lines[lines.length - 1] += piece;
    }
  }
  return lines.join("\n");
};

const posts = (data, c) => {
  const [outstanding, quietest] = [5, 1];
  const point = ([time, reactions, times, kind, paid, caption]) => ({
    value: [time, data.logarithmic ? Math.max(reactions, quietest) : reactions],
    about: { time, reactions, times, kind, paid, caption },
    symbol: paid ? "diamond" : "circle",
    symbolSize: times >= outstanding ? 15 : paid ? 11 : 8,
    itemStyle: { opacity: times === null ? 0.3 : 0.8 },
  });
  const all = data.points.map(point);
  const series = (name, own, color) => ({
    name, type: "scatter", color, data: own,
    label: {
      show: true, position: "left", color: c.text, fontSize: 12, fontWeight: 600,
      formatter: ({ data: one }) => (one.about.times >= outstanding ? `${one.about.times.toFixed(0)}× the usual` : ""),
    },
  });
  const plain = series("Posts", all.filter((one) => !one.about.paid), c.good);
  const usual = { silent: true, symbol: "none", lineStyle: { color: c.quiet, type: "dashed" }, label: { show: false } };
  if (data.usual) plain.markLine = { ...usual, data: [{ yAxis: data.usual }] };
  const paid = all.filter((one) => one.about.paid);
  return {
    ...frame(c),
    grid: { ...frame(c).grid, top: paid.length ? 36 : 16 },
    legend: { show: paid.length > 0, top: 0, right: 8, itemHeight: 9, textStyle: { color: c.text }, selectedMode: false },
    xAxis: timeAxis(c),
    yAxis: countAxis(c, data.logarithmic ? { type: "log" } : { type: "value" }),
    tooltip: {
      ...frame(c).tooltip,
      formatter: ({ data: { about } }) => [
        `${about.kind}, ${day.format(new Date(about.time))}${about.paid ? ", labelled paid" : ""}`,
        `${whole.format(about.reactions)} ${data.measure}${about.times === null ? ", too new to judge" : `, ${about.times.toFixed(1)}× the usual`}`,
        wrap(about.caption),
      ].join("\n"),
    },
    series: paid.length ? [plain, series("Labelled paid", paid, c.warn)] : [plain],
  };
};

const rate = (value) => `${Number((value * 100).toPrecision(value < 0.001 ? 1 : 2))}%`;

// Engagement by size: dots, the usual rate, and the band that holds nine in ten (drawn as a closed shape).
const sizes = (data, c) => {
  const line = (at) => data.curve.map((point) => [point[0], point[at]]);
  const band = [...line(2), ...line(3).reverse()];
  const series = [{
    name: "Accounts", type: "scatter", data: data.points, symbolSize: 6, color: c.good, itemStyle: { opacity: 0.35 },
  }];
  if (data.curve.length) {
    series.unshift({
      name: "Nine in ten", type: "custom", silent: true, data: [band], color: c.quiet, tooltip: { show: false },
      renderItem: (params, api) => ({
        type: "polygon", shape: { points: band.map((point) => api.coord(point)) }, style: { fill: c.quiet, opacity: 0.16 },
      }),
    }, {
      name: "Usual for the size", type: "line", data: line(1), showSymbol: false, lineStyle: { width: 2.5 }, color: c.warn, silent: true,
    });
  }
  const log = { type: "log", axisLine: { lineStyle: { color: c.line } }, minorTick: { show: false } };
  return {
    ...frame(c),
    grid: { ...frame(c).grid, bottom: 24 },
    xAxis: { ...countAxis(c, log), name: "followers", nameLocation: "middle", nameGap: 28, nameTextStyle: { color: c.quiet }, min: "dataMin", max: "dataMax" },
    yAxis: { ...countAxis(c, log), axisLabel: { color: c.quiet, formatter: rate } },
    tooltip: { ...frame(c).tooltip, formatter: ({ value }) => `${whole.format(value[0])} followers\n${rate(value[1])} engagement` },
    series,
  };
};

const palette = () => {
  const style = getComputedStyle(document.documentElement);
  const names = ["engagement", "niche", "freshness", "tier", "replies", "cost", "authenticity", "consistency"];
  return names.map((name) => style.getPropertyValue(`--hp-${name}`).trim()).filter(Boolean);
};

// Posts of a campaign by days since each was published; the line that a pointer is near stands out.
const growth = (data, c) => ({
  ...frame(c),
  color: palette(),
  grid: { ...frame(c).grid, top: 48, bottom: 24 },
  legend: { type: "scroll", top: 0, textStyle: { color: c.quiet, fontSize: 12 }, pageTextStyle: { color: c.quiet }, pageIconColor: c.quiet },
  xAxis: countAxis(c, { type: "value", name: "days since it was published", nameLocation: "middle", nameGap: 28, nameTextStyle: { color: c.quiet }, min: 0 }),
  yAxis: countAxis(c, { type: "value" }),
  tooltip: { ...frame(c).tooltip, formatter: ({ seriesName, value }) => `${seriesName}\n${whole.format(value[1])} engagements after ${value[0].toFixed(1)} days` },
  series: data.series.map(({ name, points }) => ({ name, type: "line", data: points, symbolSize: 6, lineStyle: { width: 2 }, emphasis: { focus: "series" } })),
});

const kinds = { followers, posts, sizes, growth };

const draw = (holder) => {
  const source = document.getElementById(holder.dataset.from);
  if (!window.echarts || !source) return;
  const chart = charts.get(holder) || window.echarts.init(holder, null, { renderer: "canvas" });
  if (!charts.has(holder)) {
    charts.set(holder, chart);
    new ResizeObserver(() => charts.has(holder) && chart.resize()).observe(holder);
  }
  chart.setOption(kinds[holder.dataset.chart](JSON.parse(source.textContent), colours()), true);
};

const drawAll = () => {
  charts.forEach((chart, holder) => {
    if (holder.isConnected) return;
    chart.dispose();
    charts.delete(holder);
  });
  document.querySelectorAll("[data-chart]").forEach(draw);
};

drawAll();
document.addEventListener("themechange", drawAll);
document.addEventListener("htmx:afterSettle", drawAll);
calm.addEventListener("change", drawAll);
