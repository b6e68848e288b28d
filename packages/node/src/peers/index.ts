export { PEER_BOOK_SCHEMA, PeerBook } from './peer-book.ts';
