/** Watchtowers: those of this node, and the one that it is for others. */

/** A watchtower that this node hands the proofs against revoked states to. */
export interface TowerInfo {
  readonly nodeId: string;
  readonly addedAt: number;
  /** `ready`: it takes what is new. */
  readonly state: 'disconnected' | 'connecting' | 'ready' | 'refused';
  /** Why it takes nothing, in its own words. */
  readonly refusal?: string;
  /** Revoked states that it has yet to be told of, and those that it never will be. */
  readonly pendingStates: number;
  readonly missedStates: number;
  /** What it asks and grants; known while it is ready. */
  readonly terms?: {
    readonly feerateSatPerVbyte: number;
    readonly packages: number;
    readonly bytes: string;
    readonly maxPackages: number;
    readonly maxBytes: string;
  };
}

/** A revoked state that was published against a client of this node's watchtower. */
export interface TowerBreach {
  readonly txid: string;
  /** Absent while no block holds it. */
  readonly height?: number;
  readonly outputs: number;
  /** Outputs that went to the client, and to somebody else. */
  readonly taken: number;
  readonly lost: number;
  /** Nothing can change any more. */
  readonly over: boolean;
}

export interface TowerServerInfo {
  /** Whether clients are taken. What is kept is watched for in any case. */
  readonly serving: boolean;
  /** They keep packages here, or are connected. */
  readonly clients: number;
  readonly packages: number;
  readonly bytes: string;
  readonly breaches: readonly TowerBreach[];
}

export interface TowersOperations {
  towers(): Promise<readonly TowerInfo[]>;
  /** Resolves when the watchtower has said its terms. */
  addTower(address: string): Promise<TowerInfo>;
  removeTower(nodeId: string): Promise<void>;
  towerServer(): Promise<TowerServerInfo>;
  serveTower(serving: boolean): Promise<TowerServerInfo>;
}
