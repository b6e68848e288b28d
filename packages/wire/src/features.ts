/**
 * Feature bits: BOLT 9. A vector is big-endian bytes, as `init`, announcements and channel types carry it; bit 0 is the
 * lowest bit of the last byte. Bits come in pairs: the even one demands the feature, the odd one offers it.
 */

/** The even bit of every feature of BOLT 9 that has a name, and of those of bLIP 2 that concern us. */
export const FEATURE_BITS = {
  option_data_loss_protect: 0,
  option_upfront_shutdown_script: 4,
  gossip_queries: 6,
  var_onion_optin: 8,
  gossip_queries_ex: 10,
  option_static_remotekey: 12,
  payment_secret: 14,
  basic_mpp: 16,
  option_support_large_channel: 18,
  option_anchors: 22,
  option_route_blinding: 24,
  option_shutdown_anysegwit: 26,
  option_dual_fund: 28,
  option_quiesce: 34,
  option_attribution_data: 36,
  option_onion_messages: 38,
  option_provide_storage: 42,
  option_channel_type: 44,
  option_scid_alias: 46,
  option_payment_metadata: 48,
  option_zeroconf: 50,
  keysend: 54,
  option_simple_close: 60,
  option_splice: 62,
} as const;

export type Feature = keyof typeof FEATURE_BITS;

/** How a vector has a feature. */
export type FeatureSupport = 'mandatory' | 'optional';

/** A set of features with the strength of each. */
export type FeatureSet = Readonly<Partial<Record<Feature, FeatureSupport>>>;

/** BOLT 9, column "Dependencies". */
const DEPENDENCIES: Readonly<Partial<Record<Feature, Feature>>> = {
  basic_mpp: 'payment_secret',
  option_zeroconf: 'option_scid_alias',
  option_simple_close: 'option_shutdown_anysegwit',
};

/** Features that BOLT 9 marks ASSUMED: everyone has them, whether their bits are set or not. */
const ASSUMED: ReadonlySet<Feature> = new Set<Feature>([
  'option_data_loss_protect',
  'var_onion_optin',
  'option_static_remotekey',
  'payment_secret',
  'option_channel_type',
]);

/** Why two nodes cannot talk: BOLT 1, "The init Message". */
export type FeatureProblem =
  /** The vector demands a feature that we do not have. */
  | { readonly code: 'unknown_required_feature'; readonly bit: number; readonly message: string }
  /** We demand a feature that the vector lacks. */
  | { readonly code: 'missing_required_feature'; readonly feature: Feature; readonly message: string }
  /** The vector has a feature without one that it depends on. */
  | {
      readonly code: 'missing_dependency';
      readonly feature: Feature;
      readonly needs: Feature;
      readonly message: string;
    };

const NAMES: ReadonlyMap<number, Feature> = new Map(
  Object.entries(FEATURE_BITS).map(([name, bit]) => [bit, name as Feature]),
);

/** Whether a bit is set. */
export function hasBit(vector: Uint8Array, bit: number): boolean {
  const byte = vector[vector.length - 1 - (bit >> 3)];
  return byte !== undefined && (byte & (1 << (bit & 7))) !== 0;
}

/** The bits that are set, in ascending order. */
export function setBits(vector: Uint8Array): readonly number[] {
  const bits: number[] = [];
  for (let index = vector.length - 1; index >= 0; index--) {
    const byte = vector[index] ?? 0;
    for (let bit = 0; bit < 8; bit++) {
      if ((byte & (1 << bit)) !== 0) bits.push((vector.length - 1 - index) * 8 + bit);
    }
  }
  return bits;
}

/**
 * The shortest vector with the given bits.
 *
 * @throws RangeError on a bit that no vector of 65,535 bytes has
 */
export function vectorOf(bits: Iterable<number>): Uint8Array {
  const list = [...bits];
  const highest = Math.max(-1, ...list);
  if (list.some((bit) => !Number.isInteger(bit) || bit < 0) || highest >= 65_535 * 8)
    throw new RangeError('feature bit out of range');
  const vector = new Uint8Array(Math.ceil((highest + 1) / 8));
  for (const bit of list) {
    const index = vector.length - 1 - (bit >> 3);
    vector[index] = (vector[index] ?? 0) | (1 << (bit & 7));
  }
  return vector;
}

/** The vector of a set of features. */
export function encodeFeatures(features: FeatureSet): Uint8Array {
  return vectorOf(
    Object.entries(features).map(
      ([name, support]) => FEATURE_BITS[name as Feature] + (support === 'mandatory' ? 0 : 1),
    ),
  );
}

/** The named features of a vector. A feature with both bits is mandatory; bits without a name are left out. */
export function decodeFeatures(vector: Uint8Array): FeatureSet {
  const features: Partial<Record<Feature, FeatureSupport>> = {};
  for (const bit of setBits(vector)) {
    const name = NAMES.get(bit & ~1);
    if (name !== undefined && features[name] === undefined)
      features[name] = (bit & 1) === 0 ? 'mandatory' : 'optional';
  }
  return features;
}

/** Whether a vector has a feature, mandatory or optional, or may be assumed to. */
export function supports(vector: Uint8Array, feature: Feature): boolean {
  const bit = FEATURE_BITS[feature];
  return ASSUMED.has(feature) || hasBit(vector, bit) || hasBit(vector, bit + 1);
}

/** The two vectors of an `init` as one: BOLT 1, "The init Message". */
export function combineFeatures(a: Uint8Array, b: Uint8Array): Uint8Array {
  const [longer, shorter] = a.length >= b.length ? [a, b] : [b, a];
  const combined = longer.slice();
  const shift = longer.length - shorter.length;
  for (const [index, byte] of shorter.entries()) {
    combined[shift + index] = (combined[shift + index] ?? 0) | byte;
  }
  return combined;
}

/**
 * Judges the features of a peer by our own: BOLT 1, "The init Message". Every problem, unknown even bits first; the
 * connection can go on only if there is none.
 */
export function compareFeatures(local: FeatureSet, remote: Uint8Array): readonly FeatureProblem[] {
  return [
    ...unknownRequired(local, remote),
    ...missingRequired(local, remote),
    ...missingDependencies(remote),
  ];
}

/** Even bits of `vector` that `understood` does not name: who meets one must leave the thing that has it alone. */
export function unknownRequired(understood: FeatureSet, vector: Uint8Array): readonly FeatureProblem[] {
  return setBits(vector)
    .filter((bit) => bit % 2 === 0 && !understands(understood, bit))
    .map((bit) => ({
      code: 'unknown_required_feature',
      bit,
      message: `feature bit ${bit} is required and not known here`,
    }));
}

function understands(features: FeatureSet, bit: number): boolean {
  const name = NAMES.get(bit);
  return name !== undefined && (features[name] !== undefined || ASSUMED.has(name));
}

function missingRequired(local: FeatureSet, remote: Uint8Array): readonly FeatureProblem[] {
  return namesOf(local)
    .filter((feature) => local[feature] === 'mandatory' && !supports(remote, feature))
    .map((feature) => ({
      code: 'missing_required_feature',
      feature,
      message: `${feature} is required here and not offered`,
    }));
}

function missingDependencies(vector: Uint8Array): readonly FeatureProblem[] {
  return namesOf(decodeFeatures(vector)).flatMap((feature) => {
    const needs = DEPENDENCIES[feature];
    if (needs === undefined || supports(vector, needs)) return [];
    return [{ code: 'missing_dependency', feature, needs, message: `${feature} needs ${needs}` }];
  });
}

function namesOf(features: FeatureSet): readonly Feature[] {
  return Object.keys(features) as Feature[];
}
