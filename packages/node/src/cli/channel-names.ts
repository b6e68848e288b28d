/** By what lists call channels: commands take it back. */
import type { ApiClient, ChannelInfo } from '../api/index.ts';
import { shortId } from './values.ts';

type Named = Pick<ChannelInfo, 'channelId' | 'shortChannelId'>;

export function channelName({ channelId, shortChannelId }: Named): string {
  return shortChannelId ?? shortId(channelId);
}

/** For what names channels by their ids alone. */
export class ChannelNames {
  readonly #names = new Map<string, string>();

  /** Of the channels that the node has, or has kept something of. */
  static async of(client: ApiClient): Promise<ChannelNames> {
    const names = new ChannelNames();
    const [open, closed] = await Promise.all([client.channels(), client.closedChannels()]);
    for (const channel of [...closed, ...open]) names.learn(channel);
    return names;
  }

  learn(channel: Named): void {
    this.#names.set(channel.channelId, channelName(channel));
  }

  get(channelId: string): string {
    return this.#names.get(channelId) ?? shortId(channelId);
  }
}
