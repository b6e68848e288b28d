/** Peers. */
export interface PeerInfo {
  readonly nodeId: string;
  readonly address: string;
  readonly direction: 'inbound' | 'outbound';
  readonly connected: boolean;
  /** Whether the node reconnects by itself: it has channels with the peer, or was told to connect. */
  readonly wanted: boolean;
  readonly features: readonly string[];
  readonly pingMilliseconds?: number;
  readonly channels: number;
}

export interface PeersOperations {
  connect(address: string): Promise<PeerInfo>;
  disconnect(nodeId: string): Promise<void>;
  peers(): Promise<readonly PeerInfo[]>;
}
