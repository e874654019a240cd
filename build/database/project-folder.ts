import { resolve } from 'node:path'

/** Where package.json lies. */
export const projectFolder = resolve(import.meta.dirname, '../..')
