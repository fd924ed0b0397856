import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { executable, root } from "./astra-ts.js";

// Shell scripts in the manner of the tutorial's: a variable BINARY, the original's flags, a folder for results.
const start = `#!/bin/bash
set -e
BINARY="${executable}"
EXAMPLES="${root}examples"
rm -rf result
mkdir -p result
`;

const exercise1 = `${start}
"\${BINARY}" --run-name="Exercise 1" --network-configuration="\${EXAMPLES}/exercise-1/ring.json" \\
  --system-configuration="\${EXAMPLES}/exercise-1/ring.txt" --workload-configuration="\${EXAMPLES}/exercise-1/all_reduce.txt" --path="result/"
`;

const exercise2 = `${start}
INPUTS="\${EXAMPLES}/exercise-2"
row=0
for kind in ring switch fullyconnected; do
  "\${BINARY}" --run-name="\${kind}" --network-configuration="\${INPUTS}/\${kind}.json" --system-configuration="\${INPUTS}/\${kind}.txt" \\
    --workload-configuration="\${INPUTS}/all_reduce.txt" --comm-scale="1024" --path="result/" --total-stat-rows=3 --stat-row=\${row}
  row=$((row + 1))
done
`;

const exercise3 = `${start}
INPUTS="\${EXAMPLES}/exercise-3"
"\${BINARY}" --run-name="DGX2-VGG16" --network-configuration="\${INPUTS}/dgx2.json" --system-configuration="\${INPUTS}/dgx2.txt" \\
  --workload-configuration="\${INPUTS}/vgg16.txt" --compute-scale="0.41" --path="result/" --total-stat-rows=2 --stat-row=0
"\${BINARY}" --run-name="TPU-VGG16" --network-configuration="\${INPUTS}/tpu.json" --system-configuration="\${INPUTS}/tpu.txt" \\
  --workload-configuration="\${INPUTS}/vgg16.txt" --path="result/" --total-stat-rows=2 --stat-row=1
`;

const exercise4 = `${start}
INPUTS="\${EXAMPLES}/exercise-4"
"\${BINARY}" --run-name="vanilla" --network-configuration="\${INPUTS}/sample_Torus3D.json" --system-configuration="\${INPUTS}/sample_torus_sys.txt" \\
  --workload-configuration="\${INPUTS}/exercise_4_vanilla.txt" --path="result/" --num-passes=20 --total-stat-rows=1 --stat-row=0
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-tutorial-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function runScript(script: string): string {
  writeFileSync(join(folder, "script.sh"), script);
  return execFileSync("bash", ["script.sh"], { cwd: folder, encoding: "utf8" });
}

function result(file: string): string[] {
  return readFileSync(join(folder, "result", file), "utf8")
    .trimEnd()
    .split("\n");
}

const hasBash = existsSync("/bin/bash");

describe.skipIf(!hasBash)("the tutorial's scripts with astra-ts as their BINARY", () => {
  it("exercise 1 writes every file of the original", () => {
    expect(runScript(exercise1)).toContain("all passes finished at time: 45681\n");
    expect(readdirSync(join(folder, "result")).sort()).toEqual([
      "EndToEnd.csv",
      "Exercise 1_dimension_utilization.csv",
      "backend_dim_info.csv",
      "backend_end_to_end.csv",
      "detailed.csv",
      "tutorial_result.csv",
    ]);
    expect(result("tutorial_result.csv")).toEqual([
      "Name,TotalTime(us),ComputeTime(us),ExposedCommunicationTime(us),TotalMessageSize(MB)",
      "Exercise 1,45.681000,0.000000,45.681000,1.750000",
    ]);
    expect(result("backend_dim_info.csv")[1]).toBe("Exercise 1,0,11.420000");
    expect(result("detailed.csv")[1]).toBe("allreduce,Exercise 1,0.000000,17.130000,0.805000,11.420000");
    expect(result("Exercise 1_dimension_utilization.csv")).toHaveLength(5);
  });

  it("exercise 2 puts three runs into shared files", () => {
    runScript(exercise2);
    expect(result("tutorial_result.csv").slice(1)).toEqual([
      "ring,17534.229000,0.000000,17534.229000,1792.000000",
      "switch,35026.693000,0.000000,35026.693000,1792.000000",
      "fullyconnected,5004.925000,0.000000,5004.925000,1792.000000",
    ]);
    expect(result("EndToEnd.csv").map((line) => line.split(",").slice(0, 2))).toEqual([
      ["", ""],
      ["allreduce", "ring"],
      ["", "switch"],
      ["", "fullyconnected"],
    ]);
    expect(result("backend_dim_info.csv")[21]).toBe("fullyconnected,0,1251.231000");
  });

  it("exercise 3 scales the compute times of one run", () => {
    runScript(exercise3);
    expect(result("tutorial_result.csv").slice(1)).toEqual([
      "DGX2-VGG16,5632.316000,751.019000,4881.297000,525.729748",
      "TPU-VGG16,5489.225000,1831.809000,3657.416000,525.730019",
    ]);
  });

  it("exercise 4 runs twenty passes", () => {
    const output = runScript(exercise4);
    expect(output).toContain("all passes finished at time: 2277060\n");
    expect(output.match(/^pass: /gm)).toHaveLength(20);
    expect(result("tutorial_result.csv")[1]).toBe("vanilla,2277.060000,2194.840000,82.220000,10.026398");
  });

  it("a path without a slash is the start of every file's name", () => {
    runScript(exercise1.replace('--path="result/"', '--path="result/a-"'));
    expect(existsSync(join(folder, "result", "a-EndToEnd.csv"))).toBe(true);
  });

  it("seprate-log: 0 leaves the files of layers out", () => {
    const system = `${readFileSync(`${root}examples/exercise-1/ring.txt`, "utf8")}\nseprate-log: 0\n`;
    writeFileSync(join(folder, "quiet.txt"), system);
    runScript(exercise1.replace(/(--system-configuration)=\S+/, "$1=quiet.txt"));
    expect(readdirSync(join(folder, "result")).sort()).toEqual([
      "backend_dim_info.csv",
      "backend_end_to_end.csv",
      "tutorial_result.csv",
    ]);
  });
});
