import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { openKeychainSession } from '#build/commands/keychain-session.ts'
import type { BenchPart, PartResult } from '../part.ts'

/**
 * The screens over the whole workstation in a real Chromium: how the list of 100,000 households scrolls, beside a page of
 * nothing but a long box, and how long a household takes to open in a book of 1,000. In a process of its own, since
 * the workstation wants a keychain.
 */
export const measureInChromium: BenchPart = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'adviser-bench-'))
  const session = openKeychainSession()
  const report = join(folder, 'report.json')
  const script = fileURLToPath(new URL('./in-chromium-process.ts', import.meta.url))
  const [command = process.execPath, ...parameters] = [...session.prefix, process.execPath, script, report]
  try {
    const environment = { ...process.env, ...session.environment }
    const { status } = spawnSync(command, parameters, { stdio: 'inherit', env: environment })
    if (status !== 0) throw new Error(`the measurement in Chromium ended with ${status}`)
    return JSON.parse(readFileSync(report, 'utf8')) as PartResult
  } finally {
    session.end()
    rmSync(folder, { recursive: true })
  }
}
