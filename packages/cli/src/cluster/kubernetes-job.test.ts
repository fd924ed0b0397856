import { Job } from "kubernetes-models/batch/v1/Job";
import { describe, expect, it } from "vitest";
import { kubernetesJob } from "./kubernetes-job.js";

const job = kubernetesJob({
  name: "sweep-a-0123",
  shards: 8,
  demand: { seconds: 3600, memory: 2.25 * 2 ** 30, workers: 4 },
  retries: 2,
  image: "registry.example/astra-ts:1",
  claim: "sweeps",
  args: ["sweep", "a.yaml", "--results", "a.jsonl"],
});

describe("an Indexed Job of Kubernetes", () => {
  // The package makes its checks from the schema that Kubernetes publishes (api/openapi-spec of its repository).
  it("is valid by the published schema of batch/v1", () => {
    expect(() => new Job(job as ConstructorParameters<typeof Job>[0]).validate()).not.toThrow();
  });

  it("would not be with a wrong value", () => {
    for (const wrong of [
      { ...job, spec: { ...job.spec, completions: "8" } },
      { ...job, spec: { ...job.spec, completionMode: "indexed" } },
      { ...job, spec: { completions: 8 } },
      { ...job, spec: { ...job.spec, podFailurePolicy: { rules: [{}] } } },
    ])
      expect(() => new Job(wrong as never).validate(), JSON.stringify(wrong)).toThrow();
  });

  it("gives each pod its shard, the volume, and what a shard needs", () => {
    const { spec } = job;
    expect(spec).toMatchObject({
      completionMode: "Indexed",
      completions: 8,
      parallelism: 8,
      backoffLimitPerIndex: 2,
    });
    const [container] = spec.template.spec.containers;
    expect(container).toMatchObject({
      args: ["sweep", "a.yaml", "--results", "a.jsonl", "--shard", "env/8"],
      resources: { requests: { cpu: "4", memory: "2304Mi" }, limits: { memory: "2304Mi" } },
      workingDir: "/sweep",
      volumeMounts: [{ name: "sweep", mountPath: "/sweep" }],
    });
    expect(spec.template.spec.volumes).toEqual([
      { name: "sweep", persistentVolumeClaim: { claimName: "sweeps" } },
    ]);
  });
});
