import { findImports, type Import } from './imports.ts'
import type { Problem, Project } from './project.ts'

interface Layer {
  /** The folder it is; a file belongs to the first layer that fits. */
  readonly folder: string
  /** Folders it may import from, besides itself. */
  readonly mayImport: readonly string[]
}

/** Arrows run `schema → records → domain → ipc → { electron, renderer }`. */
const LAYERS: readonly Layer[] = [
  { folder: 'shared/schema/', mayImport: [] },
  { folder: 'shared/records/', mayImport: ['shared/schema/'] },
  // The rules speak of what the channels carry (`#shared/ipc` has its shapes), and the channels of the rules.
  { folder: 'shared/domain/', mayImport: ['shared/schema/', 'shared/records/'] },
  { folder: 'shared/ipc/', mayImport: ['shared/schema/', 'shared/records/', 'shared/domain/'] },
  { folder: 'shared/', mayImport: [] },
  { folder: 'electron/preload/', mayImport: ['shared/'] },
  // The command line for IT runs the migrations that this release carries.
  { folder: 'electron/admin/', mayImport: ['electron/', 'shared/', 'build/migrations/'] },
  { folder: 'electron/', mayImport: ['shared/'] },
  { folder: 'renderer/ui/', mayImport: ['shared/'] },
  { folder: 'renderer/data/', mayImport: ['renderer/ui/', 'shared/'] },
  { folder: 'renderer/', mayImport: ['shared/'] },
  // A migration is history: what it imports of the product would change under it.
  { folder: 'migrations/', mayImport: [] },
  {
    folder: 'build/',
    mayImport: ['shared/', 'electron/', 'renderer/', 'migrations/', 'test/support/', 'package.json'],
  },
  { folder: 'test/', mayImport: ['shared/', 'electron/', 'renderer/', 'migrations/', 'build/', 'package.json'] },
]

/** A feature is a folder or a file below features/; `features/index.ts` puts them together. */
const FEATURE = /^((?:electron|renderer)\/features)\/(?!index\.)([^/.]+)/

/** Imports that go against the arrows, and features that know each other. */
export function checkLayers(project: Project): Problem[] {
  return findImports(project).flatMap((found) => [...checkArrow(found), ...checkFeature(found), ...checkNode(found)])
}

function checkArrow({ file, line, path, specifier }: Import): Problem[] {
  const layer = LAYERS.find(({ folder }) => file.startsWith(folder))
  if (layer === undefined || path === null) return []
  if ([layer.folder, ...layer.mayImport].some((folder) => path.startsWith(folder))) return []
  const allowed = layer.mayImport.length === 0 ? 'only itself' : `itself and ${layer.mayImport.join(', ')}`
  return [{ file, line, reason: `${specifier} is out of bounds: ${layer.folder} may import ${allowed}` }]
}

function checkFeature({ file, line, path, specifier }: Import): Problem[] {
  const [, side, own] = FEATURE.exec(file) ?? []
  const [, otherSide, other] = FEATURE.exec(path ?? '') ?? []
  if (side === undefined || side !== otherSide || own === other) return []
  const reason = `${specifier}: a feature never imports another; what they share belongs in shared/domain or renderer/ui`
  return [{ file, line, reason }]
}

function checkNode({ file, line, specifier }: Import): Problem[] {
  if (!specifier.startsWith('node:') || !/^(shared|renderer|electron\/preload)\//.test(file)) return []
  return [{ file, line, reason: `${specifier}: this runs where there is no Node` }]
}
