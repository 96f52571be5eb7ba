import { FileBase, ObjectFile, YamlFile, type IResolver, type Project } from 'projen';
import { Document, parseDocument } from 'yaml';

/** A file, with what only those who derive from it can call. */
interface ContentFile {
  readonly marker?: string;
  synthesizeContent(resolver: IResolver): string | undefined;
}

/** Lets something else write a file of projen's, from the document that it holds. */
export function rewrite(written: YamlFile, write: (document: Document) => string): void {
  const file = written as unknown as ContentFile;
  const documentOf = documentsOf(file);
  Object.defineProperty(file, 'marker', { get: () => markerOf(written) });
  file.synthesizeContent = resolver => {
    const document = documentOf(resolver);
    return document && write(document);
  };
}

/** How the document of a file is had: from the object that it holds, or, where others write the file too, from what they write. */
function documentsOf(file: ContentFile): (resolver: IResolver) => Document | undefined {
  const { synthesizeContent } = file;
  if (synthesizeContent !== contentFile(YamlFile).synthesizeContent) {
    return resolver => {
      const text = synthesizeContent.call(file, resolver);
      return text === undefined ? undefined : parseDocument(text);
    };
  }
  return resolver => {
    const json = contentFile(ObjectFile).synthesizeContent.call(file, resolver);
    if (!json) {
      return undefined;
    }
    const document = new Document(JSON.parse(json));
    document.commentBefore = file.marker ? ` ${file.marker}` : null;
    return document;
  };
}

function contentFile({ prototype }: { readonly prototype: unknown }): ContentFile {
  return prototype as ContentFile;
}

/** The first line of the files of a project. */
const markers = new WeakMap<Project, { readonly text: string | undefined }>();

/** The first line of a file: projen looks for it through all that the project has, a few times for each file. */
function markerOf(file: FileBase): string | undefined {
  const known = markers.get(file.project) ?? { text: Reflect.get(FileBase.prototype, 'marker', file) as string | undefined };
  markers.set(file.project, known);
  return known.text;
}
