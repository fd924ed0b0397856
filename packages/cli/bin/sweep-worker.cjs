// What worker threads load. They load by require(), and the worker is a module that awaits while it loads: Node 20 now and then ends the whole process over that, so it is imported from here.
const worker = import("../dist/sweep-worker.js");
// A worker that does not load says so with its first batch.
worker.catch(() => undefined);

module.exports = async (batch) => (await worker).default(batch);
