import { relative, resolve } from 'node:path'
import { projectFolder } from '#build/database/project-folder.ts'
import { type Project, projectFacts, projectNames } from '#build/test/projects.ts'

export interface Run {
  readonly project: Project
  /** Files or folders of the project; all of it when empty. */
  readonly paths: readonly string[]
}

/**
 * What was asked for as runs: names of projects, names of folders below test/, and paths below test/. A folder, and
 * what is in it, is run by every project that has it. No argument means everything.
 * @throws Error for an argument that is none of these.
 */
export function planRuns(parameters: readonly string[]): Run[] {
  if (parameters.length === 0) return projectNames.map((project) => ({ project, paths: [] }))
  const unknown = parameters.find((parameter) => !projectNames.some((project) => isFor(project, parameter)))
  if (unknown !== undefined) throw new Error(`${unknown} is neither ${projectNames.join(', ')}, nor a path below test/`)
  return projectNames
    .map((project) => ({ project, asked: parameters.filter((parameter) => isFor(project, parameter)) }))
    .filter(({ asked }) => asked.length > 0)
    .map(({ project, asked }) => ({ project, paths: asked.some((name) => isWhole(project, name)) ? [] : asked }))
}

function isWhole(project: Project, parameter: string): boolean {
  return parameter === project || parameter === projectFacts(project).folder
}

function isFor(project: Project, parameter: string): boolean {
  if (isWhole(project, parameter)) return true
  const { folder, exclude = [] } = projectFacts(project)
  const path = relative(projectFolder, resolve(parameter)).replaceAll('\\', '/')
  return `${path}/`.startsWith(`test/${folder}/`) && !exclude.includes(path)
}
