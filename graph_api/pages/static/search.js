// Suggestions below the search box while people type: a combobox with a list (ARIA 1.2). Without it the form works alone.

const LEAST = 2, MOST = 8, WAIT = 200;

/** @param {HTMLFormElement} form @param {HTMLInputElement} box */
function suggest(form, box) {
  const list = document.createElement("ul");
  list.id = "suggestions";
  list.hidden = true;
  list.role = "listbox";
  list.ariaLabel = box.labels?.[0]?.textContent ?? "";
  form.append(list);
  box.role = "combobox";
  box.ariaAutoComplete = "list";
  box.ariaExpanded = "false";
  box.setAttribute("aria-controls", list.id);

  let active = -1, timer = 0, asked = new AbortController();

  /** The parameters of the form that links keep. */
  const kept = () => {
    const parameters = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (name !== "q") parameters.set(name, String(value));
    return parameters;
  };

  const close = () => {
    clearTimeout(timer);
    asked.abort();
    list.hidden = true;
    box.ariaExpanded = "false";
    choose(-1);
  };

  /** @param {number} place That of an option; -1: none. */
  function choose(place) {
    active = place;
    [...list.children].forEach((option, number) => { option.ariaSelected = String(number === active); });
    box.setAttribute("aria-activedescendant", list.children[active]?.id ?? "");
    list.children[active]?.scrollIntoView({ block: "nearest" });
  }

  /** @param {{id: string, name: string, notable: {name: string}[]}[]} found With paths below the base IRI, or IRIs. */
  function show(found) {
    list.replaceChildren(...found.slice(0, MOST).map((one, number) => {
      const option = document.createElement("li"), kind = document.createElement("span"), parameters = kept();
      const isIri = /^[a-z][a-z0-9+.-]*:/i.test(one.id);
      if (isIri) parameters.set("iri", one.id);
      option.dataset.address = `${isIri ? "/resource" : `/doc/${one.id}`}?${parameters}`;
      option.id = `suggestion-${number}`;
      option.role = "option";
      kind.textContent = one.notable[0]?.name ?? "";
      option.append(`${one.name} `, kind);
      return option;
    }));
    choose(-1);
    list.hidden = found.length === 0;
    box.ariaExpanded = String(!list.hidden);
  }

  async function ask() {
    asked = new AbortController();
    const parameters = kept(), lang = parameters.get("lang");
    for (const name of ["lang", "asOf"]) parameters.delete(name);
    parameters.set("prefix", box.value.trim());
    try {
      const answer = await fetch(`/reconcile/${lang}/suggest/entity?${parameters}`, { signal: asked.signal });
      if (answer.ok && document.activeElement === box) show((await answer.json()).result);
    } catch {
      // Another letter was typed, or the service is away: the form still works.
    }
  }

  /** @param {Element | null | undefined} option */
  function open(option) {
    if (option instanceof HTMLElement) location.assign(option.dataset.address ?? "/");
  }

  box.addEventListener("input", () => {
    close();
    if (box.value.trim().length >= LEAST) timer = setTimeout(ask, WAIT);
  });
  box.addEventListener("keydown", event => {
    const count = list.children.length;
    if (list.hidden) return;
    if (event.key === "ArrowDown") choose(active + 1 < count ? active + 1 : -1);
    else if (event.key === "ArrowUp") choose(active < 0 ? count - 1 : active - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && active >= 0) open(list.children[active]);
    else return;
    event.preventDefault();
  });
  box.addEventListener("blur", close);
  list.addEventListener("pointerdown", event => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", event => open(/** @type {Element} */ (event.target).closest("li")));
}

const box = document.getElementById("site-search");
if (box instanceof HTMLInputElement && box.form) suggest(box.form, box);
