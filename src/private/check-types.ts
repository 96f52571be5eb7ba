import { refusal } from './refusal';
import { ENUMS, PARAMETERS, STRUCTS } from './signatures';

/** What is known of a parameter or an option. */
interface Slot {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  /** Whether it stands for all values that are left. */
  readonly rest: boolean;
}

const known = new Map<string, readonly Slot[]>();

/** Reads a signature: `text: string, options?: ImageTagOptions`. A struct that another one extends stands there with three dots. */
function slotsOf(signature: string): readonly Slot[] {
  const slots = known.get(signature) ?? signature.split(', ').flatMap((part): readonly Slot[] => {
    const [, dots, name, optional, type] = /^(\.\.\.)?(\w+)(\?)?(?:: (.+))?$/.exec(part)!;
    return type === undefined ? slotsOf(STRUCTS[name]) : [{ name, type, optional: optional !== undefined, rest: dots !== undefined }];
  });
  known.set(signature, slots);
  return slots;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value is of a class, or of one that extends it: of any copy of this library, which may be there twice. */
function isOf(value: unknown, name: string): boolean {
  return isObject(value) && (value.constructor?.name === name || isOf(Object.getPrototypeOf(value), name));
}

/** Whether a type is one of projen's structs, of which only that much is looked at. */
const isPlain = (type: string) => /^github\.(workflows\.|GitHubOptions)/.test(type);

/** What is taken, in words. */
function wordsFor(type: string): string {
  return type === 'string' ? 'a text' : type === 'number' ? 'a number' : type === 'boolean' ? 'true or false'
    : ENUMS[type] ? `one of ${type}, ${ENUMS[type].map(value => JSON.stringify(value)).join(', ')}`
      : type.endsWith('[]') ? 'a list' : type.endsWith('{}') ? 'an object with a value for each name'
        : STRUCTS[type] || isPlain(type) ? 'an object with options' : type === 'github.GithubWorkflow' ? 'a GithubWorkflow of projen' : `what the factories of ${type} make`;
}

/** Refuses a value, or one inside of it, that is of another type than its option. */
function checkType(subject: string, value: unknown, type: string, optional: boolean = false): void {
  const inner = type.slice(0, -2);
  const fits = ['string', 'number', 'boolean'].includes(type) ? typeof value === type
    : ENUMS[type] ? ENUMS[type].includes(value as string)
      : type.endsWith('[]') ? Array.isArray(value)
        : type.endsWith('{}') || STRUCTS[type] || isPlain(type) ? isObject(value)
          : isOf(value, type.replace(/^.*\./, ''));
  if (!fits) {
    throw refusal(subject, value, `it takes ${wordsFor(type)}${optional ? '' : ', and must be given'}. Give it one${optional ? ', or leave it out' : ''}.`);
  }
  if (type.endsWith('[]')) {
    (value as unknown[]).forEach(one => checkType(subject, one, inner));
  } else if (type.endsWith('{}')) {
    Object.entries(value as object).forEach(([name, one]) => checkType(`${subject}: ${name}`, one, inner));
  } else if (STRUCTS[type]) {
    slotsOf(STRUCTS[type]).forEach(slot => checkSlot(subject, slot, (value as Record<string, unknown>)[slot.name]));
  }
}

function checkSlot(subject: string, { name, type, optional }: Slot, value: unknown): void {
  if (!(optional && value === undefined)) {
    checkType(name === 'options' ? subject : `${subject}: ${name}`, value, type, optional);
  }
}

/** Refuses values of other types than a constructor or a method takes. */
export function checkTypes(callable: string, values: readonly unknown[]): void {
  slotsOf(PARAMETERS[callable]).forEach((slot, index) => {
    if (slot.rest) {
      const one = { ...slot, type: slot.type.slice(0, -2) };
      values.slice(index).forEach(value => checkSlot(callable, one, value));
    } else {
      checkSlot(callable, slot, values[index]);
    }
  });
}
