import type { DeviceTarget } from '../driver.ts';
import type { ChannelTimeouts } from '../ssh/channel.ts';
import type { Pooled } from '../ssh/pool.ts';
import { Acknowledgements } from './acknowledgements.ts';
import { OvsdbClient } from './client.ts';

/** What the OVSDB driver is given. */
export type OvsdbOptions = {
  readonly timeouts: ChannelTimeouts;
  /** How long the bridge and the agent beside it may take to apply what the database has. */
  readonly agentMs: number;
  /** An idle connection is closed after this long. */
  readonly idleMs: number;
};

/** A client that follows what its bridge acknowledges, as long as it is open. */
export class OvsdbConnection implements Pooled {
  readonly client: OvsdbClient;
  readonly acknowledgements: Acknowledgements;

  private constructor(client: OvsdbClient, acknowledgements: Acknowledgements) {
    this.client = client;
    this.acknowledgements = acknowledgements;
  }

  static async open(target: DeviceTarget, options: OvsdbOptions): Promise<OvsdbConnection> {
    const client = await OvsdbClient.connect(target, options.timeouts);
    try {
      return new OvsdbConnection(client, await Acknowledgements.follow(client, options.agentMs));
    } catch (error) {
      client.close();
      throw error;
    }
  }

  get usable(): boolean {
    return this.client.usable;
  }

  close(): Promise<void> {
    this.client.close();
    return Promise.resolve();
  }
}
