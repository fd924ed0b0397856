import process from "node:process";

/** `ASTRA_TS_NS3_CHECKS=all` runs the long checks too, which take minutes. */
export const isThorough = process.env.ASTRA_TS_NS3_CHECKS === "all";
