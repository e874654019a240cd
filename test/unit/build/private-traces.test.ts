import { expect, test } from 'vitest'
import { checkMachinePaths, checkSocialSecurityNumbers } from '#build/checks/private-traces.ts'
import { createMemoryProject } from '#build/checks/project.ts'

// Put together from parts, so that this file passes the checks it tests.
const join = (...parts: string[]) => parts.join('')

test('paths of one machine are found on every system', () => {
  const found = checkMachinePaths(
    createMemoryProject({
      'a.ts': join('const a = "/ho', 'me/grace/project/a.ts"'),
      'b.md': join('\nlook in /Us', 'ers/grace/Desktop'),
      'c.json': join('{"c": "C:\\\\Us', 'ers\\\\grace\\\\c"}').replaceAll('\\\\', '\\'),
      'd.sh': join('cd /ro', 'ot/project'),
      'e.ts': join('"/wo', 'rk/main"'),
    }),
  )

  expect(found.map(({ file, line }) => `${file}:${line}`)).toEqual(['a.ts:1', 'b.md:2', 'c.json:1', 'd.sh:1', 'e.ts:1'])
})

test('paths that are the same everywhere are fine', () => {
  const text = '/usr/bin/chromium /etc/adviser/policy.json https://example.org/home/start /home/ada/x'

  expect(checkMachinePaths(createMemoryProject({ 'a.ts': text }))).toEqual([])
})

test('a social security number that could be real is found, and one that cannot is fine', () => {
  const found = checkSocialSecurityNumbers(
    createMemoryProject({
      'a.ts': join("ssn: '123-4", "5-6789'"),
      'b.ts': "'000-12-3456' '666-12-3456' '987-65-4321' '2024-12-3456-9' '123-00-4567' '123-45-0000'",
    }),
  )

  expect(found.map(({ file, line }) => `${file}:${line}`)).toEqual(['a.ts:1'])
})
