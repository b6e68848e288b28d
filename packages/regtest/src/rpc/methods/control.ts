import { RPC, RpcError } from '../errors.ts';
import { type Method, type MethodGroup, usage, usageLine } from '../method.ts';

/** What `stop` answers; the rest follows when the reply is out. */
const STOPPING = 'Sferic regtest stopping';

const stop: Method = {
  name: 'stop',
  parameters: [{ name: 'wait', type: 'number' }],
  summary: `Requests a graceful shutdown of ${STOPPING.split(' stopping')[0]}.`,
  run: (node) => {
    setImmediate(node.requestStop);
    return STOPPING;
  },
};

const uptime: Method = {
  name: 'uptime',
  parameters: [],
  summary: 'Returns the total uptime of the server in seconds.',
  run: (node) => node.uptime(),
};

const setmocktime: Method = {
  name: 'setmocktime',
  parameters: [{ name: 'timestamp', type: 'number', required: true }],
  summary: 'Sets the time in seconds since 1970 that blocks and mempool go by. 0: the clock again.',
  hidden: true,
  run: (node, args) => {
    const time = args.integer('timestamp');
    if (time < 0)
      throw new RpcError(RPC.invalidParameter, `Mocktime must be in the range [0, 9223372036], not ${time}.`);
    node.setMockTime(time === 0 ? undefined : time);
    return null;
  },
};

function helpMethod(groups: () => readonly MethodGroup[]): Method {
  return {
    name: 'help',
    parameters: [{ name: 'command', type: 'string' }],
    summary: 'Lists all commands, or gets help for a specified command.',
    run: (_node, args) => {
      const command = args.optionalString('command');
      if (command === undefined) {
        const sections = groups().map(({ title, methods }) => {
          const lines = methods.filter(({ hidden }) => !hidden).map(usageLine);
          return `== ${title} ==\n${lines.join('\n')}`;
        });
        return sections.join('\n\n');
      }
      const method = groups()
        .flatMap(({ methods }) => methods)
        .find(({ name }) => name === command);
      return method ? usage(method) : `help: unknown command: ${command}`;
    },
  };
}

/** @param groups all groups, this one included */
export const controlMethods = (groups: () => readonly MethodGroup[]): readonly Method[] => [
  helpMethod(groups),
  setmocktime,
  stop,
  uptime,
];
