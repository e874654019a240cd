import { lineAt, type Problem, type Project } from './project.ts'

/** The papers of the project; each must be there. */
const PAPERS = ['README.md', 'ARCHITECTURE.md', 'DECISIONS.md', 'SECURITY.md', 'migrations/README.md']

/** What an installation or a run makes, which no clone has. */
const MADE_LATER = /^(node_modules|dist|artifacts|\.data)(\/|$)/

/** Every path a paper names in backticks exists. */
export function checkPapers(project: Project): Problem[] {
  return PAPERS.flatMap((paper) => {
    if (!project.exists(paper)) return [{ file: paper, line: 1, reason: 'this paper is missing' }]
    const text = project.read(paper)
    return [...text.matchAll(/`([^`\n]+)`/g)]
      .filter(([, quoted = '']) => isPath(quoted, project) && !isThere(quoted, project))
      .map(({ 1: quoted, index }) => ({ file: paper, line: lineAt(text, index), reason: `${quoted} does not exist` }))
  })
}

/** `build/run.mjs`, `electron/cache/`, `package.json`; neither `a/b` of other things, nor commands or patterns. */
function isPath(quoted: string, project: Project): boolean {
  if (!/^\.?[\w@.-]+(\/[\w@.-]+)*\/?$/.test(quoted) || MADE_LATER.test(quoted)) return false
  const [first = ''] = quoted.split('/')
  if (quoted.includes('/')) return project.files.some((file) => file.startsWith(`${first}/`))
  return /^[\w-]+\.(md|json|ts|tsx|mjs|sql)$/.test(quoted)
}

/** A file's bare name is enough where it is plain which one is meant. */
function isThere(quoted: string, project: Project): boolean {
  const path = quoted.replace(/\/$/, '')
  return project.exists(path) || (!path.includes('/') && project.files.some((file) => file.endsWith(`/${path}`)))
}
