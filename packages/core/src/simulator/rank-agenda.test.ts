import { describe, expect, it } from "vitest";
import { EventWheel } from "./event-wheel.js";
import { RankAgenda } from "./rank-agenda.js";

describe("RankAgenda", () => {
  it("runs all of a rank's entries of one tick where the first was registered", () => {
    const wheel = new EventWheel();
    const agenda = new RankAgenda(wheel, 2);
    const log: string[] = [];
    agenda.after(0, 5, () => log.push("rank 0 first"));
    agenda.after(1, 5, () => log.push("rank 1"));
    agenda.after(0, 5, () => log.push("rank 0 second"));
    while (wheel.step());
    expect(log).toEqual(["rank 0 first", "rank 0 second", "rank 1"]);
  });

  it("joins entries with delay 0 to the batch that runs", () => {
    const wheel = new EventWheel();
    const agenda = new RankAgenda(wheel, 2);
    const log: string[] = [];
    agenda.after(0, 5, () => {
      log.push("a");
      agenda.after(0, 0, () => log.push("c"));
    });
    agenda.after(0, 5, () => log.push("b"));
    agenda.after(1, 5, () => log.push("other rank"));
    while (wheel.step());
    expect(log).toEqual(["a", "b", "c", "other rank"]);
  });

  it("keeps several open ticks of a rank apart", () => {
    const wheel = new EventWheel();
    const agenda = new RankAgenda(wheel, 1);
    const log: string[] = [];
    for (const delay of [9, 3, 7, 3, 9, 0]) agenda.after(0, delay, () => log.push(`${delay}@${wheel.now}`));
    while (wheel.step());
    expect(log).toEqual(["0@0", "3@3", "3@3", "7@7", "9@9", "9@9"]);
  });
});
