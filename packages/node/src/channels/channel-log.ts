/** What channels tell of themselves, as lines of the log. */
import { type ChannelEvent, formatTxid } from '@sferic/channel';
import { type ChannelId, formatShortChannelId } from '@sferic/wire';
import type { Logger } from '../log.ts';

export function logChannelEvent(log: Logger, channel: ChannelId | undefined, event: ChannelEvent): void {
  switch (event.type) {
    case 'state_changed':
      log.info('channel state', { channel, from: event.from, to: event.to });
      return;
    case 'funding_confirmed':
      log.info('funding confirmed', { channel, scid: formatShortChannelId(event.shortChannelId) });
      return;
    case 'shutdown_started':
      log.info('shutdown started', { channel });
      return;
    case 'error':
      log.warn('channel error', { channel, code: event.error.code, reason: event.error.message });
      return;
    case 'funds_at_risk':
      log.error('a transaction that cannot be answered has spent the channel: funds may be lost', {
        channel,
        txid: formatTxid(event.txid),
        kind: event.kind,
      });
      return;
    case 'data_loss':
      log.error('the peer knows a later state: this node has lost data, and will not publish its own', {
        channel,
      });
  }
}
