/// <reference lib="webworker" />
import { isAstraError } from "@astra-ts/core";
import { sweepLoad } from "@astra-ts/net-packet";
import { renderReport } from "@astra-ts/report";
import { runCollective } from "./collective.js";
import type { Answer, MeshForm, Request } from "./protocol.js";

// All simulation happens here, off the page's thread; the page may end it at any time by ending the worker.
declare const self: DedicatedWorkerGlobalScope;

const answer = (message: Answer): void => self.postMessage(message);

self.addEventListener("message", ({ data }: MessageEvent<Request>) => {
  const started = performance.now();
  serve(data)
    .then(() => answer({ kind: "done", milliseconds: performance.now() - started }))
    .catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      answer({ kind: "failed", message, hint: isAstraError(error) ? (error.hint ?? "") : "" });
    });
});

async function serve(request: Request): Promise<void> {
  if (request.kind === "mesh") {
    runMesh(request.form);
    return;
  }
  const results = await runCollective(
    request.form,
    (text) => answer({ kind: "progress", text }),
    (result) => answer({ kind: "result", result }),
  );
  const [first] = results;
  if (first === undefined) return;
  const html =
    results.length === 1
      ? renderReport({ kind: "result", result: first })
      : renderReport({
          kind: "comparison",
          results: results.map((result) => ({ label: result.network, result })),
        });
  answer({ kind: "report", html });
}

function runMesh({ side, pattern, virtualChannels, packetFlits }: MeshForm): void {
  const { saturationRate, saturationThroughput } = sweepLoad(
    {
      numCpus: side * side,
      meshRows: side,
      topology: "Mesh_XY",
      synthetic: pattern,
      vcsPerVnet: virtualChannels,
      injVnet: 2,
      packetFlits,
      warmupCycles: 500,
      measureCycles: 3000,
      step: 0.02,
    },
    (point) => answer({ kind: "point", point }),
  );
  answer({ kind: "saturation", rate: saturationRate, throughput: saturationThroughput });
}
