/** A link that is slower than its machine has it, or dead. */
export interface DamagedLink {
  readonly from: string;
  readonly to: string;
  /** `fails`, or `has 5 GB/s in place of 50 GB/s`. */
  readonly text: string;
}
