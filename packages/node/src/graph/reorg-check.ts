import { outputPosition, type ShortChannelId } from '@sferic/wire';
import type { FundingOutputs } from '../chain/index.ts';
import type { GraphKeeper } from './graph-keeper.ts';
import type { NetworkGraph } from './network-graph.ts';

/** Looks again for funding outputs whose blocks a reorganisation took away: most stand at the same place afterwards. */
export class ReorgCheck {
  readonly #graph: NetworkGraph;
  readonly #keeper: GraphKeeper;
  readonly #outputs: Pick<FundingOutputs, 'find'>;
  readonly #doubtful = new Set<ShortChannelId>();

  constructor(graph: NetworkGraph, keeper: GraphKeeper, outputs: Pick<FundingOutputs, 'find'>) {
    this.#graph = graph;
    this.#keeper = keeper;
    this.#outputs = outputs;
  }

  blockDisconnected(height: number): void {
    for (const channel of this.#graph.channels())
      if (this.#graph.heightAt(channel) >= height) this.#doubtful.add(this.#graph.shortChannelIdAt(channel));
  }

  /** Resolves when all channels are looked for that should be there again. */
  async blockConnected(height: number): Promise<void> {
    const due = [...this.#doubtful].filter((id) => outputPosition(id).blockHeight <= height);
    await Promise.all(due.map((id) => this.#check(id, height)));
  }

  async #check(id: ShortChannelId, height: number): Promise<void> {
    this.#doubtful.delete(id);
    const before = this.#graph.channelIndex(id);
    if (before < 0 || this.#graph.spentAt(before) !== undefined) return;
    const { blockHeight, txIndex, outputIndex } = outputPosition(id);
    const found = await this.#outputs.find(blockHeight, txIndex, outputIndex).catch(() => undefined);
    // The index may have been used again meanwhile.
    const channel = this.#graph.channelIndex(id);
    if (channel < 0) return;
    if (found === undefined || found.type === 'unknown_block') this.#doubtful.add(id);
    // A spend that is seen in a block has its own way; here the chain has another transaction at that place.
    else if (found.type === 'no_transaction') await this.#keeper.markSpent(id, height);
    else if (found.type === 'unspent' && !this.#graph.isFundedBy(channel, found.outPoint.txid))
      await this.#keeper.markSpent(id, height);
  }
}
