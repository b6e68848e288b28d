/** The tables of all aggregates, in an order in which each may refer to those before it. */
import { BACKUP_SCHEMA, PEER_SHELF_SCHEMA } from './backup/index.ts';
import { CHANNEL_SCHEMAS, FUNDING_POLICY_SCHEMA } from './channels/index.ts';
import { GRAPH_SCHEMA } from './graph/index.ts';
import { invoiceSchema, paymentSchema, spontaneousSchema } from './payments/index.ts';
import { PEER_BOOK_SCHEMA } from './peers/index.ts';
import { KNOWLEDGE_SCHEMA } from './routing/index.ts';
import type { Schema } from './store/index.ts';
import { STREAM_SCHEMA } from './streams/index.ts';
import {
  FORWARDING_POLICY_SCHEMA,
  forwardSchema,
  PEER_CONDUCT_SCHEMA,
  replaySchema,
} from './switch/index.ts';
import { BLOCK_JOURNAL_SCHEMA, WALLET_SCHEMA } from './wallet/index.ts';
import { TOWER_BOOK_SCHEMA, TOWER_SERVER_SCHEMAS } from './watchtower/index.ts';

export const SCHEMAS: readonly Schema[] = [
  BLOCK_JOURNAL_SCHEMA,
  WALLET_SCHEMA,
  ...CHANNEL_SCHEMAS,
  FUNDING_POLICY_SCHEMA,
  PEER_BOOK_SCHEMA,
  invoiceSchema,
  paymentSchema,
  spontaneousSchema,
  STREAM_SCHEMA,
  forwardSchema,
  replaySchema,
  FORWARDING_POLICY_SCHEMA,
  PEER_CONDUCT_SCHEMA,
  GRAPH_SCHEMA,
  KNOWLEDGE_SCHEMA,
  BACKUP_SCHEMA,
  PEER_SHELF_SCHEMA,
  TOWER_BOOK_SCHEMA,
  ...TOWER_SERVER_SCHEMAS,
];
