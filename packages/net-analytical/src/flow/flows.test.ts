import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Flows } from "./flows.js";
import { none } from "./lanes.js";

describe("flows of a lane", () => {
  it("end in the order of their targets, and of sending where these are equal", () => {
    const targets = fc.array(fc.option(fc.integer({ min: 0, max: 20 }), { freq: 3 }), { maxLength: 200 });
    fc.assert(
      fc.property(targets, (steps) => {
        const flows = new Flows();
        const waiting: { flow: number; target: number; order: number }[] = [];
        steps.forEach((target, order) => {
          if (target !== null) {
            const flow = flows.add(3, 1, 0, order, () => undefined);
            flows.start(flow, target);
            waiting.push({ flow, target, order });
          } else if (waiting.length > 0) {
            waiting.sort((a, b) => a.target - b.target || a.order - b.order);
            const next = waiting.shift();
            expect(flows.first(3)).toBe(next?.flow);
            expect(flows.end(3)).toBe(next?.flow);
            flows.remove(next?.flow ?? none);
          }
        });
        expect(flows.first(3) === none).toBe(waiting.length === 0);
      }),
    );
  });
});
