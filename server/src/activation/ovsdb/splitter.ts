/** Cuts a stream into JSON texts: RFC 7047 sends one after the other with nothing between them. */
export class JsonSplitter {
  #held: string[] = [];
  #depth = 0;
  #quoted = false;
  #escaped = false;

  /** Takes what came and answers the texts that are complete now. */
  push(text: string): readonly string[] {
    const complete: string[] = [];
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      if (!this.#ends(text.charCodeAt(at))) continue;
      complete.push(this.#held.join('') + text.slice(from, at + 1));
      this.#held = [];
      from = at + 1;
    }
    if (from < text.length) this.#held.push(text.slice(from));
    return complete;
  }

  /** Whether the character ends a text. */
  #ends(code: number): boolean {
    if (this.#quoted) {
      if (this.#escaped) this.#escaped = false;
      else if (code === backslash) this.#escaped = true;
      else if (code === quote) this.#quoted = false;
      return false;
    }
    if (code === quote) this.#quoted = true;
    else if (code === openBrace || code === openBracket) this.#depth++;
    else if (code === closeBrace || code === closeBracket) return --this.#depth === 0;
    return false;
  }
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = [34, 92, 123, 125, 91, 93];
