import type { RegtestNode } from '../node.ts';
import type { Arguments, Parameter } from './arguments.ts';
import type { Json } from './json.ts';

/** One JSON-RPC method. */
export interface Method {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly summary: string;
  /** Left out of `help`'s list: for testers, as in Bitcoin Core. */
  readonly hidden?: boolean;
  /** Answers, or throws an `RpcError`. `signal` aborts when the client or the server goes away. */
  readonly run: (node: RegtestNode, args: Arguments, signal: AbortSignal) => Json | Promise<Json>;
}

/** Methods under one heading of `help`. */
export interface MethodGroup {
  readonly title: string;
  readonly methods: readonly Method[];
}

/** `getblock "blockhash" ( verbosity )`, as the first line of a method's help. */
export function usageLine({ name, parameters }: Method): string {
  const shown = (parameter: Parameter): string => {
    const spelling = parameter.name.split('|')[0] ?? parameter.name;
    return parameter.type === 'string' ? `"${spelling}"` : spelling;
  };
  const required = parameters.filter((parameter) => parameter.required).map(shown);
  const optional = parameters
    .filter((parameter) => !parameter.required)
    .map((parameter) => `( ${shown(parameter)} )`);
  return [name, ...required, ...optional].join(' ');
}

export const usage = (method: Method): string => `${usageLine(method)}\n\n${method.summary}\n`;
