/** Names of times in a measured row: of a kernel, or of the passes of a block or a training step. All in us. */
export const timeNames = ["us", "forward_us", "backward_us", "optimizer_us"] as const;

/** Name of a time in a measured row. */
export type TimeName = (typeof timeNames)[number];

/** Some times of a row, us, by name. */
export type RowTimes = Readonly<Partial<Record<TimeName, number>>>;
