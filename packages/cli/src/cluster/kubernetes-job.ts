import type { Demand } from "./demand.js";

/** An Indexed Job of Kubernetes that runs the shards of a sweep. */
export interface KubernetesSettings {
  readonly name: string;
  readonly shards: number;
  readonly demand: Demand;
  readonly retries: number;
  /** Image that has astra-ts. */
  readonly image: string;
  /** Claim of the volume that holds the experiment and gets the results. */
  readonly claim: string;
  /** The arguments of astra-ts, but for the shard. */
  readonly args: readonly string[];
}

/** Where the volume is in the container. */
const folder = "/sweep";

/** The job, as its YAML says it: `batch/v1`, for Kubernetes 1.29 and later, which counts failures for each index. */
export function kubernetesJob({ name, shards, demand, retries, image, claim, args }: KubernetesSettings) {
  const memory = `${Math.ceil(demand.memory / 2 ** 20)}Mi`;
  const labels = { "app.kubernetes.io/name": "astra-ts", "app.kubernetes.io/instance": name };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, labels },
    spec: {
      completionMode: "Indexed",
      completions: shards,
      parallelism: shards,
      backoffLimitPerIndex: retries,
      // A shard that is given up does not stop the others.
      maxFailedIndexes: shards,
      podFailurePolicy: {
        rules: [
          // A node that is taken away is nobody's failure.
          { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
          // Failed points, and bad input: the same would come of it again.
          {
            action: "FailIndex",
            onExitCodes: { containerName: "sweep", operator: "In", values: [1, 2] },
          },
        ],
      },
      template: {
        metadata: { labels },
        spec: {
          restartPolicy: "Never",
          activeDeadlineSeconds: demand.seconds,
          containers: [
            {
              name: "sweep",
              image,
              workingDir: folder,
              command: ["astra-ts"],
              args: [...args, "--shard", `env/${shards}`],
              resources: {
                requests: { cpu: String(demand.workers), memory },
                limits: { memory },
              },
              volumeMounts: [{ name: "sweep", mountPath: folder }],
            },
          ],
          volumes: [{ name: "sweep", persistentVolumeClaim: { claimName: claim } }],
        },
      },
    },
  };
}
