/** Cases of the cooperative close (BOLT 2, "Channel Close"). */
import assert from 'node:assert/strict';
import { buildClosingTransaction, fundingSpendDigest, p2pkh, p2wpkh, storedState } from '@sferic/channel';
import type { ClosingComplete, Sat, Shutdown, Signature } from '@sferic/wire';
import { type Case, CHANNEL_FAILED, CUT_OFF, type Reaction, type Stage } from './case.ts';
import { payloadFor } from './cases-updates.ts';
import { someSignature } from './spoil.ts';

const INITIATION = 'BOLT 2, "Closing Initiation: shutdown"';
const NEGOTIATION = 'BOLT 2, "Closing Negotiation: closing_complete and closing_sig"';

const REFUSED = [CUT_OFF, CHANNEL_FAILED] as const;
/** The channel is about to end, so nothing is paid over it any more. */
const CLOSE_REFUSED: readonly [Reaction] = [{ says: 'warning', connection: 'closed' }];

/** Signed, without a word more: the channel is about to end. */
const SIGNED: Reaction = { says: 'nothing', connection: 'kept' };

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

/** An offer that is right, to pay all that the peer has to `closerScriptpubkey`, less the fee. */
function rightOffer(
  { channel }: Stage,
  theirs: Uint8Array,
  feeSatoshis: Sat,
  closerScriptpubkey = OWN_SCRIPT,
): ClosingComplete {
  const { state, signer } = channel.end;
  const stored = storedState(state);
  assert(stored !== undefined && stored.type !== 'signing_funding');
  const [funding] = stored.commitments.active;
  assert(funding !== undefined);
  const outPoint = { txid: funding.txid, index: funding.outputIndex };
  const terms = {
    closerScript: closerScriptpubkey,
    closeeScript: theirs,
    fee: feeSatoshis,
    locktime: 0,
  };
  const { local: closerMsat, remote: closeeMsat } = funding.balances;
  const tx = buildClosingTransaction(
    { funding: outPoint, closerMsat, closeeMsat, ...terms },
    'closer_output_only',
  );
  const digest = fundingSpendDigest(tx, {
    outPoint,
    amount: funding.capacity,
    ownerFundingKey: funding.fundingPubkeys.local,
    counterpartyFundingKey: funding.fundingPubkeys.remote,
  });
  return {
    type: 'closing_complete',
    channelId: channel.id,
    closerScriptpubkey,
    closeeScriptpubkey: theirs,
    feeSatoshis,
    locktime: 0,
    // The subject owns nothing, and must leave its output out.
    closerOutputOnly: signer.signClosing({ digest, fundingIndex: funding.index }),
  };
}

/** More offers than a node needs to remember, each answered before the next. */
async function offerAgainAndAgain(stage: Stage, fees: readonly bigint[], script?: Uint8Array): Promise<void> {
  const { peer } = stage;
  peer.send(shutdown(stage));
  const { scriptpubkey: theirs } = await peer.next('shutdown');
  for (const fee of fees) {
    peer.received.length = 0;
    const offer = rightOffer(stage, theirs, fee as Sat, script);
    peer.send(offer);
    const answer = await peer.next('closing_sig');
    assert.equal(answer.feeSatoshis, fee);
    assert.deepEqual(answer.closerScriptpubkey, offer.closerScriptpubkey);
    assert(answer.closerOutputOnly !== undefined, 'signed as it was offered');
  }
}

const RISING = Array.from({ length: 20 }, (_, round) => 500n + 300n * BigInt(round));

export const CLOSING_CASES: readonly Case[] = [
  {
    name: 'closing_complete twenty times, with fees that rise',
    rule: NEGOTIATION,
    begins: 'channel',
    act: (stage) => offerAgainAndAgain(stage, RISING),
    expect: [SIGNED],
  },
  {
    name: 'closing_complete with a lower fee than before, and with one that nobody relays',
    rule: NEGOTIATION,
    begins: 'channel',
    act: (stage) => offerAgainAndAgain(stage, [5000n, 600n, 0n]),
    expect: [SIGNED],
  },
  {
    name: 'closing_complete again before the signature of the one before has come',
    rule: NEGOTIATION,
    begins: 'channel',
    act: async (stage) => {
      const { peer } = stage;
      peer.send(shutdown(stage));
      const { scriptpubkey: theirs } = await peer.next('shutdown');
      for (const fee of [700n, 1400n]) peer.send(rightOffer(stage, theirs, fee as Sat));
    },
    // Whoever is hasty harms itself alone.
    expect: [SIGNED],
  },
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
