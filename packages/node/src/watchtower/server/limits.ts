/** What a tower grants, and asks for. */
import type { Sat, SatPerKw } from '@sferic/wire';

export interface TowerLimits {
  readonly clientPackages: number;
  readonly clientBytes: number;
  readonly clients: number;
  readonly totalBytes: number;
  /** What outputs of justice transactions pay by themselves. */
  readonly feerate: SatPerKw;
  /** What the tower adds of its own coins to the fees of one revoked commitment. */
  readonly addedFee: Sat;
  /** Packages that may wait for their commit. */
  readonly window: number;
}

export const TOWER_LIMITS: TowerLimits = {
  // A million updates without HTLCs, or a quarter of that with three in flight.
  clientPackages: 1_000_000,
  clientBytes: 256 * 1024 * 1024,
  clients: 1_000,
  // Identities cost nothing: this, not the quota of each, is what keeps the disk from filling up.
  totalBytes: 16 * 1024 * 1024 * 1024,
  // 2.5 sat/vbyte: enough on a calm chain, without any coin of the tower.
  feerate: 625 as SatPerKw,
  // A client may publish revoked states of channels with itself, to have the tower burn its coins.
  addedFee: 20_000n as Sat,
  window: 64,
};
