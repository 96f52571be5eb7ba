/** Reads comma-separated values as Docker's actions do: quotes may stand anywhere a field begins, and double within. */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [[]];
  let field = '';
  let quoted = false;
  const endField = () => {
    records[records.length - 1].push(field);
    field = '';
  };
  for (let index = 0; index < text.length; index++) {
    const letter = text[index];
    if (quoted) {
      if (letter === '"' && text[index + 1] === '"') {
        field += '"';
        index++;
      } else if (letter === '"') {
        quoted = false;
      } else {
        field += letter;
      }
    } else if (letter === '"' && field === '') {
      quoted = true;
    } else if (letter === ',') {
      endField();
    } else if (letter === '\n') {
      endField();
      records.push([]);
    } else {
      field += letter;
    }
  }
  endField();
  return records.filter(record => record.join('') !== '');
}

/** The entries of an input that such an action reads line by line. */
export function entriesOf(input: string): string[] {
  return parseCsv(input).map(record => record.join(','));
}

/** The lines of docker/metadata-action's `tags`, each by attribute. */
export function rulesOf(tags: string): Array<Record<string, string>> {
  return entriesOf(tags).map(line => Object.fromEntries(parseCsv(line)[0].map(attribute => {
    const equals = attribute.indexOf('=');
    return [attribute.slice(0, equals), attribute.slice(equals + 1)];
  })));
}
