export { computeModels } from "./compute-models/compute-models.js";
