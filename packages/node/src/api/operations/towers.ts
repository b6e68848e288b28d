import { MAX_TOWERS, type TowerView } from '../../watchtower/index.ts';
import { ServiceError, type TowerInfo, type TowerServerInfo, type TowersOperations } from '../service.ts';
import type { NodeModules } from './modules.ts';
import { connectTo } from './peers.ts';
import { displayId } from './values.ts';

/** For how long a watchtower may take to say its terms. */
const ANSWER_MS = 10_000;

export function towerOperations(modules: NodeModules): TowersOperations {
  const { towers, tower, host, channels } = modules;
  const viewOf = (nodeId: string) => towers.views().find((view) => view.nodeId === nodeId);
  return {
    async towers() {
      return towers.views().map((view) => describeTower(modules, view));
    },

    async addTower(address) {
      const { nodeId } = await connectTo(modules, address);
      const isNew = viewOf(nodeId) === undefined;
      if (!(await towers.add(nodeId)))
        throw new ServiceError('conflict', `a node has ${MAX_TOWERS} watchtowers at most: remove one first`);
      const failure = await towers.answered(nodeId, ANSWER_MS);
      const view = viewOf(nodeId);
      if (failure !== undefined || view === undefined) {
        if (isNew) await towers.remove(nodeId);
        throw new ServiceError('conflict', `${nodeId} does not serve: ${failure ?? 'it was removed'}`);
      }
      host.want(nodeId);
      return describeTower(modules, view);
    },

    async removeTower(nodeId) {
      if (!(await towers.remove(nodeId)))
        throw new ServiceError('not_found', `${nodeId} is no watchtower of this node`);
      if (!channels.peersOfChannels().has(nodeId)) host.unwant(nodeId);
    },

    async towerServer() {
      return describeServer(modules);
    },

    async serveTower(serving) {
      await tower.serve(serving);
      return describeServer(modules);
    },
  };
}

function describeTower({ towers }: NodeModules, view: TowerView): TowerInfo {
  const { nodeId, addedAt, state, refusal, missed, terms } = view;
  return {
    nodeId,
    addedAt,
    state,
    ...(refusal !== undefined && { refusal }),
    pendingStates: towers.pending(view),
    missedStates: missed,
    ...(terms && {
      terms: {
        feerateSatPerVbyte: terms.feeratePerKw / 250,
        packages: terms.packages,
        bytes: terms.bytes.toString(),
        maxPackages: terms.maxPackages,
        maxBytes: terms.maxBytes.toString(),
      },
    }),
  };
}

function describeServer({ tower }: NodeModules): TowerServerInfo {
  const { serving, clients, packages, bytes, breaches } = tower.status();
  return {
    serving,
    clients,
    packages,
    bytes: String(bytes),
    breaches: breaches.map(({ txid, height, outputs, taken, lost, closed }) => ({
      txid: displayId(txid),
      ...(height !== undefined && { height }),
      outputs,
      taken,
      lost,
      over: closed,
    })),
  };
}
