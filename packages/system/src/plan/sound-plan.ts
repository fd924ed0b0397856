import { AstraError, type CollectivePlan, type CollectiveTask, type PlanOperation } from "@astra-ts/core";

/** Tags of a plan's messages stay below this. */
const tagLimit = 2 ** 19;

/** Throws CONTRACT_BROKEN where a plan cannot be executed. Looks at the first and the last position only: `collectiveConformance` looks at all. */
export function requireSoundPlan(plan: CollectivePlan, { kind, npus }: CollectiveTask, name: string): void {
  const broken = (problem: string, found: unknown): AstraError =>
    new AstraError("CONTRACT_BROKEN", {
      problem: `the algorithm ${name} has a wrong plan for ${kind} on ${npus} NPUs: ${problem}`,
      found,
      hint: "collectiveConformance of @astra-ts/core/testing checks an algorithm in full.",
    });
  const isPosition = (value: number): boolean => isCount(value) && value < npus;
  const positions = [0, npus - 1];
  if (plan.form === "steps") {
    const { sends, parallelism } = plan;
    if (!isCount(sends)) throw broken("sends is no whole number, 0 or more", sends);
    if (!isCount(parallelism) || parallelism < 1) throw broken("parallelism is below 1", parallelism);
    for (let step = 0; step < sends; step++) {
      if (!isCount(plan.bytes(step))) throw broken(`wrong bytes in step ${step}`, plan.bytes(step));
      for (const position of positions) {
        const peer = [plan.destination(position, step), plan.source(position, step)].find(
          (value) => !isPosition(value),
        );
        if (peer !== undefined) throw broken(`no such position in step ${step}`, peer);
      }
    }
  } else {
    for (const position of positions) {
      for (const [index, operation] of plan.operations(position).entries()) {
        const problem = wrongOperation(operation, index, isPosition);
        if (problem !== undefined) throw broken(`operation ${index} of position ${position}`, problem);
      }
    }
  }
}

function wrongOperation(
  operation: PlanOperation,
  index: number,
  isPosition: (value: number) => boolean,
): string | undefined {
  const later = operation.after.find((earlier) => !isCount(earlier) || earlier >= index);
  if (later !== undefined) return `it waits for operation ${later}, which is no earlier one`;
  if (operation.kind === "compute") return isCount(operation.duration) ? undefined : "wrong duration";
  if (!isCount(operation.bytes)) return "wrong bytes";
  if (operation.kind === "endpoint") return undefined;
  const { tag = 0 } = operation;
  if (!isCount(tag) || tag >= tagLimit) return `wrong tag ${tag}`;
  const peer = operation.kind === "send" ? operation.to : operation.from;
  return isPosition(peer) ? undefined : `no position ${peer}`;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
