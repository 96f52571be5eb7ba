import { hasExpression, onlyWhen } from './expression';
import { BASH_IMAGE_NAME } from './oci-grammar';
import type { Lines } from './shell';
import { fullName, type BoundDestination } from './sign-in';

/** The full names of an image at its destinations, as the variables of a step and its script have them. */
export class Images {
  /** The variables, `IMAGE` for the primary, `IMAGE_2` and so on; empty at run time where the destination is switched off. */
  public readonly env: Readonly<Record<string, string>>;
  /** The name at the primary, as a word of the script. */
  public readonly primary: string;
  private readonly words: readonly string[];
  private readonly runtime: boolean;

  constructor(private readonly destinations: readonly BoundDestination[]) {
    const variables = destinations.map((_, index) => index === 0 ? 'IMAGE' : `IMAGE_${index + 1}`);
    const runtime = destinations.map(destination => hasExpression(fullName(destination)));
    this.env = Object.fromEntries(destinations.map((destination, index) => [variables[index], onlyWhen(destination.when, fullName(destination))]));
    this.words = destinations.map(({ when }, index) => {
      const word = runtime[index] ? `"\${${variables[index]},,}"` : `"$${variables[index]}"`;
      return when === undefined ? word : `\${${variables[index]}:+${word}}`;
    });
    this.runtime = runtime.includes(true);
    this.primary = this.single ? '$image' : this.words[0].slice(1, -1);
  }

  /** Reads the names, and fails, before anything has moved, where one that only the run knows is none that a registry takes. */
  public get names(): Lines {
    const check = '[[ $image =~ $grammar ]] || { echo "::error::\\"$image\\" is no valid image name: name the image with ImageName.of"; exit 1; }';
    return [
      ...this.single ? [`image=${this.words[0].slice(1, -1)}`] : [],
      ...this.runtime ? [`grammar='${BASH_IMAGE_NAME}'`, ...this.each(this.of(() => true), [check])] : [],
    ];
  }

  /** The places of the destinations for which something holds. */
  public of(holds: (destination: BoundDestination) => boolean): readonly number[] {
    return [...this.destinations.keys()].filter(index => holds(this.destinations[index]));
  }

  /** Lines that are run for those destinations, one after another, with `$image` the name there. */
  public each(indexes: readonly number[], lines: Lines): Lines {
    if (indexes.length === 0 || this.single) {
      return indexes.length ? lines : [];
    }
    const [only, ...more] = indexes.map(index => this.words[index]);
    if (more.length === 0 && only.startsWith('"')) {
      return [`image=${only.slice(1, -1)}`, ...lines];
    }
    return [`for image in ${indexes.map(index => this.words[index]).join(' ')}; do`, ...lines.map(line => `  ${line}`), 'done'];
  }

  private get single(): boolean {
    return this.destinations.length === 1;
  }
}
