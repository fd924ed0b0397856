import type { Result } from "@astra-ts/core";
import type { TrafficResult } from "@astra-ts/net-packet";

/** The collective of exercise 1, with the numbers of the form. */
export interface CollectiveForm {
  readonly shape: string;
  readonly npus: number;
  /** With a unit: `1MiB`. */
  readonly size: string;
  /** Of one link, with a unit: `50GiB/s`. */
  readonly bandwidth: string;
  /** Of one link, ns. */
  readonly latency: number;
  readonly networks: readonly string[];
}

/** A square mesh under synthetic traffic. */
export interface MeshForm {
  /** Routers along one side. */
  readonly side: number;
  readonly pattern: string;
  readonly virtualChannels: number;
  readonly packetFlits: number;
}

/** What the page asks of the worker. */
export type Request =
  | { readonly kind: "collective"; readonly form: CollectiveForm }
  | { readonly kind: "mesh"; readonly form: MeshForm };

/** What the worker answers: any number of answers to a request, the last one of kind `done` or `failed`. */
export type Answer =
  | { readonly kind: "result"; readonly result: Result }
  | { readonly kind: "progress"; readonly text: string }
  | { readonly kind: "report"; readonly html: string }
  | { readonly kind: "point"; readonly point: TrafficResult }
  | { readonly kind: "saturation"; readonly rate: number | null; readonly throughput: number }
  | { readonly kind: "done"; readonly milliseconds: number }
  | { readonly kind: "failed"; readonly message: string; readonly hint: string };
