/** The actions that generated workflows use: each pinned to the commit of its version. */
export const PINS: Record<string, { readonly version: string; readonly sha: string }> = {
  'actions/attest': { version: 'v4.2.2', sha: '1e69f48acb82d1966a394da916b4c1698aa569d6' },
  'actions/checkout': { version: 'v7.0.1', sha: '3d3c42e5aac5ba805825da76410c181273ba90b1' },
  'actions/download-artifact': { version: 'v8.0.1', sha: '3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c' },
  'actions/upload-artifact': { version: 'v7.0.0', sha: 'bbbca2ddaa5d8feaa63e36b76fdaad77386f024f' },
  'aquasecurity/trivy-action': { version: 'v0.36.0', sha: 'ed142fd0673e97e23eac54620cfb913e5ce36c25' },
  'docker/build-push-action': { version: 'v7.3.0', sha: '53b7df96c91f9c12dcc8a07bcb9ccacbed38856a' },
  'docker/metadata-action': { version: 'v6.2.0', sha: 'dc802804100637a589fabce1cb79ff13a1411302' },
  'docker/setup-buildx-action': { version: 'v4.3.0', sha: '37fe631027851001ddb9b187196cc803df7f5f0e' },
  'docker/setup-qemu-action': { version: 'v4.2.0', sha: '96fe6ef7f33517b61c61be40b68a1882f3264fb8' },
  'oras-project/setup-oras': { version: 'v2.0.0', sha: '38de303aac69abb66f3e6255b7198bff35f323e3' },
  'sigstore/cosign-installer': { version: 'v4.1.2', sha: '6f9f17788090df1f26f669e9d70d6ae9567deba6' },
};

/** The emulators of docker/setup-qemu-action: an image that runs with all rights of the machine. */
export const EMULATORS = 'docker.io/tonistiigi/binfmt:qemu-v10.2.3-68@sha256:400a4873b838d1b89194d982c45e5fb3cda4593fbfd7e08a02e76b03b21166f0';

/** The `uses` of a step, `owner/action@sha`. */
export function pinned(action: string): string {
  return `${action}@${PINS[action].sha}`;
}

/** The version that a `uses` is pinned to, for its comment; undefined where the pin is not ours. */
export function versionOf(uses: string): string | undefined {
  const [action, sha] = uses.split('@');
  const pin = PINS[action];
  return pin && pin.sha === sha ? pin.version : undefined;
}
