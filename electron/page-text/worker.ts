import { parentPort, workerData } from 'node:worker_threads'
import { readPages, type TextLimits } from './read-pages.ts'

/** A thread for one file: a file that is made to harm can stop nothing else, and is gone with the thread. */
export interface PageRequest {
  readonly content: Uint8Array
  readonly mediaType: string
  readonly limits: TextLimits
}

const { content, mediaType, limits } = workerData as PageRequest
parentPort?.postMessage(await readPages(content, mediaType, limits))
