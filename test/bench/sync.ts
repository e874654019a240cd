// npm run bench -- sync [--json FILE] [--part NAME]
// How fast the book on the laptop answers. Milliseconds belong to this machine; the ratios are what to compare.
import { runParts } from './run-parts.ts'
import { measureSearch } from './sync/search.ts'

await runParts({ search: measureSearch })
