/** The messages of the watchtower protocol: proto/sferic/v1/tower.proto says what each means. */
import type { SatPerKw } from '../scalars.ts';

export interface TowerHello {
  readonly type: 'tower_hello';
  readonly mostFeeratePerKw: SatPerKw;
}

export interface TowerTerms {
  readonly type: 'tower_terms';
  readonly feeratePerKw: SatPerKw;
  readonly maxPackages: number;
  readonly maxBytes: bigint;
  readonly packages: number;
  readonly bytes: bigint;
  readonly window: number;
}

export interface StorePackage {
  readonly type: 'store_package';
  readonly sequence: bigint;
  /** 16 bytes. */
  readonly locator: Uint8Array;
  /** 16 bytes. */
  readonly handle: Uint8Array;
  readonly package: Uint8Array;
}

export interface PackagesStored {
  readonly type: 'packages_stored';
  readonly sequence: bigint;
}

export interface DeletePackages {
  readonly type: 'delete_packages';
  readonly handles: readonly Uint8Array[];
}

export interface PackagesDeleted {
  readonly type: 'packages_deleted';
  readonly packages: number;
  readonly bytes: bigint;
}

/** Codes of {@link TowerRefusal}. */
export const TOWER_REFUSAL = { notServed: 1, feerateTooLow: 2, quotaUsedUp: 3, full: 4 } as const;

export interface TowerRefusal {
  readonly type: 'tower_refusal';
  readonly code: number;
  /** Text for people, in whatever bytes the tower chose. */
  readonly reason: Uint8Array;
}

export type TowerClientMessage = TowerHello | StorePackage | DeletePackages;
export type TowerServerMessage = TowerTerms | PackagesStored | PackagesDeleted | TowerRefusal;
export type TowerMessage = TowerClientMessage | TowerServerMessage;
export type TowerMessageType = TowerMessage['type'];
