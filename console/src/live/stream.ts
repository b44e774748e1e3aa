import type { Notification } from '@turnup/contract';
import { parseStream } from './parse.ts';

const firstPauseMs = 500;
const longestPauseMs = 10_000;

/** What a stream tells while it runs. */
export type StreamListener = {
  readonly onOpen: () => void;
  readonly onLost: () => void;
  readonly onEvent: (notification: Notification) => void;
};

/**
 * Follows `GET /turnup/v1/live` until stopped. `EventSource` cannot send the token in a header and must not send it in
 * the address, so the stream is read with `fetch`. After a break it goes on behind the last event that it saw.
 */
export function followStream(token: string, listener: StreamListener): () => void {
  const ended = new AbortController();
  let last: string | undefined;
  let pauseMs = firstPauseMs;

  const once = async (): Promise<void> => {
    const response = await fetch('/turnup/v1/live', {
      signal: ended.signal,
      headers: {
        accept: 'text/event-stream',
        authorization: `Bearer ${token}`,
        ...(last === undefined ? {} : { 'last-event-id': last }),
      },
    });
    if (!response.ok || response.body === null) throw new Error(`the stream answered ${response.status}`);
    let text = '';
    for await (const chunk of chunksOf(response.body.pipeThrough(new TextDecoderStream()))) {
      const { messages, rest } = parseStream(text + chunk);
      text = rest;
      for (const message of messages) {
        last = message.id ?? last;
        if (message.event === 'ready') {
          pauseMs = firstPauseMs;
          listener.onOpen();
        } else listener.onEvent(JSON.parse(message.data) as Notification);
      }
    }
  };

  const forever = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      await once().catch(() => undefined);
      if (ended.signal.aborted) return;
      listener.onLost();
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
  };
  void forever();
  return () => ended.abort();
}

async function* chunksOf(stream: ReadableStream<string>): AsyncGenerator<string> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}
