import { parentPort, workerData } from 'node:worker_threads'
import { readPages } from './read-pages.ts'

/** A thread for one file: a file that is made to harm can stop nothing else, and is gone with the thread. */
export interface PageRequest {
  readonly content: Uint8Array
  readonly mediaType: string
}

const { content, mediaType } = workerData as PageRequest
parentPort?.postMessage(await readPages(content, mediaType))
