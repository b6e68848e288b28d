/** The scripts that a cooperative close may pay to (BOLT 2, "Closing Initiation: shutdown"). */
import { equalBytes } from '@sferic/crypto';
import { isValidShutdownScript } from '../bitcoin/shutdown-scripts.ts';
import type { ChannelParams } from '../params.ts';
import { ANY_SEGWIT } from './opening-checks.ts';

/** What forbids to close to `script`; one that was sent already, or fixed at the opening, is final. */
export function checkOwnScript(
  params: ChannelParams,
  script: Uint8Array | undefined,
  sent: Uint8Array | undefined,
): string | undefined {
  if (script === undefined) return undefined;
  if (!isValidShutdownScript(script, ANY_SEGWIT)) return 'a close cannot pay to such a script';
  const upfront = params.local.upfrontShutdownScript;
  if (upfront !== undefined && !equalBytes(script, upfront))
    return 'the channel was opened with another script to close to';
  return sent === undefined || equalBytes(sent, script) ? undefined : 'shutdown was sent with another script';
}

/** What is wrong with the script that the peer wants to be paid to, if anything. */
export function checkPeerScript(params: ChannelParams, script: Uint8Array): string | undefined {
  if (!isValidShutdownScript(script, ANY_SEGWIT)) return 'invalid shutdown script';
  const upfront = params.remote.upfrontShutdownScript;
  if (upfront !== undefined && !equalBytes(script, upfront))
    return 'another shutdown script than the one fixed at the opening';
  return undefined;
}
