import { join } from 'node:path';
import type { Action } from '../../action';

/** Finds an image vulnerable that has the file `/etc/vulnerable`, and refuses to work where credentials lie about. */
const trivy: Action = async (inputs, job) => {
  const files = job.filesWithSecrets();
  if (files.length > 0) {
    throw new Error(`credentials lie in ${files.join(', ')}`);
  }
  const layers = (await job.run('find', join(inputs.input, 'blobs'), '-type', 'f')).trim().split('\n');
  for (const layer of layers) {
    const listing = await job.run('bash', '-c', 'tar --list --file "$1" 2>/dev/null || true', 'bash', layer);
    if (listing.split('\n').includes('etc/vulnerable')) {
      throw new Error(`found /etc/vulnerable with ${inputs.severity}`);
    }
  }
  job.log(`scanned ${layers.length} blobs\n`);
  return {};
};

export default trivy;
