// Starts the programs that use the queues, reads their JSON lines, and lets none of them live on.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = name => fileURLToPath(new URL(name, import.meta.url));
const living = new Set();

export function killAll() {
  for (const child of living) child.kill('SIGKILL');
}

export class Program {
  constructor(system, store, scenario, options = {}) {
    const address = system.program === 'steward'
      ? { target: store.target, data: store.data, url: store.npgsql ?? store.url }
      : { url: store.url, tuned: system.tuned };
    const pairs = Object.entries({ ...address, ...options }).filter(([, value]) => value !== undefined).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const [command, args] = system.program === 'steward'
      ? ['dotnet', [here('../../artifacts/bin/JobsBench/release/JobsBench.dll'), scenario, ...pairs]]
      : [process.execPath, [here('peer.mjs'), system.program, scenario, ...pairs]];
    this.name = `${system.id} ${scenario}`;
    this.child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    living.add(this.child);
    this.errors = '';
    this.child.stderr.on('data', data => { this.errors = (this.errors + data).slice(-2000); });
    this.ready = new Promise(resolve => { this.tellReady = resolve; });
    createInterface({ input: this.child.stdout }).on('line', line => this.read(line));
    this.exited = new Promise(resolve => this.child.on('close', code => {
      living.delete(this.child);
      this.tellReady();
      resolve(code);
    }));
  }

  read(line) {
    if (!line.startsWith('{')) return;
    const said = JSON.parse(line);
    if (said.ready) this.tellReady();
    else this.figures = said;
  }

  kill() {
    this.child.kill('SIGKILL');
    return this.exited;
  }

  /** The figures; throws when the program failed or took longer than the limit. */
  async end(seconds) {
    let late = false;
    const limit = setTimeout(() => { late = true; this.child.kill('SIGKILL'); }, seconds * 1000);
    const code = await this.exited;
    clearTimeout(limit);
    if (late || code !== 0 || !this.figures) throw new Error(`${this.name}: ${late ? `not done after ${seconds} s` : `ended with ${code}`} ${this.errors.trim()}`);
    return this.figures;
  }
}
