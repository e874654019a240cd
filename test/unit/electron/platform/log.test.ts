import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createFileLog } from '#electron/platform/log.ts'

test('a log that cannot be written stops nobody’s work', () => {
  const profile = mkdtempSync(join(tmpdir(), 'adviser-log-'))
  mkdirSync(join(profile, 'logs'))
  // Linux answers every write to it as a disk without room does.
  symlinkSync('/dev/full', join(profile, 'logs', 'workstation.log'))
  const log = createFileLog(profile)

  const write = () => {
    for (let n = 0; n < 50; n += 1) log.error('sync.failed', { code: 'disk_full', attempt: n })
  }

  expect(write).not.toThrow()
  rmSync(profile, { recursive: true })
})
