/* The keys of a picture: arrows go along its lines, Esc leaves it. Its root is in sight; dragging moves a wide picture. */

const MIDDLE = (node) => {
  const box = node.getBoundingClientRect();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};
const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/* The nodes that lines join with each node, by its name. */
function neighbours(picture) {
  const near = new Map();
  for (const line of picture.querySelectorAll("path[data-from]")) {
    const { from, to } = line.dataset;
    for (const [one, other] of [[from, to], [to, from]]) {
      if (!near.has(one)) near.set(one, new Set());
      near.get(one).add(other);
    }
  }
  return near;
}

/* The nearest in a direction: sideways along the lines; up and down to the next box of the layer. */
function next(picture, near, node, key) {
  const [right, down] = WAYS[key];
  const here = MIDDLE(node);
  const names = right ? [...(near.get(node.id) ?? [])] : [...picture.querySelectorAll("a > g.node")].map((one) => one.id);
  let best = null;
  let least = Infinity;
  for (const name of names) {
    const one = document.getElementById(name);
    if (!one || one === node) continue;
    const there = MIDDLE(one);
    const [ahead, beside] = right ? [(there.x - here.x) * right, there.y - here.y] : [(there.y - here.y) * down, there.x - here.x];
    if (ahead < 1 || (down && Math.abs(beside) > 4)) continue;
    const far = ahead + 2 * Math.abs(beside);
    if (far < least) [best, least] = [one, far];
  }
  return best;
}

/* Lines of the node with the focus stand out. */
function light(picture, name) {
  for (const line of picture.querySelectorAll("path[data-from]")) {
    line.classList.toggle("here", line.dataset.from === name || line.dataset.to === name);
  }
}

function withKeys(picture) {
  const near = neighbours(picture);
  const nodeOf = (event) => event.target.closest("a")?.querySelector("g.node");
  picture.addEventListener("focusin", (event) => light(picture, nodeOf(event)?.id));
  picture.addEventListener("focusout", () => light(picture, ""));
  picture.addEventListener("pointerover", (event) => light(picture, event.target.closest("g.node")?.id));
  picture.addEventListener("keydown", (event) => {
    const node = nodeOf(event);
    if (!node || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") {
      document.getElementById("picture").focus();
    } else if (event.key in WAYS) {
      event.preventDefault();
      next(picture, near, node, event.key)?.closest("a")?.focus();
    }
  });
}

/* A wide picture is moved with the mouse, and its root is in sight when it opens. */
function withMoves(frame) {
  const root = frame.querySelector(".root");
  if (root) {
    const box = root.getBoundingClientRect();
    const own = frame.getBoundingClientRect();
    if (box.right > own.right) frame.scrollLeft += box.right - own.right + 24;
  }
  let from = null;
  frame.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && !event.target.closest("a")) from = { x: event.clientX, left: frame.scrollLeft };
  });
  frame.addEventListener("pointermove", (event) => {
    if (from) frame.scrollLeft = from.left - (event.clientX - from.x);
  });
  for (const name of ["pointerup", "pointerleave"]) frame.addEventListener(name, () => { from = null; });
}

for (const frame of document.querySelectorAll(".picture")) {
  withKeys(frame);
  withMoves(frame);
}
document.querySelector(".keys")?.removeAttribute("hidden");
