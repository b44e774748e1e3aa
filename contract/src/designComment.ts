import Type, { type Static } from 'typebox';
import { Code, Instant, strict } from './common.ts';

/** `POST /turnup/v1/serviceDesign/{id}/comment`: a remark on the present version, or on one of its parts. */
export const DesignCommentCreate = strict({
  text: Type.String({ minLength: 1, maxLength: 4_000 }),
  /** What it is about, such as `plan` or `business`; the whole design when left out. */
  part: Type.Optional(Code),
});
export type DesignCommentCreate = Static<typeof DesignCommentCreate>;

/** A remark on a design. Open until somebody settles it. */
export const DesignComment = strict({
  id: Type.String(),
  version: Type.Integer({ minimum: 1 }),
  part: Type.Optional(Code),
  text: Type.String(),
  author: Code,
  writtenAt: Instant,
  settledBy: Type.Optional(Code),
  settledAt: Type.Optional(Instant),
});
export type DesignComment = Static<typeof DesignComment>;
