import type {
  DesignAlternative,
  Link,
  NetworkNode,
  Place,
  ReferenceRecord,
  ServiceDesign,
} from '@turnup/contract';

/** How a cell or a figure is to be seen. */
export type Tone = 'plain' | 'good' | 'bad' | 'warn' | 'mute';
/** A cell of a table: text, or text that is to be seen in some way. */
export type Cell = string | { readonly text: string; readonly tone?: Tone; readonly strong?: boolean };

/** A column; `share` is its part of the width, `end` sets numbers under each other. */
export type Column = { readonly name: string; readonly share: number; readonly align?: 'end' };

/** One piece of a section. Every renderer knows every kind. */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string; readonly tag?: string; readonly tone?: Tone }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [name: string, value: string])[] }
  | {
      readonly kind: 'figures';
      readonly figures: readonly {
        readonly name: string;
        readonly value: string;
        readonly note: string;
        readonly tone?: Tone;
      }[];
    }
  | {
      readonly kind: 'table';
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly Cell[])[];
      readonly caption?: string;
      /** The last row sums the others. */
      readonly total?: boolean;
    }
  | {
      readonly kind: 'drawing';
      readonly svg: string;
      readonly caption: string;
      readonly alternative: string;
    };

/** A numbered chapter; a `fresh` one begins on a page of its own. */
export type Section = { readonly title: string; readonly fresh?: true; readonly blocks: readonly Block[] };

/** A document, whatever it is rendered in. */
export type Document = {
  /** What kind of document it is, in words: `Solution design`. */
  readonly kind: string;
  readonly title: string;
  readonly customer: string;
  readonly number: string;
  readonly version?: number;
  /** Draft, in review, approved …, in words. */
  readonly status: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly sections: readonly Section[];
};

/** What every number of the document is read from. Nothing is added to it. */
export type DocumentFacts = {
  readonly design: ServiceDesign;
  readonly solution: DesignAlternative;
  readonly operationalMethod: NonNullable<DesignAlternative['operationalMethod']>;
  readonly qualityObjectives: NonNullable<DesignAlternative['qualityObjectives']>;
  readonly versions: readonly Pick<ServiceDesign, 'version' | 'mode' | 'state' | 'author' | 'createdAt'>[];
  readonly customerName: string;
  readonly specification: ReferenceRecord<'serviceSpecification'> | undefined;
  readonly testSpecification: ReferenceRecord<'testSpecification'> | undefined;
  readonly cpeModels: ReadonlyMap<string, ReferenceRecord<'cpeModel'>>;
  readonly teams: ReadonlyMap<string, string>;
  readonly places: ReadonlyMap<string, Place>;
  readonly nodes: readonly NetworkNode[];
  readonly links: readonly Link[];
  /** Outlines of land as rings of [longitude, latitude], for the ground of the map. */
  readonly land: readonly (readonly (readonly number[])[])[];
};
