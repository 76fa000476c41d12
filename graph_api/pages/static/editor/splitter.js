/**
 * Bars between panels moved with the mouse, a finger or the arrow keys.
 * https://www.w3.org/WAI/ARIA/apg/patterns/windowsplitter/
 */

const STEP = 24;

/**
 * @typedef {object} Split
 * @property {HTMLElement} bar  role "separator"; its `aria-controls` names the panel whose size it sets
 * @property {string} property  the CSS custom property with the size in pixels
 * @property {"left" | "right" | "bottom"} side  on which the sized panel is, seen from the bar
 * @property {number} least
 * @property {number | undefined} initial  undefined: the size in the style sheet
 * @property {(size: number) => void} keep  called with each size that is settled on
 */

/** @param {Split} split */
export function splitter({ bar, property, side, least, initial, keep }) {
  const panel = document.getElementById(bar.getAttribute("aria-controls") ?? "");
  if (!panel) return;
  const isVertical = side !== "bottom";

  /** @param {number} size */
  const set = (size) => {
    const most = (isVertical ? window.innerWidth : window.innerHeight) * 0.7;
    const settled = Math.round(Math.max(least, Math.min(most, size)));
    document.documentElement.style.setProperty(property, `${settled}px`);
    bar.setAttribute("aria-valuenow", String(settled));
    return settled;
  };
  const size = () => (isVertical ? panel.offsetWidth : panel.offsetHeight);
  bar.setAttribute("aria-valuemin", String(least));
  bar.setAttribute("aria-valuenow", String(initial ? set(initial) : size()));

  bar.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    bar.setPointerCapture(event.pointerId);
  });
  bar.addEventListener("pointermove", (event) => {
    if (!bar.hasPointerCapture(event.pointerId)) return;
    const frame = panel.getBoundingClientRect();
    if (side === "left") set(event.clientX - frame.left);
    else if (side === "right") set(frame.right - event.clientX);
    else set(frame.bottom - event.clientY);
  });
  bar.addEventListener("pointerup", () => keep(size()));
  bar.addEventListener("keydown", (event) => {
    /** @type {Record<string, number>} */
    const keys = isVertical ? { ArrowLeft: -1, ArrowRight: 1 } : { ArrowUp: -1, ArrowDown: 1 };
    const direction = keys[event.key];
    if (!direction) return;
    event.preventDefault();
    keep(set(size() + STEP * (side === "left" ? direction : -direction)));
  });
}
