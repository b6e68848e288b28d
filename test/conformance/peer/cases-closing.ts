/** Cases of the cooperative close (BOLT 2, "Channel Close"). */
import { p2pkh, p2wpkh } from '@sferic/channel';
import type { ClosingComplete, Sat, Shutdown, Signature } from '@sferic/wire';
import { type Case, CHANNEL_FAILED, CUT_OFF, type Reaction, type Stage } from './case.ts';
import { payloadFor } from './cases-updates.ts';
import { someSignature } from './spoil.ts';

const INITIATION = 'BOLT 2, "Closing Initiation: shutdown"';
const NEGOTIATION = 'BOLT 2, "Closing Negotiation: closing_complete and closing_sig"';

const REFUSED = [CUT_OFF, CHANNEL_FAILED] as const;
/** The channel is about to end, so nothing is paid over it any more. */
const CLOSE_REFUSED: readonly [Reaction] = [{ says: 'warning', connection: 'closed' }];

const OWN_SCRIPT = p2wpkh(new Uint8Array(33).fill(2));

function shutdown({ channel }: Stage, scriptpubkey = OWN_SCRIPT): Shutdown {
  return { type: 'shutdown', channelId: channel.id, scriptpubkey };
}

/** After both shutdowns the peer offers a closing transaction that is wrong. */
function offers(
  name: string,
  change: Partial<ClosingComplete> | ((theirs: Uint8Array) => Partial<ClosingComplete>),
): Case {
  return {
    name: `closing_complete ${name}`,
    rule: NEGOTIATION,
    begins: 'channel',
    act: async (stage) => {
      const { peer, channel } = stage;
      peer.send(shutdown(stage));
      const { scriptpubkey: theirs } = await peer.next('shutdown');
      const changed = typeof change === 'function' ? change(theirs) : change;
      peer.send({
        type: 'closing_complete',
        channelId: channel.id,
        closerScriptpubkey: OWN_SCRIPT,
        closeeScriptpubkey: theirs,
        feeSatoshis: 500n as Sat,
        locktime: 0,
        closerOutputOnly: someSignature() as Signature,
        ...changed,
      });
    },
    expect: CLOSE_REFUSED,
  };
}

export const CLOSING_CASES: readonly Case[] = [
  {
    name: 'shutdown to a script of a kind that no close pays to',
    rule: INITIATION,
    begins: 'channel',
    act: (stage) => stage.peer.send(shutdown(stage, p2pkh(new Uint8Array(20)))),
    expect: REFUSED,
  },
  {
    name: 'shutdown to no script',
    rule: INITIATION,
    begins: 'channel',
    act: (stage) => stage.peer.send(shutdown(stage, new Uint8Array(0))),
    expect: REFUSED,
  },
  {
    name: 'an HTLC after shutdown',
    rule: INITIATION,
    begins: 'channel',
    act: async (stage) => {
      stage.peer.send(shutdown(stage));
      await stage.peer.next('shutdown');
      const { invoice } = await payloadFor(stage, 1_000_000n);
      stage.peer.send({
        type: 'update_add_htlc',
        channelId: stage.channel.id,
        id: 0n,
        ...stage.channel.htlcFor(invoice),
      });
    },
    expect: CLOSE_REFUSED,
  },
  {
    name: 'closing_complete without shutdown',
    rule: NEGOTIATION,
    begins: 'channel',
    act: ({ peer, channel }) =>
      peer.send({
        type: 'closing_complete',
        channelId: channel.id,
        closerScriptpubkey: OWN_SCRIPT,
        closeeScriptpubkey: OWN_SCRIPT,
        feeSatoshis: 500n as Sat,
        locktime: 0,
        closerOutputOnly: someSignature() as Signature,
      }),
    expect: REFUSED,
  },
  offers('with a signature of nobody', {}),
  offers('with a fee beyond what the peer has', { feeSatoshis: 2_000_000n as Sat }),
  offers('that pays to a script which the subject has not named', () => ({ closeeScriptpubkey: OWN_SCRIPT })),
  {
    name: 'closing_sig for an offer that was never made',
    rule: NEGOTIATION,
    begins: 'channel',
    act: async (stage) => {
      const { peer, channel } = stage;
      peer.send(shutdown(stage));
      const { scriptpubkey } = await peer.next('shutdown');
      peer.send({
        type: 'closing_sig',
        channelId: channel.id,
        closerScriptpubkey: scriptpubkey,
        closeeScriptpubkey: OWN_SCRIPT,
        feeSatoshis: 123n as Sat,
        locktime: 0,
        closerAndCloseeOutputs: someSignature() as Signature,
      });
    },
    expect: CLOSE_REFUSED,
  },
];
