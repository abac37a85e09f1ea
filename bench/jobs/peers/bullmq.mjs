import { readFileSync } from 'node:fs';
import { Queue, Worker, createPostgresBackend, runMigrations } from 'bullmq';
import pg from 'pg';

const packageOf = name => JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url)));

// BullMQ on Redis or, by the address, on its PostgreSQL backend. It has no batching: tuned means more slots, and leases of seconds.
export async function open({ url, tuned }) {
  const postgres = url.startsWith('postgres');
  const address = new URL(url);
  const connection = postgres
    ? { connectionString: url, ...(tuned ? { max: 32 } : {}) }
    : { host: address.hostname, port: Number(address.port), maxRetriesPerRequest: null };
  const backend = postgres ? [createPostgresBackend] : [];
  const own = [];
  const queue = () => {
    if (own.length === 0) {
      own.push(new Queue('bench', { connection }, ...backend));
      own[0].on('error', error => console.error(error));
    }
    return own[0];
  };
  return {
    version: packageOf('bullmq').version,
    async prepare() {
      if (!postgres) return;
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await runMigrations(client);
      await client.end();
    },
    enqueueOne: data => queue().add('work', data),
    enqueueMany: many => queue().addBulk(many.map(data => ({ name: 'work', data }))),
    async work(handler, slots) {
      const worker = new Worker('bench', job => handler(job.data), {
        connection, concurrency: slots, ...(tuned ? { lockDuration: 5000, stalledInterval: 2000 } : {}),
      }, ...backend);
      worker.on('error', error => console.error(error));
      await worker.waitUntilReady();
      return () => worker.close();
    },
    async left() {
      const counts = await queue().getJobCounts('waiting', 'active', 'delayed', 'prioritized', 'paused');
      return Object.values(counts).reduce((sum, n) => sum + n, 0);
    },
    close: async () => { for (const one of own) await one.close(); },
  };
}
