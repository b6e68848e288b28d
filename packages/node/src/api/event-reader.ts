/** Reads a stream of server-sent events (WHATWG HTML, "Server-sent events"), as far as the server writes it. */

/** The longest event is a channel with all its HTLCs; longer comes from no node. */
const MAX_EVENT_CHARACTERS = 4 << 20;

/** The `data` of each event. Throws when the connection breaks, or when an event grows beyond bounds. */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let pending = '';
  for await (const chunk of body) {
    pending += decoder.decode(chunk, { stream: true });
    const blocks = pending.split('\n\n');
    pending = blocks.pop() ?? '';
    if (pending.length > MAX_EVENT_CHARACTERS) throw new Error('an event is longer than any node sends');
    for (const block of blocks) {
      const data = block.split('\n').filter((line) => line.startsWith('data:'));
      if (data.length > 0) yield data.map((line) => line.slice('data:'.length).trimStart()).join('\n');
    }
  }
}
