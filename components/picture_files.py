"""Every chart as PNG and as SVG, by two buttons above it.

Plotly's own button saves one kind of picture. A second one needs a function of the browser, which Streamlit cannot
hand to a chart; so it is put beside the first one when somebody comes near a chart, by pointer, touch or key.
"""

import streamlit as st

STYLE = ".st-key-picture-files { display: none; }"
JS = """
const CURVE = "M80 700h220v220h-220z M700 80h220v220h-220z M150 700c0-400 150-550 550-550v80c-350 0-470 120-470 470z";

// Plotly reads what to save from the chart's options at the moment of the click.
const vector = (figure, camera) => {
  const options = figure._context.toImageButtonOptions;
  figure._context.toImageButtonOptions = { ...options, format: "svg" };
  camera.click();
  figure._context.toImageButtonOptions = options;
};

export default function () {
  const add = (event) => {
    const figure = event.target.closest && event.target.closest(".js-plotly-plot");
    const camera = figure && figure.querySelector(".modebar-btn[data-title$=PNG]");
    if (!camera || figure.querySelector(".modebar-btn[data-title$=SVG]")) return;
    const button = camera.cloneNode(true);
    for (const name of ["data-title", "aria-label"]) button.setAttribute(name, "Download plot as an SVG");
    button.querySelector("path").setAttribute("d", CURVE);
    button.querySelector("path").removeAttribute("transform");
    button.onclick = () => vector(figure, camera);
    camera.after(button);
  };
  const near = ["pointerover", "focusin"];
  near.forEach((each) => document.addEventListener(each, add));
  return () => near.forEach((each) => document.removeEventListener(each, add));
}
"""
_buttons = st.components.v2.component("variantlens_picture_files", css=STYLE, js=JS, isolate_styles=False)


def offered() -> None:
    """Let every chart of the page be saved as PNG and as SVG."""
    _buttons(key="picture files")
