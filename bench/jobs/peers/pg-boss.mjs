import { readFileSync } from 'node:fs';
import { PgBoss } from 'pg-boss';
import pg from 'pg';

const version = JSON.parse(readFileSync(new URL('../node_modules/pg-boss/package.json', import.meta.url))).version;

// pg-boss. Tuned: batches that are fetched without a pause while they come back full, LISTEN, heartbeats at the shortest interval it allows.
export async function open({ url, tuned, batch }) {
  const boss = new PgBoss({ connectionString: url, ...(tuned ? { useListenNotify: true, monitorIntervalSeconds: 2, superviseIntervalSeconds: 2, max: 20 } : {}) });
  boss.on('error', error => console.error(error));
  await boss.start();
  const asking = new pg.Client({ connectionString: url });
  await asking.connect();
  return {
    version,
    prepare: () => boss.createQueue('bench', tuned ? { notify: true, heartbeatSeconds: 10 } : {}),
    enqueueOne: data => boss.send('bench', data),
    enqueueMany: many => boss.insert('bench', many.map(data => ({ data }))),
    async work(handler, slots) {
      const batchSize = tuned ? batch : 1;
      await boss.work('bench', {
        batchSize, localConcurrency: Math.max(1, slots / batchSize),
        ...(tuned ? { pollingIntervalSeconds: 0.5, burstWhenBatchFull: batchSize > 1 } : {}),
      }, jobs => Promise.all(jobs.map(job => handler(job.data))));
      return () => boss.offWork('bench');
    },
    left: async () => Number((await asking.query("SELECT count(*) FROM pgboss.job WHERE name = 'bench' AND state < 'completed'")).rows[0].count),
    async close() {
      await asking.end();
      await boss.stop({ graceful: false });
    },
  };
}
