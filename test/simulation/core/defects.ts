/** Defects that can be planted on purpose, to see that they are found. */
export const DEFECTS = {
  skip_write: 'now and then a step loses a write',
  speak_then_commit: 'effects run before the commit',
  sign_revoked: 'a force-close publishes a commitment that is revoked',
  miss_deadline: 'open channels are not told of new blocks',
  forget_preimage: 'a preimage that the chain shows is not used upstream',
  fail_early: 'upstream is failed when an HTLC expires, whatever the chain says',
  forget_circuits: 'after a restart nothing is known of what was forwarded',
  forget_watches: 'after a restart nothing is watched',
  ignore_reorganizations: 'blocks that go are not told',
  no_penalty: 'revoked commitments are not punished',
  no_timeout: 'HTLCs that we offered are not taken back',
} as const;

export type Defect = keyof typeof DEFECTS;
