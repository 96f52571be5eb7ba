import { parse } from 'yaml';
import type { Pin } from './action-tags';

/** What is known of an action, beside its pin, to validate the steps that use it. */
export interface Metadata {
  readonly using: string;
  readonly inputs: Record<string, { readonly required?: true; readonly default?: unknown }>;
  readonly outputs: readonly string[];
}

const ROW = /'([\w.-]+\/[\w.-]+)': \{ version: '(.+?)', sha: '(.+?)' \}/g;

/** The pins of a table in TypeScript, one in a row. */
export function readPins(table: string): Pin[] {
  return [...table.matchAll(ROW)].map(([, action, version, sha]) => ({ action, version, sha }));
}

/** The same table with other pins; what stands around them stays. */
export function writePins(table: string, pins: ReadonlyMap<string, Pin>): string {
  return table.replace(ROW, (row, action) => {
    const pin = pins.get(action);
    return pin ? `'${action}': { version: '${pin.version}', sha: '${pin.sha}' }` : row;
  });
}

/** What an `action.yml` says of the action. */
export function readMetadata(text: string): Metadata {
  const { runs, inputs, outputs } = parse(text);
  return {
    using: runs.using,
    inputs: Object.fromEntries(Object.entries<any>(inputs ?? {}).map(([name, input]) => [name, {
      ...input?.required === true ? { required: true } : {},
      // `false` is what an action reads where nothing is given
      ...[undefined, null, false].includes(input?.default) ? {} : { default: input.default },
    }])),
    outputs: Object.keys(outputs ?? {}).sort(),
  };
}
