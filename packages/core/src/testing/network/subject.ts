import type { NetworkBackend } from "../../network/network.js";
import type { TestMachine } from "./topologies.js";

/** A backend under test, with its options as its schema makes them. */
export interface NetworkSubject {
  readonly backend: NetworkBackend;
  readonly options: unknown;
  /** `the network backend "loggp"`. */
  readonly label: string;
  /** The machine for checks that need but one. */
  readonly machine: TestMachine;
  /** All machines to try, also those whose shapes the backend does not take. */
  readonly machines: readonly TestMachine[];
  /** Messages of the random traffic. */
  readonly messages: number;
}
