"use strict";
// Draws the charts of this file: unpacks plotly.js and the figures, follows light and dark, and fits the paper.
(async (nonce) => {
  // Width of A4 and Letter within the page's margins, in CSS pixels.
  const PAPER = 670;
  const dark = matchMedia("(prefers-color-scheme: dark)");

  const unpacked = async (id) => {
    const held = document.getElementById(id);
    if (!held) return null;
    const bytes = Uint8Array.from(atob(held.textContent.trim()), (sign) => sign.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  };

  const load = async () => {
    const script = document.createElement("script");
    script.nonce = nonce;
    script.textContent = await unpacked("library");
    document.head.append(script);
  };

  const chart = async (place) => {
    const read = async (theme) => JSON.parse(await unpacked(`${place.id}-${theme}`));
    const light = await read("light");
    return { place, light, dark: (await read("dark")) ?? light };
  };

  const withVector = (config) => ({
    ...config,
    modeBarButtonsToAdd: [{
      name: "svg",
      title: "Download plot as SVG",
      icon: Plotly.Icons.disk,
      click: (drawn) => Plotly.downloadImage(drawn, { ...config.toImageButtonOptions, format: "svg" }),
    }],
  });

  const draw = ({ place, ...themes }, theme, width) => {
    const { figure, config } = themes[theme];
    const layout = width ? { ...figure.layout, width, autosize: false } : { ...figure.layout, autosize: true };
    return Plotly.react(place, figure.data, layout, withVector(config));
  };

  try {
    // Before the first chart: plotly measures its texts while it draws.
    await Promise.allSettled([...document.fonts].map((font) => font.load()));
    await load();
    const charts = await Promise.all([...document.querySelectorAll(".chart")].map(chart));
    const onScreen = () => Promise.all(charts.map((each) => draw(each, dark.matches ? "dark" : "light")));
    document.documentElement.classList.add("drawn");
    await onScreen();
    dark.addEventListener("change", onScreen);
    addEventListener("beforeprint", () => charts.forEach((each) => draw(each, "light", PAPER)));
    addEventListener("afterprint", onScreen);
    document.documentElement.dataset.charts = String(charts.length);
  } catch (problem) {
    document.documentElement.classList.remove("drawn");
    document.getElementById("not-drawn").hidden = false;
    console.error(problem);
  }
})(document.currentScript.nonce);
