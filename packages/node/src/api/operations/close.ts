/** Closing a channel, and raising the fee of a close that no block takes. */
import { addressToScript, type ChannelState, type Refusal, storedState } from '@sferic/channel';
import type { ChannelId } from '@sferic/wire';
import type { ChannelGone } from '../../channels/index.ts';
import { pendingClose } from '../../channels/pending.ts';
import { type CloseRequest, type CloseResult, ServiceError, type ServiceErrorCode } from '../service.ts';
import type { NodeModules } from './modules.ts';
import { displayId, parseChannelId, parseFeerate } from './values.ts';

/** How long `close` waits for the peer. HTLCs in flight can take longer: the close goes on by itself. */
const CLOSE_TIMEOUT_MS = 60_000;

type Modules = Pick<NodeModules, 'channels' | 'fees' | 'chain'>;

export async function close(modules: Modules, request: CloseRequest): Promise<CloseResult> {
  const { channels, fees } = modules;
  const { channelId, feerateSatPerVbyte, address, force = false } = request;
  const id = parseChannelId(channelId);
  if (channels.find(id) === undefined)
    throw new ServiceError('not_found', `there is no channel ${channelId}`);
  const feerate =
    feerateSatPerVbyte === undefined
      ? fees.current.normal
      : parseFeerate('feerateSatPerVbyte', feerateSatPerVbyte);
  const scriptPubKey = address === undefined ? undefined : closingScript(modules, address);
  const isAgain = !force && channels.stored(id)?.type === 'negotiating';
  const result = await channels.command(
    id,
    force ? { type: 'force_close' } : { type: 'close', feerate, ...(scriptPubKey && { scriptPubKey }) },
  );
  if (!result.ok) throw refused(result.error);
  const txid = await closingTxid(modules, id, isAgain);
  const refusal = channels.closingRefusal(id);
  // The transaction before is what the chain has still.
  if (isAgain && refusal !== undefined)
    throw new ServiceError(
      'channel_unusable',
      `the peer has signed, but the chain does not take it: ${refusal}`,
    );
  const pending = force ? pendingClose(channels.stored(id)) : undefined;
  return {
    channelId,
    txid,
    ...(refusal !== undefined && { refusal }),
    ...(pending && { delayBlocks: pending.delay }),
  };
}

const REFUSAL_CODE: Partial<Readonly<Record<(Refusal | ChannelGone)['code'], ServiceErrorCode>>> = {
  fee_too_low: 'invalid_argument',
  not_connected: 'peer_unreachable',
};

function refused({ code, message }: Refusal | ChannelGone): ServiceError {
  return new ServiceError(REFUSAL_CODE[code] ?? 'channel_unusable', message);
}

/** Resolves when a closing transaction of the channel was offered to the chain, or fails with what is being waited for. */
async function closingTxid({ channels }: Modules, id: ChannelId, isAgain: boolean): Promise<string> {
  const timeout = new Promise<'timeout'>((resolve) => {
    setTimeout(() => resolve('timeout'), CLOSE_TIMEOUT_MS).unref();
  });
  const outcome = await Promise.race([channels.whenState(id, isAnswered), timeout]);
  // The transaction is released right behind the state.
  await new Promise((resolve) => setImmediate(resolve));
  await channels.published(id);
  const txid = channels.find(id)?.closingTxid;
  // The peer's own will do, if ours is not signed.
  if (txid !== undefined && (outcome !== 'timeout' || !isAgain)) return displayId(txid);
  const why =
    outcome === 'timeout'
      ? 'the peer has not signed yet, or HTLCs are still in flight'
      : 'it has no transaction yet';
  throw new ServiceError('timeout', `the channel is closing: ${why}; see "sferic pending"`);
}

/** The peer has signed what was proposed last, or something else has come to pass. */
function isAnswered(state: ChannelState): boolean {
  const stored = storedState(state);
  if (stored?.type === 'closing' || stored?.type === 'failed') return true;
  if (state.type !== 'negotiating' || state.awaitsShutdown || state.offer !== undefined) return false;
  return state.signed.local.length > 0 || state.signed.remote.length > 0;
}

function closingScript({ chain }: Modules, address: string): Uint8Array {
  const script = addressToScript(address, chain.network);
  if (!script.ok) throw new ServiceError('invalid_argument', `address: ${script.error.message}`);
  return script.value;
}
