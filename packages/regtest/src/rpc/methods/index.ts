import type { MethodGroup } from '../method.ts';
import { blockMethods } from './blocks.ts';
import { coinMethods } from './coins.ts';
import { controlMethods } from './control.ts';
import { mempoolMethods } from './mempool.ts';
import { miningMethods } from './mining.ts';
import { networkMethods } from './network.ts';
import { submissionMethods } from './submission.ts';
import { transactionMethods } from './transactions.ts';

/** Every method, under Bitcoin Core's headings. */
export const methodGroups: readonly MethodGroup[] = [
  {
    title: 'Blockchain',
    methods: [...blockMethods, ...coinMethods, ...mempoolMethods].sort((a, b) => (a.name < b.name ? -1 : 1)),
  },
  { title: 'Control', methods: controlMethods(() => methodGroups) },
  { title: 'Mining', methods: miningMethods },
  { title: 'Network', methods: networkMethods },
  {
    title: 'Rawtransactions',
    methods: [...submissionMethods, ...transactionMethods].sort((a, b) => (a.name < b.name ? -1 : 1)),
  },
];
