import { lineAt, type Problem, type Project } from './project.ts'

/** A home folder or a drive: true on one machine only. Ada is made up; tests write her paths. */
const MACHINE_PATHS = [
  /(?<![\w.$}/-])\/(?:home|Users)\/(?!\{|ada\/)[a-z][\w.-]*\/[\w.-]/g,
  /(?<![\w.$}/-])\/root\/[\w.-]+/g,
  /(?<![\w.$}/-])\/(?:work|workspace|private\/var\/folders)\/[\w.-]+/g,
  /\b[A-Z]:\\Users\\(?!ada\\)[a-z][\w.-]*\\/gi,
]

/** Lockfiles hold hashes, which look like anything. */
const EXEMPT = /(^|\/)package-lock\.json$/

/** Paths that exist on the machine of whoever wrote them. */
export function checkMachinePaths(project: Project): Problem[] {
  return findAll(project, MACHINE_PATHS, (found) => `${found} is a path of one machine`)
}

/**
 * Social security numbers that could be somebody's. Those of areas 000, 666 and 900–999 have never been given to
 * anyone (SSA, "Social Security Number Randomization"), nor group 00 or serial 0000; examples use them.
 */
export function checkSocialSecurityNumbers(project: Project): Problem[] {
  const real = /(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/g
  return findAll(
    project,
    [real],
    () => 'this could be somebody’s social security number; use area 000, 666, or 900–999',
  )
}

function findAll(project: Project, patterns: readonly RegExp[], describe: (found: string) => string): Problem[] {
  return project.files
    .filter((file) => !EXEMPT.test(file))
    .flatMap((file) => {
      const text = project.read(file)
      return patterns.flatMap((pattern) =>
        [...text.matchAll(pattern)].map(({ 0: found, index }) => ({
          file,
          line: lineAt(text, index),
          reason: describe(found),
        })),
      )
    })
}
