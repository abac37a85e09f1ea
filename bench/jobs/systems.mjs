// The rows. Ten slots are our default; the peers get as many, and are else as they come. Tuned rows have the peer's best settings.
// `bulk` is jobs per call and calls at once; `slots` of a tuned row are those of the drain.
const bulk = { chunk: 5000, atOnce: 1 };
const ours = { program: 'steward', bulk };
const bullmq = { program: 'bullmq', bulk: { chunk: 1000, atOnce: 4 } };
const pgBoss = { program: 'pg-boss', store: 'postgres', bulk };
const graphile = { program: 'graphile-worker', store: 'postgres', bulk };
const every = ['enqueue', 'bulk', 'drain', 'latency', 'kill'];

// Where a worker that died is noticed only after the limit by default, one look is enough: `slow` says for how many seconds.
export const systems = [
  { id: 'steward-pg', label: 'Steward, PostgreSQL', ...ours, store: 'postgres', scenarios: every },
  { id: 'steward-pg-wide', label: 'Steward, PostgreSQL, 500 slots', ...ours, store: 'postgres', slots: 500, scenarios: ['drain'] },
  { id: 'steward-pg-one', label: 'Steward, PostgreSQL, one process', ...ours, store: 'postgres', oneProcess: true, scenarios: ['latency'] },
  { id: 'steward-sqlite', label: 'Steward, SQLite', ...ours, store: 'sqlite', oneProcess: true, scenarios: every },
  { id: 'steward-sqlite-wide', label: 'Steward, SQLite, 500 slots', ...ours, store: 'sqlite', slots: 500, scenarios: ['drain'] },
  { id: 'graphile', label: 'Graphile Worker', ...graphile, slots: 10, scenarios: every, slow: 20 },
  { id: 'graphile-tuned', label: 'Graphile Worker, tuned', ...graphile, slots: 24, tuned: true, batch: 500, scenarios: ['drain', 'latency'] },
  { id: 'pg-boss', label: 'pg-boss', ...pgBoss, slots: 10, scenarios: every, slow: 45 },
  { id: 'pg-boss-tuned', label: 'pg-boss, tuned', ...pgBoss, slots: 4000, tuned: true, batch: 1000, scenarios: ['drain', 'latency', 'kill'], killBatch: 10, latencyBatch: 50, latencySlots: 200, slow: 45 },
  { id: 'bullmq-pg', label: 'BullMQ, PostgreSQL', ...bullmq, store: 'postgres', slots: 10, scenarios: every, slow: 75 },
  { id: 'bullmq-pg-tuned', label: 'BullMQ, PostgreSQL, tuned', ...bullmq, store: 'postgres', slots: 32, tuned: true, scenarios: ['drain', 'kill'] },
  { id: 'bullmq-redis', label: 'BullMQ, Redis, `appendfsync always`', ...bullmq, store: 'redis-always', slots: 10, scenarios: every, slow: 75 },
  { id: 'bullmq-redis-tuned', label: 'BullMQ, Redis, `appendfsync always`, tuned', ...bullmq, store: 'redis-always', slots: 100, tuned: true, scenarios: ['drain', 'kill'] },
  { id: 'bullmq-everysec', label: 'BullMQ, Redis, `appendfsync everysec`', ...bullmq, store: 'redis-everysec', slots: 10, scenarios: ['enqueue', 'bulk', 'drain', 'latency'] },
  { id: 'bullmq-everysec-tuned', label: 'BullMQ, Redis, `appendfsync everysec`, tuned', ...bullmq, store: 'redis-everysec', slots: 100, tuned: true, scenarios: ['drain'] },
];
