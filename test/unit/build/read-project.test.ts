import { expect, test } from 'vitest'
import { readProject } from '#build/checks/project.ts'
import { projectFolder } from '#build/database/project-folder.ts'

test('the project is what git tracks or would: no packages, no build results', () => {
  const project = readProject(projectFolder)
  const foreign = project.files.filter((file) => /^(node_modules|dist|\.data|artifacts)\//.test(file))

  expect({
    foreign,
    hasItself: project.files.includes('test/unit/build/read-project.test.ts'),
    readsItself: project.read('package.json').startsWith('{\n  "name": "adviser-workstation"'),
    missing: project.read('there-is-no-such-file.ts'),
  }).toEqual({ foreign: [], hasItself: true, readsItself: true, missing: '' })
})
