import type { Action } from '../../action';
import { listOf } from '../../csv';
import { fill, tagsOf, type TagSubject } from '../../metadata-tags';

/**
 * Computes tags, labels and annotations as docker/metadata-action does; of its flavors it knows `latest=false`.
 *
 * @see https://github.com/docker/metadata-action/blob/v6.2.0/README.md
 */
const metadata: Action = async (inputs, job) => {
  const { github } = job;
  const list = (name: string) => listOf(inputs[name], { quote: '"', comment: '#' });
  const subject: TagSubject = {
    event: String(github.event_name), ref: String(github.ref), sha: String(github.sha), defaultBranch: 'main', now: new Date(),
  };
  if (inputs.flavor !== undefined && inputs.flavor !== 'latest=false') {
    throw new Error(`The stand-in for docker/metadata-action does not know the flavor "${inputs.flavor}"`);
  }
  if (inputs.images !== undefined) {
    throw new Error('The stand-in for docker/metadata-action knows no images');
  }
  const tags = tagsOf(list('tags'), subject);
  const url = `${github.server_url}/${github.repository}`;
  const described = (name: string) => {
    const entries = [
      `org.opencontainers.image.title=${String(github.repository).replace(/.*\//, '')}`,
      'org.opencontainers.image.description=Tools of the "Acme" company',
      `org.opencontainers.image.url=${url}`,
      `org.opencontainers.image.source=${url}`,
      `org.opencontainers.image.version=${tags[0] ?? ''}`,
      `org.opencontainers.image.created=${subject.now.toISOString()}`,
      `org.opencontainers.image.revision=${subject.sha}`,
      'org.opencontainers.image.licenses=MIT',
      ...list(name).map(text => fill(text, subject)),
    ];
    const values = Object.fromEntries(entries.map(entry => [entry.split('=')[0], entry.slice(entry.indexOf('=') + 1)]));
    return Object.keys(values).sort().map(key => `${key}=${values[key]}`);
  };
  const levels = (job.env.DOCKER_METADATA_ANNOTATIONS_LEVELS ?? 'manifest').split(',');
  const annotations = levels.flatMap(level => described('annotations').map(text => `${level}:${text}`));
  return {
    outputs: {
      'version': tags[0] ?? '',
      'tags': tags.join('\n'),
      'tag-names': tags.join('\n'),
      'labels': described('labels').join('\n'),
      'annotations': annotations.join('\n'),
    },
  };
};

export default metadata;
