// npm run bench -- sync [--json FILE] [--part NAME]
// How fast a laptop syncs, and what that costs whom. Milliseconds belong to this machine; the ratios are what to compare.
import { runParts } from './run-parts.ts'
import { measureFirstSync } from './sync/first-sync.ts'
import { measureMainThread } from './sync/main-thread.ts'

await runParts({
  'first-sync': measureFirstSync,
  'main-thread': measureMainThread,
})
