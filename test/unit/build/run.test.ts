import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { projectFolder } from '#build/database/project-folder.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'adviser-run-'))
  mkdirSync(join(folder, 'build/commands'), { recursive: true })
  mkdirSync(join(folder, 'node_modules'))
  copyFileSync(join(projectFolder, 'build/run.mjs'), join(folder, 'build/run.mjs'))
  writeFileSync(join(folder, 'build/commands/check.ts'), 'process.stdout.write("checked " + process.argv.slice(2))')
})

afterEach(() => rmSync(folder, { recursive: true }))

function writeLocks(wanted: string, installed: string): void {
  const lock = (version: string) => JSON.stringify({ packages: { '': {}, 'node_modules/a': { version } } })
  writeFileSync(join(folder, 'package-lock.json'), lock(wanted))
  writeFileSync(join(folder, 'node_modules/.package-lock.json'), lock(installed))
}

function run(...parameters: string[]) {
  // An npm that only says that it was called.
  writeFileSync(join(folder, 'npm'), '#!/bin/sh\necho "npm $*"\n', { mode: 0o755 })
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` }
  const { stdout, stderr, status } = spawnSync(process.execPath, ['build/run.mjs', ...parameters], { cwd: folder, env })
  return { status, output: `${stdout}${stderr}` }
}

test('what is installed already is not installed again, and the arguments are passed on', () => {
  writeLocks('1.0.0', '1.0.0')

  expect(run('check', '--all', 'x')).toEqual({ status: 0, output: 'checked --all,x' })
})

test('another version in package-lock.json is installed, once', () => {
  writeLocks('1.1.0', '1.0.0')
  const first = run('check')
  const second = run('check')

  expect([first, second]).toEqual([
    {
      status: 0,
      output:
        'Installing the packages that package-lock.json names (npm ci) ...\n' +
        'npm ci --no-progress --loglevel=error\nchecked ',
    },
    { status: 0, output: 'checked ' },
  ])
})

test('help needs nothing, and a command that does not exist is refused with the list', () => {
  const help = run('--help')
  const unknown = run('chekc')

  expect({
    help: [help.status, help.output.includes('npm run check')],
    unknown: [unknown.status, unknown.output.startsWith('there is no command chekc\n')],
  }).toEqual({ help: [0, true], unknown: [1, true] })
})
