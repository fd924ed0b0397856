import { describe, expect, it } from "vitest";
import { folderCircles } from "./folder-circles.ts";

const file = (path: string, ...own: string[]) => ({ path, own, foreign: [] });

describe("folders of a package", () => {
  it("may import each other one way", () => {
    const files = [
      file("src/run/run.ts", "src/network/network.ts", "src/topology/topology.ts", "src/run/host.ts"),
      file("src/network/network.ts", "src/topology/topology.ts"),
      file("src/topology/topology.ts", "src/topology/shapes/ring.ts"),
      file("src/topology/shapes/ring.ts"),
    ];
    expect(folderCircles(files)).toEqual([]);
  });

  it("that import each other are told once, with the two imports", () => {
    const files = [
      file("src/plugin/plugin.ts", "src/network/network.ts"),
      file("src/network/report.ts"),
      file("src/network/network.ts", "src/plugin/schema.ts"),
    ];
    expect(folderCircles(files)).toEqual([
      "the folders src/plugin and src/network import each other: src/plugin/plugin.ts imports src/network/network.ts and src/network/network.ts imports src/plugin/schema.ts",
    ]);
  });

  it("that import each other by way of a third are told with every import of the shortest circle", () => {
    const files = [
      file("src/a/one.ts", "src/b/two.ts"),
      file("src/b/two.ts"),
      file("src/b/three.ts", "src/c/four.ts", "src/d/six.ts"),
      file("src/c/four.ts", "src/a/five.ts"),
      file("src/d/six.ts", "src/c/four.ts"),
    ];
    expect(folderCircles(files)[0]).toBe(
      "the folders src/a, src/b and src/c import each other: src/a/one.ts imports src/b/two.ts, src/b/three.ts imports src/c/four.ts and src/c/four.ts imports src/a/five.ts",
    );
  });

  it("are two where one lies in the other, and the files beside all folders are one too", () => {
    const nested = [
      file("src/topology/topology.ts", "src/topology/shapes/shape.ts"),
      file("src/topology/shapes/shape.ts", "src/topology/dimension.ts"),
    ];
    expect(folderCircles(nested)).toHaveLength(1);
    const beside = [file("src/result.ts", "src/run/run.ts"), file("src/run/run.ts", "src/result.ts")];
    expect(folderCircles(beside)).toHaveLength(1);
  });

  it("are put together by index.ts and plugin.ts, which no file imports", () => {
    const files = [
      file("src/index.ts", "src/run/run.ts", "src/version.ts"),
      file("src/plugin.ts", "src/run/run.ts"),
      file("src/run/run.ts", "src/version.ts"),
      file("src/run/index.ts", "src/run/run.ts"),
    ];
    expect(folderCircles(files)).toEqual([]);
    expect(folderCircles([...files, file("src/network/network.ts", "src/index.ts")])).toEqual([
      "src/network/network.ts imports src/index.ts, which puts the package together: import the file that is meant",
    ]);
  });
});
