/** The actions that generated workflows use: each pinned to the commit of its version. */
export const PINS: Record<string, { readonly version: string; readonly sha: string }> = {
  'actions/checkout': { version: 'v7.0.1', sha: '3d3c42e5aac5ba805825da76410c181273ba90b1' },
  'docker/metadata-action': { version: 'v6.2.0', sha: 'dc802804100637a589fabce1cb79ff13a1411302' },
};

/** The `uses` of a step, `owner/action@sha`. */
export function pinned(action: string): string {
  return `${action}@${PINS[action].sha}`;
}

/** The version that a `uses` is pinned to, for its comment; undefined where the pin is not ours. */
export function versionOf(uses: string): string | undefined {
  const [action, sha] = uses.split('@');
  return PINS[action]?.sha === sha ? PINS[action].version : undefined;
}
