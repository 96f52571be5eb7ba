const BLOCK = 512;

/** The plain files of an archive, by path. Names over 100 characters are not known here. */
export function untar(archive: Buffer): Record<string, string> {
  const files: Record<string, string> = {};
  const text = (start: number, length: number) => archive.toString('utf8', start, start + length).replace(/\0.*$/s, '');
  for (let offset = 0; offset + BLOCK <= archive.length;) {
    const size = parseInt(text(offset + 124, 12), 8) || 0;
    if (['0', ''].includes(text(offset + 156, 1)) && text(offset, 100) !== '') {
      files[text(offset, 100).replace(/^\.\//, '')] = archive.toString('utf8', offset + BLOCK, offset + BLOCK + size);
    }
    offset += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}
