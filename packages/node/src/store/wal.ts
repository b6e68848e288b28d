/**
 * Whether a write-ahead log of SQLite is damaged. SQLite itself reads one up to the first frame that is wrong, and takes the rest for what
 * a crash has left over: a damage in the middle would take the node back to a state that it has revoked, without a word.
 */

const MAGIC = 0x377f_0682;
const HEADER_SIZE = 32;
const FRAME_HEADER_SIZE = 24;
const DEFAULT_PAGE_SIZE = 4096;
/** Of the header, what its checksum covers. */
const CHECKED_HEADER = 24;
/** What of a frame's header the checksum covers: page number, and the size of the database if it commits. */
const CHECKED_FRAME_HEADER = 8;
const SALTS_SIZE = 8;

/**
 * Each commit is on disk before the next is written, and the log begins anew with each start of the node, so that a crash can leave no
 * more than one unfinished transaction: what is wrong and lies before the end of another commit was whole once.
 */
export function isWalDamaged(wal: Buffer): boolean {
  if (wal.length < HEADER_SIZE + FRAME_HEADER_SIZE) return false;
  const magic = wal.readUInt32BE(0);
  const sum = magic % 2 === 1 ? wordsBigEndian : wordsLittleEndian;
  const pageSize = wal.readUInt32BE(8);
  let sums = checksum(wal, 0, CHECKED_HEADER, [0, 0], sum);
  const isHeaderRight = magic - (magic % 2) === MAGIC && isSum(wal, CHECKED_HEADER, sums);
  // Without the header the frames speak for themselves: those of one log have the same salts.
  if (!isHeaderRight) {
    const size = FRAME_HEADER_SIZE + DEFAULT_PAGE_SIZE;
    return commitsFrom(wal, HEADER_SIZE, size, salts(wal, HEADER_SIZE + CHECKED_FRAME_HEADER)) > 1;
  }
  const frameSize = FRAME_HEADER_SIZE + pageSize;
  const own = salts(wal, 16);
  for (let at = HEADER_SIZE; at + frameSize <= wal.length; at += frameSize) {
    if (!salts(wal, at + 8).equals(own)) return commitsFrom(wal, at, frameSize, own) > 1;
    sums = checksum(wal, at, CHECKED_FRAME_HEADER, sums, sum);
    sums = checksum(wal, at + FRAME_HEADER_SIZE, pageSize, sums, sum);
    if (!isSum(wal, at + 16, sums)) return commitsFrom(wal, at, frameSize, own) > 1;
  }
  return false;
}

function salts(wal: Buffer, at: number): Buffer {
  return wal.subarray(at, at + SALTS_SIZE);
}

/** Commits of the same log from this frame on. */
function commitsFrom(wal: Buffer, start: number, frameSize: number, own: Buffer): number {
  let commits = 0;
  for (let at = start; at + frameSize <= wal.length; at += frameSize)
    if (salts(wal, at + 8).equals(own) && wal.readUInt32BE(at + 4) !== 0) commits += 1;
  return commits;
}

type Sums = readonly [number, number];
type ReadWord = (wal: Buffer, at: number) => number;

const wordsBigEndian: ReadWord = (wal, at) => wal.readUInt32BE(at);
const wordsLittleEndian: ReadWord = (wal, at) => wal.readUInt32LE(at);

/** SQLite's, over words of 32 bits, two at a time. */
function checksum(wal: Buffer, start: number, length: number, [a, b]: Sums, word: ReadWord): Sums {
  let [first, second] = [a, b];
  for (let at = start; at < start + length; at += 8) {
    first = (first + word(wal, at) + second) >>> 0;
    second = (second + word(wal, at + 4) + first) >>> 0;
  }
  return [first, second];
}

function isSum(wal: Buffer, at: number, [first, second]: Sums): boolean {
  return wal.readUInt32BE(at) === first && wal.readUInt32BE(at + 4) === second;
}
