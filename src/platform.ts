import { CONTEXTS, checkText } from './private/expression';
import { refusal } from './private/refusal';

/** What a job must know of a platform. */
interface BoundPlatform {
  /** As docker spells it, `linux/arm64`. */
  readonly name: string;
  /** The labels of the runner that it is built on; undefined where that is ours to choose. */
  readonly runner?: readonly string[];
  readonly emulated: boolean;
}

/**
 * A platform that an image is built for, and where. Platforms on the same runner share one job and one build.
 *
 * amd64 and 386 are built on GitHub's `ubuntu-24.04`, arm64 on its `ubuntu-24.04-arm`, and all others are emulated on the former.
 *
 * @see https://docs.docker.com/build/building/multi-platform/
 */
export class Platform {
  /** 64-bit Intel and AMD. */
  public static readonly LINUX_AMD64 = new Platform({ name: 'linux/amd64', emulated: false });
  /** 64-bit Arm. */
  public static readonly LINUX_ARM64 = new Platform({ name: 'linux/arm64', emulated: false });
  /** 32-bit Arm with hardware floating point, such as the Raspberry Pi 2 and later. */
  public static readonly LINUX_ARM_V7 = new Platform({ name: 'linux/arm/v7', emulated: false });
  /** The oldest 32-bit Arm, such as the Raspberry Pi 1 and Zero. */
  public static readonly LINUX_ARM_V6 = new Platform({ name: 'linux/arm/v6', emulated: false });
  /** 32-bit Intel and AMD. */
  public static readonly LINUX_386 = new Platform({ name: 'linux/386', emulated: false });
  /** 64-bit PowerPC, little-endian. */
  public static readonly LINUX_PPC64LE = new Platform({ name: 'linux/ppc64le', emulated: false });
  /** IBM Z. */
  public static readonly LINUX_S390X = new Platform({ name: 'linux/s390x', emulated: false });
  /** 64-bit RISC-V. */
  public static readonly LINUX_RISCV64 = new Platform({ name: 'linux/riscv64', emulated: false });

  /**
   * Any other platform, `os/architecture` or `os/architecture/variant`, as docker spells it.
   * @throws if the text has not that form
   */
  public static of(text: string): Platform {
    if (!/^[a-z][a-z0-9]*\/[a-z0-9_]+(\/[a-z0-9.]+)?$/.test(text)) {
      throw refusal('Platform', text, 'a platform is "os/architecture" or "os/architecture/variant" in lower case. Try "linux/arm/v7".');
    }
    return new Platform({ name: text, emulated: false });
  }

  private constructor(private readonly bound: BoundPlatform) {}

  /**
   * The same platform, built natively on a runner with these labels.
   * @throws if there is no label
   */
  public onRunner(...labels: string[]): Platform {
    if (labels.length === 0 || labels.some(label => label.trim() === '')) {
      throw refusal('Platform.onRunner', JSON.stringify(labels), 'a runner has at least one label, and none is empty. Name them: onRunner("self-hosted", "arm64").');
    }
    labels.forEach(label => checkText('Platform.onRunner', label, CONTEXTS.job));
    return new Platform({ ...this.bound, runner: labels, emulated: false });
  }

  /** The same platform, emulated with QEMU on the runner of amd64: many times slower, but on a runner that is there anyway. */
  public emulated(): Platform {
    return new Platform({ name: this.bound.name, emulated: true });
  }

  /** @internal */
  public _bind(): BoundPlatform {
    return this.bound;
  }
}
