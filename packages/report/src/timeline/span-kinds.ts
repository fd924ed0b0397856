/** Kinds of span on a lane, in the order of their codes. */
export const spanKinds = ["compute", "communication", "exposed", "phase", "cpu", "memory"] as const;

export type SpanKind = (typeof spanKinds)[number];
