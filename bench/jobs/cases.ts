import type { Shape } from './images';

/** An image that is copied, and how often. */
export interface Case {
  readonly name: string;
  readonly image: string;
  readonly platforms: string;
  readonly shape: Shape;
  readonly rounds: number;
}

const MEGABYTE = 1_000_000;
const SMALL = { layers: 3, bytesOfLayer: 1.5 * MEGABYTE };
/** Of several platforms, all together are large. */
const LARGE = { layers: 4, bytesOfLayer: 130 * MEGABYTE };
const LARGE_TOGETHER = { layers: 4, bytesOfLayer: 44 * MEGABYTE };
const ONE = ['amd64'];
const SEVERAL = ['amd64', 'arm64', 'riscv64'];

/** A small and a large image, each of one platform and of three. */
export const CASES: readonly Case[] = [
  { name: 'small-one', image: 'small', platforms: '1', shape: { ...SMALL, architectures: ONE }, rounds: 5 },
  { name: 'small-several', image: 'small', platforms: '3', shape: { ...SMALL, architectures: SEVERAL }, rounds: 5 },
  { name: 'large-one', image: 'large', platforms: '1', shape: { ...LARGE, architectures: ONE }, rounds: 3 },
  { name: 'large-several', image: 'large', platforms: '3', shape: { ...LARGE_TOGETHER, architectures: SEVERAL }, rounds: 3 },
];
