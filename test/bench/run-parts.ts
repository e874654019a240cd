import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { say } from '#build/commands/processes.ts'
import type { BenchPart, PartResult } from './database/part.ts'

/** Runs the parts of an area, or the one that `--part` names; says what they found, and writes it to `--json`. */
export async function runParts(parts: Readonly<Record<string, BenchPart>>): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'string' }, part: { type: 'string' } } })
  const results: Record<string, PartResult> = {}
  for (const [name, measure] of Object.entries(parts)) {
    if (values.part !== undefined && values.part !== name) continue
    say(name)
    const result = await measure((line) => say(`  ${line}`))
    results[name] = result
    sayResult(result)
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`)
}

function sayResult({ figures, ratios, limits }: PartResult): void {
  for (const [name, figure] of Object.entries(figures))
    say(`  ${name.padEnd(60)} ${figure} ms  ${verdict(name, figure)}`)
  for (const [name, ratio] of Object.entries(ratios)) say(`  ${name.padEnd(60)} ${ratio}×  ${verdict(name, ratio)}`)

  function verdict(name: string, figure: number): string {
    const limit = limits[name]
    return limit === undefined ? '' : `at most ${limit}: ${figure <= limit ? 'met' : 'NOT MET'}`
  }
}
