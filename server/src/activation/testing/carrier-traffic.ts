import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CarrierLab } from './carrier.ts';

const trafficProgram = fileURLToPath(new URL('../../../../lab/src/carrier/traffic.ts', import.meta.url));

/** What arrived of a stream; the gap is the longest silence. Rates count Ethernet frames. */
export type Received = { readonly packets: number; readonly kbps: number; readonly gapMs: number };

/** The longest that packets flow while something is done. */
const longestS = 50;
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1_000));

/** How many packets were sent. */
export type Sent = { readonly sent: number };
type Stream = {
  readonly from: string;
  readonly to: string;
  readonly address: string;
  readonly kbps: number;
  readonly seconds: number;
  /** Ends the stream before its seconds are over. */
  readonly over?: Promise<void>;
};

/** What hosts on a carrier send each other, and what arrives. */
export class CarrierTraffic {
  readonly carrier: CarrierLab;

  constructor(carrier: CarrierLab) {
    this.carrier = carrier;
  }

  dumps(devices: readonly string[]): Promise<readonly string[]> {
    return Promise.all(devices.map((device) => this.carrier.dump(device)));
  }

  /** How many of three packets are answered. */
  async ping(from: string, to: string): Promise<number> {
    const { stdout } = await this.carrier.run(from, 'ping', '-c', '3', '-i', '0.2', '-W', '1', to);
    return Number(/(\d+) received/.exec(stdout)?.[1] ?? Number.NaN);
  }

  /** What arrives of UDP in packets of 1,400 bytes, offered at a rate. */
  stream(from: string, to: string, address: string, kbps: number, seconds: number): Promise<Received> {
    return this.carrier.alone(() => this.#streamAlone({ from, to, address, kbps, seconds }));
  }

  /** Streams for so many seconds, or until something is over before. */
  async #streamAlone({ from, to, address, kbps, seconds, over }: Stream): Promise<Received & Sent> {
    const folder = await mkdtemp(join(tmpdir(), 'turnup-traffic-'));
    const [ready, until] = [join(folder, 'ready'), join(folder, 'until')];
    const on = (node: string, ...words: readonly string[]) =>
      this.carrier.run(node, process.execPath, trafficProgram, ...words, '--port', '5001');
    try {
      const receiving = on(to, 'receive', '--seconds', String(seconds + 2), '--ready', ready);
      await Promise.race([receiving, listening(ready)]);
      void over?.then(() => writeFile(until, ''));
      const words = ['--to', address, '--kbps', String(kbps), '--seconds', String(seconds), '--until', until];
      const sent = await on(from, 'send', ...words);
      const received = await receiving;
      return { ...JSON.parse(received.stdout.split('\n')[1] ?? ''), ...JSON.parse(sent.stdout) };
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  /** Milliseconds until all of three packets are answered: routing takes a moment, and hosts ask for addresses. */
  async reached(from: string, to: string): Promise<number> {
    const start = performance.now();
    while (performance.now() - start < 30_000) {
      if ((await this.ping(from, to)) === 3) return Math.round(performance.now() - start);
    }
    throw new Error(`${from} does not reach ${to}`);
  }

  /**
   * The median of three streams at one and a quarter of the ordered rate. A machine with other work loses packets and
   * never makes any: too little is measured again, at most twice; too much is too much.
   */
  async deliveredKbps(from: string, to: string, address: string, orderedKbps: number): Promise<number> {
    return await this.carrier.alone(() => this.#medianKbps(from, to, address, orderedKbps));
  }

  async #medianKbps(from: string, to: string, address: string, orderedKbps: number): Promise<number> {
    let median = 0;
    for (let round = 0; round < 3 && median < orderedKbps * 0.9; round++) {
      const runs: number[] = [];
      for (let run = 0; run < 3; run++) {
        const stream = { from, to, address, kbps: orderedKbps * 1.25, seconds: 2 };
        runs.push((await this.#streamAlone(stream)).kbps);
      }
      console.log(`ordered ${orderedKbps} kbit/s, delivered ${runs.join(', ')}`);
      median = runs.sort((a, b) => a - b)[1] ?? 0;
    }
    return median;
  }

  /** Does something while packets flow, which go on for a second after it; answers what arrived, and what was done. */
  async during<Value>(
    from: string,
    to: string,
    address: string,
    kbps: number,
    deed: () => Promise<Value>,
  ): Promise<Received & Sent & { readonly done: Value }> {
    return await this.carrier.alone(async () => {
      const doing = this.packetsArrive(to).then(deed);
      const over = doing.then(pause, pause);
      const stream = { from, to, address, kbps, seconds: longestS, over };
      const [received, done] = await Promise.all([this.#streamAlone(stream), doing]);
      return { ...received, done };
    });
  }

  /** Does something while packets flow, and throws when one of them is lost. */
  async carried(
    from: string,
    to: string,
    address: string,
    kbps: number,
    deed: () => Promise<void>,
  ): Promise<void> {
    const timed = async (): Promise<number> => {
      const start = performance.now();
      await deed();
      return (performance.now() - start) / 1_000;
    };
    const { packets, sent, done: tookS } = await this.during(from, to, address, kbps, timed);
    console.log(`${packets} of ${sent} packets arrived while something was done for ${tookS.toFixed(1)} s`);
    if (tookS > longestS - 3) throw new Error(`what was done took ${tookS} s, the packets ${longestS} s`);
    if (packets < sent) throw new Error(`${sent - packets} of ${sent} packets were lost`);
  }

  /** Waits until packets of a stream arrive; throws when none do. */
  async packetsArrive(host: string): Promise<void> {
    const count = async () => {
      const { stdout } = await this.carrier.run(host, 'ip', '-j', '-s', 'link', 'show', 'eth0');
      return (JSON.parse(stdout) as { stats64: { rx: { packets: number } } }[])[0]?.stats64.rx.packets ?? 0;
    };
    const before = await count();
    const until = performance.now() + 30_000;
    while ((await count()) < before + 200) {
      if (performance.now() > until) throw new Error(`nothing arrives at ${host}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Resolves when a receiver has made its file. */
async function listening(ready: string): Promise<void> {
  const until = performance.now() + 20_000;
  while (!existsSync(ready)) {
    if (performance.now() > until) throw new Error('nobody listens for packets');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
