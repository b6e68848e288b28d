/** The configuration of a node, and what is shared by all who read one. */
export { AMOUNT_HELP, MAX_MSAT, parseAmount, parseSatAmount } from './amount.ts';
export {
  CONFIG_FILE,
  DATA_DIRECTORY_VARIABLE,
  DEFAULT_DATA_DIRECTORY,
  dataDirectory,
  type Environment,
} from './data-directory.ts';
export { loadNodeConfig, type NodeConfig, type NodeConfigRequest } from './node-config.ts';
export { flagOf, OPTIONS, type OptionName, type OptionSpec, variableOf } from './options.ts';
export { parseRate, RATE_HELP } from './rate.ts';
export type { ConfigError } from './resolve.ts';
export { parseFundingPolicy, type TcpAddress } from './values.ts';
