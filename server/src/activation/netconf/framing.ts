const endOfMessage = Buffer.from(']]>]]>');

/** Bytes that break the framing of RFC 6242: the session cannot go on. */
export class FramingError extends Error {}

/** Wraps a message: chunked (RFC 6242, 4.2) once both sides said base:1.1, else end-of-message (4.3). */
export function frame(message: string, chunked: boolean): Buffer {
  const body = Buffer.from(message);
  return chunked
    ? Buffer.concat([Buffer.from(`\n#${body.length}\n`), body, Buffer.from('\n##\n')])
    : Buffer.concat([body, endOfMessage]);
}

/** Cuts a stream into messages. {@link chunked} is switched after the hello. */
export class Deframer {
  chunked = false;
  #pending: Buffer = Buffer.alloc(0);
  #chunks: Buffer[] = [];
  readonly #limitBytes: number;
  #sizeBytes = 0;

  constructor(limitBytes = 64 * 1024 * 1024) {
    this.#limitBytes = limitBytes;
  }

  push(bytes: Buffer): void {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
  }

  /** The next whole message, or undefined until more bytes come. Throws {@link FramingError}. */
  next(): string | undefined {
    return this.chunked ? this.#nextChunked() : this.#nextDelimited();
  }

  #nextDelimited(): string | undefined {
    const end = this.#pending.indexOf(endOfMessage);
    this.#admit(end < 0 ? this.#pending.length : end);
    if (end < 0) return undefined;
    const message = this.#pending.subarray(0, end).toString();
    this.#pending = this.#pending.subarray(end + endOfMessage.length);
    return message;
  }

  #nextChunked(): string | undefined {
    for (;;) {
      const newline = this.#pending.indexOf(10, 2);
      // The longest header is "\n#4294967295\n".
      if (newline < 0 && this.#pending.length > 13) throw new FramingError('a chunk header without end');
      if (newline < 0) return undefined;
      const header = this.#pending.subarray(0, newline + 1).toString('latin1');
      if (header === '\n##\n') return this.#endOfChunks(newline + 1);
      const sizeBytes = Number(/^\n#([1-9]\d{0,9})\n$/.exec(header)?.[1]);
      if (!(sizeBytes > 0))
        throw new FramingError(`not a chunk header: ${JSON.stringify(header.slice(0, 20))}`);
      this.#admit(this.#sizeBytes + sizeBytes);
      const end = newline + 1 + sizeBytes;
      if (this.#pending.length < end) return undefined;
      this.#chunks.push(this.#pending.subarray(newline + 1, end));
      this.#sizeBytes += sizeBytes;
      this.#pending = this.#pending.subarray(end);
    }
  }

  #endOfChunks(at: number): string {
    if (this.#chunks.length === 0) throw new FramingError('end of chunks before any chunk');
    const message = Buffer.concat(this.#chunks).toString();
    this.#chunks = [];
    this.#sizeBytes = 0;
    this.#pending = this.#pending.subarray(at);
    return message;
  }

  #admit(sizeBytes: number): void {
    if (sizeBytes > this.#limitBytes) throw new FramingError(`a message beyond ${this.#limitBytes} bytes`);
  }
}
