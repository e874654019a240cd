// npm run bench -- sync [--json FILE] [--part NAME]
// How fast a laptop syncs, and what that costs whom. Milliseconds belong to this machine; the ratios are what to compare.
import { runParts } from './run-parts.ts'
import { measureDelta } from './sync/delta.ts'
import { measureEncryptedReads } from './sync/encrypted-reads.ts'
import { measureFirstSync } from './sync/first-sync.ts'
import { measureMainThread } from './sync/main-thread.ts'
import { measureNothingNew } from './sync/nothing-new.ts'
import { measureRacingWriters } from './sync/racing-writers.ts'
import { measureSearch } from './sync/search.ts'

await runParts({
  'first-sync': measureFirstSync,
  'main-thread': measureMainThread,
  'nothing-new': measureNothingNew,
  delta: measureDelta,
  'encrypted-reads': measureEncryptedReads,
  search: measureSearch,
  'racing-writers': measureRacingWriters,
})
