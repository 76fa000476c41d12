/**
 * Tabs by the ARIA pattern: arrow keys move, only the chosen tab is in the tab order.
 * https://www.w3.org/WAI/ARIA/apg/patterns/tabs/
 */

/**
 * @param {HTMLElement} list  role "tablist"; each role "tab" in it names its panel by `aria-controls`
 * @returns {(panelId: string) => void} chooses a tab
 */
export function tabs(list) {
  const all = /** @type {HTMLElement[]} */ ([...list.querySelectorAll('[role="tab"]')]);

  /** @param {HTMLElement} chosen */
  const choose = (chosen) => {
    for (const tab of all) {
      const isChosen = tab === chosen;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
      if (panel) panel.hidden = !isChosen;
    }
  };

  list.addEventListener("click", (event) => {
    const tab = event.target instanceof Element ? event.target.closest('[role="tab"]') : null;
    if (tab instanceof HTMLElement) choose(tab);
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const index = all.findIndex((tab) => tab === document.activeElement);
    if (!step || index < 0) return;
    const next = all[(index + step + all.length) % all.length];
    choose(next);
    next.focus();
  });
  choose(all[0]);
  return (panelId) => {
    const tab = all.find((it) => it.getAttribute("aria-controls") === panelId);
    if (tab) choose(tab);
  };
}
