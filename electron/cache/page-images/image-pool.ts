import { IMAGE_BYTES, type ImageMemory } from './image-pages.ts'

/** Memory for images, used again and again: new memory has to be cleared first, which takes as long as to fill it. */
export interface ImagePool {
  /** @returns `IMAGE_BYTES`, with whatever they held before. */
  take(): ImageMemory
  /** The image was read, or is not wanted. */
  giveBack(image: ImageMemory): void
}

export function createImagePool(): ImagePool {
  const free: SharedArrayBuffer[] = []
  return {
    take: () => new Uint8Array(free.pop() ?? new SharedArrayBuffer(IMAGE_BYTES)),
    giveBack: ({ buffer }) => void free.push(buffer),
  }
}
