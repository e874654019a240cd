// npm run bench -- sync [--json FILE] [--part NAME]
// What keeping a laptop in step costs. Milliseconds belong to this machine; the ratios are what to compare.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { say } from '#build/commands/processes.ts'
import type { BenchPart, PartResult } from './database/part.ts'
import { measureDelta } from './sync/delta.ts'
import { measureEncryptedReads } from './sync/encrypted-reads.ts'
import { measureNothingNew } from './sync/nothing-new.ts'
import { measureRacingWriters } from './sync/racing-writers.ts'

const PARTS: Readonly<Record<string, BenchPart>> = {
  'nothing-new': measureNothingNew,
  delta: measureDelta,
  'encrypted-reads': measureEncryptedReads,
  'racing-writers': measureRacingWriters,
}

const { values } = parseArgs({ options: { json: { type: 'string' }, part: { type: 'string' } } })

function sayResult({ figures, ratios, limits }: PartResult): void {
  for (const [name, figure] of Object.entries(figures)) say(`  ${name.padEnd(60)} ${figure}  ${verdict(name, figure)}`)
  for (const [name, ratio] of Object.entries(ratios)) say(`  ${name.padEnd(60)} ${ratio}×  ${verdict(name, ratio)}`)

  function verdict(name: string, figure: number): string {
    const limit = limits[name]
    return limit === undefined ? '' : `at most ${limit}: ${figure <= limit ? 'met' : 'NOT MET'}`
  }
}

const results: Record<string, PartResult> = {}
for (const [name, measure] of Object.entries(PARTS)) {
  if (values.part !== undefined && values.part !== name) continue
  say(name)
  const result = await measure((line) => say(`  ${line}`))
  results[name] = result
  sayResult(result)
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`)
