import * as z from "zod";
import { collectiveKinds } from "../collective/kind.js";

// What the schemas of saved results are made of. Numbers are finite, since JSON knows no others.
export const count = z.number().int().min(0);
export const numbers = z.array(z.number());
export const counters = z.record(z.string(), z.number());
export const collectiveKind = z.enum(collectiveKinds);
