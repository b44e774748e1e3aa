/** Bytes that break the framing of RFC 6242: the session cannot be continued. */
export class FramingError extends Error {}

/** End-of-message framing (RFC 6242, 4.3) until both peers said base:1.1, chunked framing (4.2) after that. */
export type Framing = 'end-of-message' | 'chunked';

const END_OF_MESSAGE = Buffer.from(']]>]]>');
const LINE_FEED = 10;
const HASH = 35;
/** `\n#4294967295\n`: no chunk header is longer. */
const LONGEST_HEADER = 13;

/** Wraps one message for the wire. */
export function encodeMessage(message: string, framing: Framing): Buffer {
  const body = Buffer.from(message);
  if (framing === 'end-of-message') return Buffer.concat([body, END_OF_MESSAGE]);
  return Buffer.concat([Buffer.from(`\n#${body.length}\n`), body, Buffer.from('\n##\n')]);
}

/**
 * Cuts a byte stream into messages. Bytes arrive in any pieces ({@link push}); complete messages are taken one
 * by one ({@link next}), so that {@link framing} can change between the hello and the bytes right behind it.
 */
export class MessageDecoder {
  framing: Framing = 'end-of-message';
  readonly #limitBytes: number;
  #pending: Buffer = Buffer.alloc(0);
  #chunks: Buffer[] = [];
  #chunkBytes = 0;
  #missingBytes = 0;
  #searchFrom = 0;

  /** @param limitBytes the largest message accepted; a larger one is a {@link FramingError}. */
  constructor(limitBytes = 4 * 1024 * 1024) {
    this.#limitBytes = limitBytes;
  }

  /** Takes what the transport brought. */
  push(bytes: Buffer): void {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    if (this.framing === 'chunked') this.#takeBody();
  }

  /** The next complete message, or undefined until more bytes come. Throws {@link FramingError}. */
  next(): string | undefined {
    return this.framing === 'end-of-message' ? this.#nextDelimited() : this.#nextChunked();
  }

  #nextDelimited(): string | undefined {
    const end = this.#pending.indexOf(END_OF_MESSAGE, this.#searchFrom);
    if (end < 0) {
      this.#admit(this.#pending.length);
      this.#searchFrom = Math.max(0, this.#pending.length - END_OF_MESSAGE.length + 1);
      return undefined;
    }
    this.#admit(end);
    const message = decodeUtf8(this.#pending.subarray(0, end));
    this.#pending = this.#pending.subarray(end + END_OF_MESSAGE.length);
    this.#searchFrom = 0;
    return message;
  }

  #nextChunked(): string | undefined {
    for (;;) {
      this.#takeBody();
      if (this.#missingBytes > 0) return undefined;
      const header = this.#header();
      if (header === undefined) return undefined;
      if (header === 'end') {
        if (this.#chunks.length === 0) throw new FramingError('end of chunks before any chunk');
        const message = decodeUtf8(Buffer.concat(this.#chunks));
        this.#chunks = [];
        this.#chunkBytes = 0;
        return message;
      }
      this.#chunkBytes += header;
      this.#admit(this.#chunkBytes);
      this.#missingBytes = header;
    }
  }

  /** Moves bytes of the open chunk out of the way at once: a large message is never copied per packet. */
  #takeBody(): void {
    if (this.#missingBytes === 0 || this.#pending.length === 0) return;
    const part = this.#pending.subarray(0, this.#missingBytes);
    this.#chunks.push(part);
    this.#missingBytes -= part.length;
    this.#pending = this.#pending.subarray(part.length);
  }

  #header(): number | 'end' | undefined {
    const bytes = this.#pending;
    if (bytes.length > 0 && bytes[0] !== LINE_FEED) throw new FramingError('a chunk begins with a line feed');
    if (bytes.length > 1 && bytes[1] !== HASH) throw new FramingError('a chunk header begins with "#"');
    const end = bytes.indexOf(LINE_FEED, 2);
    if (end < 0 || end >= LONGEST_HEADER) {
      if (bytes.length >= LONGEST_HEADER) throw new FramingError('a chunk header is too long');
      return undefined;
    }
    const text = bytes.toString('latin1', 2, end);
    this.#pending = bytes.subarray(end + 1);
    if (text === '#') return 'end';
    if (!/^[1-9]\d{0,9}$/.test(text)) throw new FramingError(`"${text}" is not a chunk size`);
    return Number(text);
  }

  #admit(bytes: number): void {
    if (bytes > this.#limitBytes)
      throw new FramingError(`a message is larger than ${this.#limitBytes} bytes`);
  }
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FramingError('a message is not UTF-8');
  }
}
