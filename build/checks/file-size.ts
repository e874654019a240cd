import { codeFiles, type Problem, type Project } from './project.ts'

const LONGEST = 300
const EXEMPT = /^(test|migrations)\//

/** Files nobody wants to read to the end. How long a function may be is Biome's to say. */
export function checkFileSize(project: Project): Problem[] {
  return codeFiles(project)
    .filter((file) => !EXEMPT.test(file))
    .map((file) => ({ file, lines: project.read(file).trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > LONGEST)
    .map(({ file, lines }) => ({ file, line: LONGEST + 1, reason: `${lines} lines; divide it below ${LONGEST + 1}` }))
}
