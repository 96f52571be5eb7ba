import { checkTypes } from './check-types';
import { PARAMETERS } from './signatures';
import { BuildCache } from '../build-cache';
import { GithubPackageImage } from '../github-package-image';
import { ImageBuilder } from '../image-builder';
import { ImageCheck } from '../image-check';
import { ImageDestination } from '../image-destination';
import { ImageMirror } from '../image-mirror';
import { ImageName } from '../image-name';
import { ImageSigning } from '../image-signing';
import { ImageSource } from '../image-source';
import { ImageTag } from '../image-tag';
import { ImageVerification } from '../image-verification';
import { ImageWorkflow } from '../image-workflow';
import { Platform } from '../platform';
import { RegistryCredentials } from '../registry-credentials';

type Callable = (...values: unknown[]) => unknown;
const CLASSES: Readonly<Record<string, { readonly prototype: object }>> = {
  BuildCache,
  GithubPackageImage,
  ImageBuilder,
  ImageCheck,
  ImageDestination,
  ImageMirror,
  ImageName,
  ImageSigning,
  ImageSource,
  ImageTag,
  ImageVerification,
  ImageWorkflow,
  Platform,
  RegistryCredentials,
};

// Once for all factories and methods: what they are given is looked at before they see it. Constructors do so themselves.
for (const callable of Object.keys(PARAMETERS).filter(name => name.includes('.'))) {
  const [owner, name] = callable.split('.');
  const holder = (name in CLASSES[owner] ? CLASSES[owner] : CLASSES[owner].prototype) as Record<string, Callable>;
  const method = holder[name];
  holder[name] = function (this: unknown, ...values) {
    checkTypes(callable, values);
    return method.apply(this, values);
  };
}
