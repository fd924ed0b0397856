import { type AstraError, isAstraError } from "@astra-ts/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readWorkloadText, scaleSingle, scaleWorkload, writeWorkloadText } from "../src/index.js";

const line = "conv1 -1 5 NONE 0 6 ALLGATHER 64 7 ALLREDUCE 128 8";

function refusals(text: string): AstraError[] {
  try {
    readWorkloadText(text, "w.txt");
    return [];
  } catch (error) {
    return isAstraError(error) ? [error] : [];
  }
}

describe("reader of the workload text format", () => {
  it("reads layers and header variants", () => {
    expect(readWorkloadText(`DATA\r\n1\r\n${line}\r\n`, "w.txt")).toEqual({
      kind: "layers",
      trainingLoop: "DATA",
      layers: [
        {
          name: "conv1",
          forward: { compute: 5, communication: null, bytes: 0 },
          inputGradient: { compute: 6, communication: "all-gather", bytes: 64 },
          weightGradient: { compute: 7, communication: "all-reduce", bytes: 128 },
          updateTime: 8,
        },
      ],
    });
    expect(readWorkloadText(`HYBRID_TRANSFORMER model_parallel_NPU_group: 4\n1\n${line}`, "w")).toMatchObject(
      {
        modelParallelGroup: 4,
      },
    );
    const checkpointed = `HYBRID_TRANSFORMER_FWD_IN_BCKWD model_parallel_NPU_group: 2 checkpoints: 1 0 checkpoint_initiates: 1 1\n2\n${line}\n${line}`;
    expect(readWorkloadText(checkpointed, "w")).toMatchObject({
      checkpoints: [0],
      checkpointInitiators: [1],
    });
    expect(readWorkloadText(`HYBRID_DLRM 0\n1 ${line}`, "w")).toMatchObject({ lastBottomLayer: 0 });
    expect(readWorkloadText(`HYBRID_CUSTOMIZED\n1\n${line} MODEL`, "w").layers[0].parallelism).toBe("MODEL");
  });

  it.each([
    ["", "w.txt:1: training loop: the file ends too early"],
    ["DTA\n1\n", 'w.txt:1: training loop: unknown training loop: found "DTA"'],
    [
      `DATA\n2\n${line}\n`,
      "w.txt:3: layer 1: the file ends too early: expected 2 layers, as the file says above",
    ],
    [
      `DATA\nx\n${line}`,
      'w.txt:2: number of layers: wrong value: found "x", expected a whole number of 1 or more',
    ],
    [
      `DATA\n2\n${line.slice(0, -2)}\n${line}`,
      "w.txt:3: the line of layer conv1 has the wrong number of columns: found 11, expected 12 columns",
    ],
    [
      `DATA\n2\n${line} 9\n${line}`,
      "w.txt:3: the line of layer conv1 has the wrong number of columns: found 13, expected 12 columns",
    ],
    [
      `HYBRID_CUSTOMIZED\n1\n${line}\n`,
      "w.txt:3: the line of layer conv1 has the wrong number of columns: found 12, expected 13 columns",
    ],
    [
      `DATA\n1\n${line.replace("7", "7.5")}`,
      'w.txt:3: layer conv1: weight-gradient compute time: wrong value: found "7.5", expected a whole number of 0 or more',
    ],
    [
      `DATA\n1\n${line.replace("ALLREDUCE", "ALLREDUSE")}`,
      "w.txt:3: layer conv1: weight-gradient collective: unknown",
    ],
    [
      `DATA\n1\n${line.replace("ALLREDUCE", "all-reduce")}`,
      "w.txt:3: layer conv1: weight-gradient collective: unknown",
    ],
    [`DATA\n1\n${line.replace("ALLREDUCE", "ALLREDUCEALLTOALL")}`, "is not supported"],
    [
      `HYBRID_TRANSFORMER 4\n1\n${line}`,
      'w.txt:1: label: not the label that stands here: found "4", expected "model_parallel_NPU_group:"',
    ],
    [
      `HYBRID_DLRM 3\n1\n${line}`,
      "index of the last bottom layer: there is no such layer: found 3, expected an index",
    ],
  ])("explains %j", (text, message) => {
    expect(() => readWorkloadText(text, "w.txt")).toThrow(message);
  });

  it.each([
    ["HYBRID_TRANSFORMER data_parallel_group: 4\n1\n", "data_parallel_group:", "model_parallel_NPU_group:"],
    ["HYBRID_TRANSFORMER ep: 4\n1\n", "ep:", "model_parallel_NPU_group:"],
    ["HYBRID_TRANSFORMER_FWD_IN_BCKWD model_parallel_NPU_group: 4 ep: 0 pp: 0\n1\n", "ep:", "checkpoints:"],
    [
      "HYBRID_TRANSFORMER_FWD_IN_BCKWD model_parallel_NPU_group: 4 checkpoints: 0 ga: 0\n1\n",
      "ga:",
      "checkpoint_initiates:",
    ],
    [
      "HYBRID_TRANSFORMER_FWD_IN_BCKWD model_parallel_NPU_group: 4 checkpoints: 0 checkpoint_initiates: 0 pp_comm 5.0\n1\n",
      "pp_comm",
      "the number of layers",
    ],
    ["MICRO model_parallel_NPU_group: 4 ep: 1\n1\n", "model_parallel_NPU_group:", "the number of layers"],
    ["HYBRID_DLRM DLRM_LAST_BOTTOM_LAYER: 1\n1\n", "DLRM_LAST_BOTTOM_LAYER:", "the number of layers"],
    ["HYBRID_DLRM 0 vpp: 1\n1\n", "vpp:", "the number of layers"],
  ])("compares labels: %j", (header, found, expected) => {
    const [refused] = refusals(`${header}${line}`);
    expect(refused?.message).toMatch(/^w\.txt:1: label: /);
    expect(refused?.message).toContain(`found "${found}", expected `);
    expect(refused?.message).toContain(expected);
    expect(refused?.hint?.includes("SimAI") ?? false).toBe(!/data|model/.test(found));
  });

  it.each(["ALLTOALL_EP", "ALLGATHER_DP_EP", "REDUCESCATTER_TP", "ALLREDUCE_DP"])(
    "tells the collective of another group: %s",
    (word) => {
      const [refused] = refusals(`DATA\n1\n${line.replace("ALLREDUCE", word)}`);
      expect(refused?.code).toBe("UNSUPPORTED");
      expect(refused?.message).toContain(`found "${word}"`);
      expect(refused?.hint).toContain("SimAI");
    },
  );

  it("passes over the parallelism that the workload generator writes behind every layer", () => {
    const layer = "conv1 -1 5 NONE 0 6 NONE 0 7 ALLREDUCE 128 8";
    const plain = `DATA\n2\n${layer}\n${layer}\n`;
    expect(readWorkloadText(plain.replaceAll(" 8\n", " 8 DATA\n"), "w.txt")).toEqual(
      readWorkloadText(plain, "w.txt"),
    );
  });

  it("suggests near names", () => {
    const hint = (text: string): string | undefined => {
      try {
        readWorkloadText(text, "w");
      } catch (error) {
        return (error as { hint?: string }).hint;
      }
      return undefined;
    };
    expect(hint("HYBRID_DATA_MODL\n1\n")).toBe('Did you mean "HYBRID_DATA_MODEL"?');
    expect(hint(`DATA\n1\n${line.replace("ALLREDUCE", "ALL_REDUCE")}`)).toBe('Did you mean "ALLREDUCE"?');
  });

  it("warns of what ASTRA-sim passes over in silence", () => {
    const warnings: string[] = [];
    const text = `DATA\n1\n${line.replace("ALLREDUCE", "BROADCAST")}\n${line}\n`;
    const { layers } = readWorkloadText(text, "w.txt", { warn: (message) => warnings.push(message) });
    expect(layers[0].weightGradient.communication).toBeNull();
    expect(warnings).toEqual([
      expect.stringContaining(
        'w.txt:3: layer conv1: weight-gradient collective: the collective type "BROADCAST" is unknown',
      ),
      'w.txt:4: what follows the last of the 1 layers is ignored, from "conv1" on.',
    ]);
  });

  it("reads back what it writes", () => {
    const kinds = ["all-reduce", "all-gather", "reduce-scatter", "all-to-all"] as const;
    const pass = fc.oneof(
      fc.record({ compute: fc.nat(), communication: fc.constantFrom(...kinds), bytes: fc.nat() }),
      fc.record({ compute: fc.nat(), communication: fc.constant(null), bytes: fc.constant(0) }),
    );
    const layer = fc.record({
      name: fc.stringMatching(/^[A-Za-z0-9_.]{1,12}$/),
      forward: pass,
      inputGradient: pass,
      weightGradient: pass,
      updateTime: fc.nat(),
    });
    const layers = fc.array(layer, { minLength: 1, maxLength: 5 });
    const header = fc.constantFrom(
      { trainingLoop: "DATA" },
      { trainingLoop: "HYBRID_TRANSFORMER", modelParallelGroup: 8 },
      { trainingLoop: "HYBRID_DLRM", lastBottomLayer: 0 },
      {
        trainingLoop: "HYBRID_TRANSFORMER_FWD_IN_BCKWD",
        modelParallelGroup: 8,
        checkpoints: [0],
        checkpointInitiators: [],
      },
    );
    const rate = fc.double({ min: 1e-3, max: 1e25, noNaN: true });
    const step = fc.option(
      fc.oneof(
        fc.record({ item: fc.constant("token"), items: fc.integer({ min: 1 }), flops: rate }),
        fc.record({
          item: fc.constant("image"),
          items: fc.integer({ min: 1 }),
          flops: rate,
          peakFlops: rate,
        }),
      ),
    );
    fc.assert(
      fc.property(header, layers, step, (start, rows, work) => {
        const workload = { kind: "layers" as const, ...start, layers: rows, ...(work && { step: work }) };
        expect(readWorkloadText(writeWorkloadText(workload), "w")).toEqual(workload);
      }),
    );
  });

  it("says where the line of a step's work is wrong", () => {
    const layer = "DATA\n1\nfc -1 1 NONE 0 1 NONE 0 1 NONE 0 1\n";
    const read = (line: string) => readWorkloadText(layer + line, "w");
    expect(read("step: 8 token 1e6 FLOP").step).toEqual({ item: "token", items: 8, flops: 1e6 });
    expect(() => read("step: 0 token 1e6 FLOP")).toThrow('w:4: items of a step: wrong value: found "0"');
    expect(() => read("step: 8 token none FLOP")).toThrow("w:4: floating-point operations of a step");
    expect(() => read("step: 8 token 1e6 FLOP 5 GFLOP")).toThrow(
      'w:4: peak of one NPU: wrong value: found "GFLOP", expected a number above 0 and the unit FLOP/ns',
    );
    expect(() => read("step: 8 token 1e6")).toThrow("the file ends too early");
  });

  it("never fails without a place", () => {
    const word = fc.constantFrom(
      "DATA",
      "HYBRID_DLRM",
      "HYBRID_CUSTOMIZED",
      "1",
      "2",
      "-1",
      "NONE",
      "ALLREDUCE",
      "x",
      "\n",
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => {
        try {
          readWorkloadText(words.join(" "), "w.txt");
        } catch (error) {
          expect((error as Error).message).toMatch(/^w\.txt(:\d+)?: /);
        }
      }),
    );
  });
});

describe("scaling", () => {
  it("rounds to single precision even at factor 1", () => {
    expect(scaleSingle(36_290_323, 1)).toBe(36_290_324);
    expect(scaleSingle(13_003, 0.41)).toBe(5331);
    expect(scaleSingle(1_048_576, 7.3)).toBe(7_654_605);
  });

  it("leaves update times alone", () => {
    const workload = readWorkloadText(`DATA\n1\n${line}`, "w");
    const [layer] = scaleWorkload(workload, { compute: 10, communication: 2 }).layers;
    expect(layer).toMatchObject({ updateTime: 8, forward: { compute: 50 }, weightGradient: { bytes: 256 } });
  });
});
