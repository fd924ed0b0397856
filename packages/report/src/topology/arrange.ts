/** A position on the drawing; the unit is the distance between two neighbouring NPUs. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Size of a rectangle, in the same unit. */
export interface Extent {
  readonly width: number;
  readonly height: number;
}

/** Where the members of one group go relative to each other: NPUs (or blocks of them) first, then switches. */
export interface Arrangement {
  readonly members: readonly Point[];
  readonly extent: Extent;
}

/** How one dimension is drawn. */
export interface ArrangementRequest {
  readonly shape: string;
  readonly npus: number;
  readonly leaves: number;
  readonly spines: number;
  /** Extent of what stands at each NPU's place: one NPU, or a block of inner dimensions. */
  readonly cell: Extent;
  /** For rows: the direction that this dimension takes. */
  readonly horizontal: boolean;
  /** A ring is drawn as a row where other dimensions are rows too. */
  readonly asRow: boolean;
}

const gap = 0.45;

/** Places for the NPUs and switches of one group. */
export function arrange(request: ArrangementRequest): Arrangement {
  const { shape, npus } = request;
  if (npus === 1) return { members: [{ x: 0, y: 0 }], extent: request.cell };
  if (shape === "leaf-spine") return tiers(request);
  if (shape === "hypercube") return cube(request);
  if (shape === "mesh" || (shape === "ring" && request.asRow)) return row(request);
  const hasBlocks = request.cell.width + request.cell.height > 0;
  if (shape === "switch" && hasBlocks && npus <= 8) return rowUnderSwitch(request);
  return circle(request, shape === "switch" ? 1 : 0);
}

/** Blocks side by side under the switch that joins them: in a circle its lines would cross the blocks. */
function rowUnderSwitch({ npus, cell }: ArrangementRequest): Arrangement {
  const step = cell.width + 1 + gap;
  const rise = cell.height + 2;
  const members = Array.from({ length: npus }, (_, index) => ({
    x: (index - (npus - 1) / 2) * step,
    y: rise / 2,
  }));
  members.push({ x: 0, y: -rise / 2 });
  return { members, extent: { width: (npus - 1) * step + cell.width, height: rise + cell.height } };
}

function row({ npus, cell, horizontal }: ArrangementRequest): Arrangement {
  const inner = horizontal ? cell.width : cell.height;
  const step = inner > 0 ? inner + 1 + gap : 1;
  const members = Array.from({ length: npus }, (_, index) =>
    horizontal ? { x: index * step, y: 0 } : { x: 0, y: index * step },
  );
  const length = (npus - 1) * step;
  return {
    members: centred(members),
    extent: horizontal
      ? { width: length + cell.width, height: cell.height }
      : { width: cell.width, height: length + cell.height },
  };
}

function circle({ npus, cell }: ArrangementRequest, switches: number): Arrangement {
  const size = Math.max(cell.width, cell.height) + 1;
  const needed = npus === 2 ? size / 2 : size / 2 / Math.sin(Math.PI / npus);
  const radius = Math.max(needed, switches > 0 ? size * 0.9 : 0);
  const members = Array.from({ length: npus }, (_, index) => {
    const angle = (2 * Math.PI * index) / npus - Math.PI / (npus === 2 ? 1 : 2);
    return { x: radius * Math.cos(angle), y: radius * Math.sin(angle) };
  });
  for (let index = 0; index < switches; index++) members.push({ x: 0, y: 0 });
  return {
    members,
    extent: {
      width: 2 * radius + cell.width,
      height: (npus === 2 ? 0 : 2 * radius) + cell.height,
    },
  };
}

/** Each bit of the position moves by a vector of its own: the usual drawing of a cube in a cube. */
function cube({ npus, cell }: ArrangementRequest): Arrangement {
  const bits = Math.round(Math.log2(npus));
  const unit = Math.max(cell.width, cell.height) + 1;
  const vectors = Array.from({ length: bits }, (_, bit): Point => {
    const length = unit * 2 ** Math.floor(bit / 3) * (bit >= 3 ? 1.6 : 1);
    if (bit % 3 === 0) return { x: 1.6 * length, y: 0 };
    if (bit % 3 === 1) return { x: 0, y: -1.6 * length };
    return { x: 0.7 * length, y: -0.55 * length };
  });
  const members = Array.from({ length: npus }, (_, index) =>
    vectors.reduce(
      (at, vector, bit) => ((index >> bit) & 1 ? { x: at.x + vector.x, y: at.y + vector.y } : at),
      { x: 0, y: 0 },
    ),
  );
  return { members: centred(members), extent: grown(members, cell) };
}

function tiers({ npus, leaves, spines, cell }: ArrangementRequest): Arrangement {
  const step = cell.width + 1;
  const width = (npus - 1) * step;
  const even = (count: number, index: number): number => (width * (index + 0.5)) / count - width / 2;
  const rise = Math.max(1.5, Math.min(width / 6, 6));
  const members: Point[] = [];
  for (let index = 0; index < npus; index++) members.push({ x: index * step - width / 2, y: rise });
  for (let index = 0; index < leaves; index++) members.push({ x: even(leaves, index), y: 0 });
  for (let index = 0; index < spines; index++) members.push({ x: even(spines, index), y: -rise });
  return { members, extent: grown(members, cell) };
}

function centred(points: readonly Point[]): Point[] {
  const x = (Math.min(...points.map((p) => p.x)) + Math.max(...points.map((p) => p.x))) / 2;
  const y = (Math.min(...points.map((p) => p.y)) + Math.max(...points.map((p) => p.y))) / 2;
  return points.map((point) => ({ x: point.x - x, y: point.y - y }));
}

function grown(points: readonly Point[], cell: Extent): Extent {
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  return {
    width: Math.max(...xs) - Math.min(...xs) + cell.width,
    height: Math.max(...ys) - Math.min(...ys) + cell.height,
  };
}
