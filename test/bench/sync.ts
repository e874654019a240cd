// npm run bench -- sync [--json FILE] [--part NAME]
// What a sync costs whom. Milliseconds belong to this machine; the ratios are what to compare.
import { runParts } from './run-parts.ts'
import { measureMainThread } from './sync/main-thread.ts'

await runParts({
  'main-thread': measureMainThread,
})
