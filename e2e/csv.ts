interface Syntax {
  /** What quotes a field; none where undefined. */
  readonly quote?: string;
  /** What makes a comment of a line that begins with it. */
  readonly comment?: string;
}

/**
 * The items of an action's input, one a line, as the actions of Docker read it. Text after the first comma of a line belongs
 * to the same item, and a quoted field may hold lines, commas and doubled quotes.
 *
 * @throws if a quote is not closed, as the actions do
 * @see https://github.com/docker/actions-toolkit/blob/main/src/util.ts
 */
export function listOf(input: string | undefined, syntax: Syntax = { quote: '"' }): string[] {
  return parseCsv((input ?? '').trim(), syntax).map(fields => fields.join(',').trim()).filter(item => item !== '');
}

/** The records of a text, each a list of fields, as csv-parse reads them with `relax_quotes`. */
export function parseCsv(text: string, { quote, comment }: Syntax = { quote: '"' }): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = '';
  let quoting = false;
  const ends = (index: number) => index >= text.length || ',\r\n'.includes(text[index]);
  const endRecord = () => {
    record.push(field);
    if (record.length > 1 || record[0] !== '') {
      records.push(record);
    }
    record = [];
    field = '';
  };
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (quoting && character === quote) {
      if (text[index + 1] === quote) {
        field += quote;
        index++;
      } else if (ends(index + 1)) {
        quoting = false;
      } else {
        // not the end of a quoted field after all
        quoting = false;
        field = `${quote}${field}${quote}`;
      }
    } else if (quoting) {
      field += character;
    } else if (character === quote && field === '') {
      quoting = true;
    } else if (comment !== undefined && text.startsWith(comment, index) && field === '' && record.length === 0) {
      while (index + 1 < text.length && text[index + 1] !== '\n') {
        index++;
      }
    } else if (character === ',') {
      record.push(field);
      field = '';
    } else if (character === '\n') {
      endRecord();
    } else if (character !== '\r') {
      field += character;
    }
  }
  if (quoting) {
    throw new Error(`Quote Not Closed: the parsing is finished with an opening quote in ${JSON.stringify(text)}`);
  }
  endRecord();
  return records;
}
