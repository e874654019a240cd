// npm run bench -- sync [--json FILE] [--part NAME]
// How fast a laptop syncs. Milliseconds belong to this machine; the ratios are what to compare.
import { runParts } from './database/run-parts.ts'
import { measureFirstSync } from './sync/first-sync.ts'

await runParts({ 'first-sync': measureFirstSync })
