import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readNs3Settings } from "@astra-ts/formats";
import { afterAll, describe, expect, it } from "vitest";
import { readNetworkFile } from "../src/astra-sim/network-file.js";
import { createDefaultRegistry } from "../src/plugins/builtin-plugins.js";
import { astraTs, root } from "./astra-ts.js";

const folder = mkdtempSync(join(tmpdir(), "astra-ts-settings-"));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, "machines"));

function write(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** Four NPUs on one switch. */
const star = (
  rates: readonly string[] = ["400Gbps", "400Gbps", "400Gbps", "400Gbps"],
  errorRate = "0",
): string =>
  ["5 1 4", "4", ...rates.map((rate, npu) => `4 ${npu} ${rate} 0.0005ms ${errorRate}`), ""].join("\n");
const settings = (mode: number, more = ""): string => `ENABLE_QCN 1
PACKET_PAYLOAD_SIZE 1000

TOPOLOGY_FILE machines/star.txt
FCT_OUTPUT_FILE fct.txt
CC_MODE ${mode}
RATE_AI 50Mb/s
LINK_DOWN 0 0 0
KMAX_MAP 2 100000000000 1600 400000000000 3200
KMIN_MAP 2 100000000000 400 400000000000 800
PMAX_MAP 2 100000000000 0.2 400000000000 0.5
${more}`;
write("machines/star.txt", star());

function read(text: string) {
  const warnings: string[] = [];
  const content = readNetworkFile(write("config.txt", text), {
    registry: createDefaultRegistry(),
    warn: (message) => void warnings.push(message),
  });
  return { ...content, warnings };
}

describe("settings of ASTRA-sim's ns-3", () => {
  it("name the machine, and become options of the network ns3", () => {
    const { topology, networkOptions, warnings } = read(settings(12, "HAS_WIN 1\nBUFFER_SIZE 32\n"));
    expect(topology.npus).toBe(4);
    expect(networkOptions).toEqual({ ns3: { transport: "udp", mtu: 1028 } });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(
      /config\.txt: settings that stock ns-3 has nothing for are passed over: BUFFER_SIZE, HAS_WIN\./,
    );
  });

  it("mark packets of DCTCP at the thresholds of the links' rate", () => {
    expect(read(settings(8, "BUFFER_SIZE 16\n")).networkOptions.ns3).toEqual({
      transport: "tcp",
      congestionControl: "DCTCP",
      mtu: 1040,
      queue: 16 * 2 ** 20,
      red: { minimum: 800_000, maximum: 3_200_000, probability: 0.5 },
    });
  });

  it("let every link damage packets of which the topology says nothing", () => {
    const { networkOptions } = read(settings(8, "ERROR_RATE_PER_LINK 0.001\n"));
    expect(networkOptions.ns3!.errorRates).toEqual(
      [0, 1, 2, 3].map((npu) => ({ from: `npu ${npu}`, to: "switch 4", rate: 0.001 })),
    );
  });

  it.each([
    [
      "what stock ns-3 lacks",
      settings(1),
      /config\.txt:6: CC_MODE: stock ns-3 has nothing for CC_MODE \(1: DCQCN\), which the fork has: expected CC_MODE 8/,
    ],
    [
      "a link that fails on the way, beside it",
      settings(3).replace("LINK_DOWN 0 0 0", "LINK_DOWN 2000000 0 4"),
      /stock ns-3 has nothing for CC_MODE \(3: HPCC\) and LINK_DOWN/,
    ],
    [
      "an unknown key",
      settings(12, "PACKET_PAYLOD_SIZE 9\n"),
      /config\.txt:12: PACKET_PAYLOD_SIZE: unknown key/,
    ],
    [
      "a wrong number",
      settings(12).replace("SIZE 1000", "SIZE much"),
      /config\.txt:2: PACKET_PAYLOAD_SIZE: wrong value: found "much"/,
    ],
    ["a wrong map", settings(8).replace("KMAX_MAP 2", "KMAX_MAP 3"), /config\.txt:9: KMAX_MAP: wrong value/],
    [
      "no topology",
      settings(12).replace(/TOPOLOGY_FILE.*/, ""),
      /config\.txt: TOPOLOGY_FILE: the settings name no topology/,
    ],
    [
      "a topology that is not there",
      settings(12).replace("star", "moon"),
      /config\.txt:4: TOPOLOGY_FILE: the topology that the settings name is not there: found "machines\/moon\.txt"/,
    ],
  ])("are refused for %s", (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it("are refused where links of switches differ in their thresholds", () => {
    write("machines/mixed.txt", star(["100Gbps", "400Gbps", "400Gbps", "400Gbps"]));
    expect(() => read(settings(8).replace("star", "mixed"))).toThrow(
      /KMAX_MAP: .*different thresholds.*100 Gb\/s, 400 Gb\/s/,
    );
    expect(read(settings(12).replace("star", "mixed")).topology.npus).toBe(4);
  });

  it("are as docs/formats/others.md shows them", () => {
    const page = readFileSync(`${root}docs/formats/others.md`, "utf8");
    const [, text] = /```\n(TOPOLOGY_FILE[\s\S]*?)```/.exec(page)!;
    write("topology.txt", star());
    expect(read(text!).networkOptions.ns3).toMatchObject({
      congestionControl: "DCTCP",
      red: { minimum: 800_000 },
    });
    const { passedOver } = readNs3Settings(text!);
    expect(passedOver).toEqual([]);
  });

  it("go with any network, by the original's flag", () => {
    const config = write("config.txt", settings(12));
    const { status, stdout, stderr } = astraTs(
      ...["run", "--network-configuration", config, "--network", "flow"],
      ...["--system-configuration", write("system.json", '{ "preferred-dataset-splits": 1 }')],
      ...["--collective", "all-reduce", "--size", "64KiB"],
    );
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(stdout).toContain("4 NPUs");
  });
});
