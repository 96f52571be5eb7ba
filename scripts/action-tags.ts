/** An action at a commit, and the version that the commit is said to be. */
export interface Pin {
  readonly action: string;
  readonly version: string;
  readonly sha: string;
}

/** The commits of the tags that `git ls-remote --tags` lists. An annotated tag is an object of its own, and `tag^{}` its commit. */
export function readTags(listing: string): Map<string, string> {
  const commits = new Map<string, string>();
  for (const [, sha, tag, peeled] of listing.matchAll(/^([0-9a-f]{40})\trefs\/tags\/(.+?)(\^\{\})?$/gm)) {
    if (peeled || !commits.has(tag)) {
      commits.set(tag, sha);
    }
  }
  return commits;
}

/** The newest of the tags that are a stable version in full: `v4` moves, and `v4.0.0-rc.1` is none. */
export function newestOf(tags: ReadonlyMap<string, string>): string | undefined {
  const key = (tag: string) => tag.slice(1).split('.').map(part => part.padStart(10, '0')).join('.');
  return [...tags.keys()].filter(tag => /^v\d+\.\d+\.\d+$/.test(tag)).sort((one, other) => key(one) < key(other) ? -1 : 1).pop();
}

/** In what a pin is not the commit of its tag. */
export function faultOf({ action, version, sha }: Pin, tags: ReadonlyMap<string, string>): string | undefined {
  const commit = tags.get(version);
  if (commit === sha) {
    return undefined;
  }
  const names = [...tags].filter(([, other]) => other === sha).map(([tag]) => tag);
  return `${action} is pinned to ${sha} as ${version}, but ${commit ? `the tag ${version} is ${commit}` : `there is no tag ${version}`}`
    + `; that commit is ${names.length ? `the tag ${names.join(' and ')}` : 'no tag'}.`;
}
