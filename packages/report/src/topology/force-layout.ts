import type { Point } from "./arrange.js";

const rounds = 220;

/** Places for a graph that has no known shape: springs along links, repulsion between nodes, from a circle, the same every time. */
export function forceLayout(nodes: number, links: readonly (readonly [number, number])[]): Point[] {
  const radius = Math.max(1, nodes / (2 * Math.PI));
  const x = Float64Array.from({ length: nodes }, (_, id) => radius * Math.cos((2 * Math.PI * id) / nodes));
  const y = Float64Array.from({ length: nodes }, (_, id) => radius * Math.sin((2 * Math.PI * id) / nodes));
  const moveX = new Float64Array(nodes);
  const moveY = new Float64Array(nodes);
  for (let round = 0; round < rounds; round++) {
    moveX.fill(0);
    moveY.fill(0);
    for (let a = 0; a < nodes; a++) {
      for (let b = a + 1; b < nodes; b++) {
        const dx = x[a] - x[b];
        const dy = y[a] - y[b];
        const squared = Math.max(dx * dx + dy * dy, 0.01);
        moveX[a] += dx / squared;
        moveY[a] += dy / squared;
        moveX[b] -= dx / squared;
        moveY[b] -= dy / squared;
      }
    }
    for (const [a, b] of links) {
      const dx = x[a] - x[b];
      const dy = y[a] - y[b];
      const pull = Math.hypot(dx, dy) * 0.5;
      moveX[a] -= dx * pull;
      moveY[a] -= dy * pull;
      moveX[b] += dx * pull;
      moveY[b] += dy * pull;
    }
    const limit = radius * 0.15 * (1 - round / rounds);
    for (let id = 0; id < nodes; id++) {
      const length = Math.hypot(moveX[id], moveY[id]);
      const step = length > 0 ? Math.min(limit, length) / length : 0;
      x[id] += moveX[id] * step;
      y[id] += moveY[id] * step;
    }
  }
  return Array.from({ length: nodes }, (_, id) => ({ x: x[id] * 1.4, y: y[id] * 1.4 }));
}
