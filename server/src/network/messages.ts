import type { NetworkImage } from './image-types.ts';
import type { Metric } from './types.ts';

/** What the thread that follows networks is told when it starts. */
export type NetworkThreadData = { readonly url: string; readonly everyMs: number };

/** What it is asked. */
export type NetworkQuestion =
  /** To look now, and to go on following the network. */
  | { readonly kind: 'follow'; readonly tenant: string; readonly id: number }
  /** To go on from an image that is there already. */
  | { readonly kind: 'adopt'; readonly image: NetworkImage }
  /** To prepare landmarks and to send an image with them. */
  | {
      readonly kind: 'prepare';
      readonly tenant: string;
      readonly metric: Metric;
      readonly leastKbps: number;
    };

/** What it sends. */
export type NetworkAnswer =
  /** A newer image, asked for or not. */
  | { readonly kind: 'image'; readonly image: NetworkImage }
  /** The end of a look: the image of the version that the database had is sent before. */
  | { readonly kind: 'followed'; readonly id: number; readonly version: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
