import { expect, test } from 'vitest'
import { findMissing } from '#build/commands/system-packages.ts'

test('a package that was removed but left its settings is missing', () => {
  const status = `Package: xvfb
Status: install ok installed
Priority: optional

Package: sqlcipher
Status: deinstall ok config-files
`

  expect(findMissing(['xvfb', 'sqlcipher', 'dbus'], status)).toEqual(['sqlcipher', 'dbus'])
})
