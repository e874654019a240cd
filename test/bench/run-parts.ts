import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { say } from '#build/commands/processes.ts'
import type { BenchPart, PartResult } from './part.ts'

/** Measures the parts of an area, or the one that `--part NAME` names; `--json FILE` keeps the figures. */
export async function runParts(parts: Readonly<Record<string, BenchPart>>): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'string' }, part: { type: 'string' } } })
  if (values.part !== undefined && parts[values.part] === undefined) {
    throw new Error(`there is no part ${values.part}; there are ${Object.keys(parts).join(', ')}`)
  }
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
  for (const [name, figure] of Object.entries(figures)) {
    // A name may end with a unit in brackets.
    const unit = name.endsWith(')') ? '' : ' ms'
    say(`  ${name.padEnd(60)} ${figure}${unit}  ${verdict(name, figure)}`)
  }
  for (const [name, ratio] of Object.entries(ratios)) say(`  ${name.padEnd(60)} ${ratio}×  ${verdict(name, ratio)}`)

  function verdict(name: string, figure: number): string {
    const limit = limits[name]
    return limit === undefined ? '' : `at most ${limit}: ${figure <= limit ? 'met' : 'NOT MET'}`
  }
}
