/** A link that speaks the watchtower protocol: whatever is not of it ends the link. */

import type { TowerMessage } from '@sferic/wire';
import { decodeTowerMessage, encodeTowerFrame, MAX_TOWER_FRAME_LENGTH, TOWER_PROTOCOL } from '@sferic/wire';
import type { Link, LinkHandlers, LinkProtocol } from '../p2p/index.ts';

export const TOWER_LINK: LinkProtocol = { id: TOWER_PROTOCOL, maxFrameLength: MAX_TOWER_FRAME_LENGTH };

/** What an end of the protocol needs of the link. */
export interface TowerLink {
  /** As hex. */
  readonly nodeId: string;
  /** False when the other end reads too slowly, or is gone: what was not sent is said again on the next link. */
  send(message: TowerMessage): boolean;
  close(reason: string): void;
}

export interface TowerLinkHandlers {
  /** While the promise is pending nothing more is read. */
  readonly onMessage: (message: TowerMessage) => void | Promise<void>;
  readonly onClose: (reason: string) => void;
}

export function towerLink(link: Link, open: (link: TowerLink) => TowerLinkHandlers): LinkHandlers {
  const close = (reason: string) => void link.close(reason);
  const { onMessage, onClose } = open({
    nodeId: link.nodeId,
    send: (message) => {
      const sent = link.send(encodeTowerFrame(message));
      if (!sent) close('the peer reads too slowly');
      return sent;
    },
    close,
  });
  return {
    onFrame: (payload) => {
      const decoded = decodeTowerMessage(payload);
      if (!decoded.ok) return close(decoded.error.message);
      if (decoded.value.type !== 'unknown_odd') return onMessage(decoded.value);
    },
    onClose,
  };
}
