/** Further streams of a session, for protocols that the host knows nothing of but their names. */
import type { NodeIdHex } from './identity.ts';

export interface LinkProtocol {
  readonly id: string;
  /** In bytes, without the length prefix. */
  readonly maxFrameLength: number;
}

/** One long-lived stream between us and a connected peer; a frame is what stands behind a length prefix. */
export interface Link {
  readonly nodeId: NodeIdHex;
  /** With its length prefix. False when the peer reads too slowly, or the link has ended. */
  send(frame: Uint8Array): boolean;
  close(reason: string): Promise<void>;
}

export interface LinkHandlers {
  /** While the promise is pending no other frame is delivered. */
  readonly onFrame: (payload: Uint8Array) => void | Promise<void>;
  /** Called once, and nothing after it. */
  readonly onClose: (reason: string) => void;
}

/** A protocol that peers may open links of. */
export interface LinkService extends LinkProtocol {
  readonly accept: (link: Link) => LinkHandlers;
}
