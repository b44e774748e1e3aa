import { fileURLToPath } from 'node:url';
import type { CarrierLab } from './carrier.ts';

const trafficProgram = fileURLToPath(new URL('../../../../lab/src/carrier/traffic.ts', import.meta.url));

/** What arrived of a stream; the gap is the longest silence. Rates count Ethernet frames. */
export type Received = { readonly packets: number; readonly kbps: number; readonly gapMs: number };

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
    return this.carrier.alone(() => this.#streamAlone(from, to, address, kbps, seconds));
  }

  async #streamAlone(
    from: string,
    to: string,
    address: string,
    kbps: number,
    seconds: number,
  ): Promise<Received> {
    const words = ['--port', '5001', '--seconds'];
    const listening = ['receive', ...words, String(seconds + 2)];
    const receiving = this.carrier.run(to, process.execPath, trafficProgram, ...listening);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const sending = ['send', '--to', address, '--kbps', String(kbps), ...words, String(seconds)];
    await this.carrier.run(from, process.execPath, trafficProgram, ...sending);
    const { stdout } = await receiving;
    return JSON.parse(stdout.split('\n')[1] ?? '') as Received;
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
        runs.push((await this.#streamAlone(from, to, address, orderedKbps * 1.25, 2)).kbps);
      }
      console.log(`ordered ${orderedKbps} kbit/s, delivered ${runs.join(', ')}`);
      median = runs.sort((a, b) => a - b)[1] ?? 0;
    }
    return median;
  }

  /** Does something while packets flow for half a minute, and throws when one of them is lost. */
  async carried(
    from: string,
    to: string,
    address: string,
    kbps: number,
    deed: () => Promise<void>,
  ): Promise<void> {
    await this.carrier.alone(() => this.#carriedAlone(from, to, address, kbps, deed));
  }

  async #carriedAlone(
    from: string,
    to: string,
    address: string,
    kbps: number,
    deed: () => Promise<void>,
  ): Promise<void> {
    const seconds = 30;
    const streaming = this.#streamAlone(from, to, address, kbps, seconds);
    await this.packetsArrive(to);
    const start = performance.now();
    await deed();
    const tookS = (performance.now() - start) / 1_000;
    const { packets } = await streaming;
    const sent = Math.floor((kbps * 1_000 * seconds) / ((1_400 + 46) * 8));
    console.log(`${packets} of ${sent} packets arrived while something was done for ${tookS.toFixed(1)} s`);
    if (tookS > seconds - 2) throw new Error(`what was done took ${tookS} s, the packets ${seconds} s`);
    if (packets < sent - 1) throw new Error(`${sent - packets} of ${sent} packets were lost`);
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
