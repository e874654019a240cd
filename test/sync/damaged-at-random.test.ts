import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mapCacheError } from '#electron/cache/errors.ts'
import { verifyLocalAudit } from '#electron/cache/local-audit.ts'
import { type CacheDatabase, openCache } from '#electron/cache/open-cache.ts'
import { salvage, setAside } from '#electron/cache/salvage.ts'
import { buildScene, type Content, type Damage, damage, readContent, type Scene } from '#test/support/damaged-book.ts'
import { LONG_TIMEOUT, readEffort } from '#test/support/effort.ts'
import { makeTemporaryFolder } from '#test/support/temporary-folder.ts'

const { long, seed } = readEffort()
const DAMAGES = long ? 2_000 : 40

/** What the workstation reads of a book; `problem` where it says that it cannot be read. */
function read(file: Scene['file']): { content: Content; problem: string | null } {
  let db: CacheDatabase | null = null
  try {
    db = openCache(file)
    const content = readContent(db)
    return { content, problem: Object.values(content).includes(null) ? 'cache_unreadable' : null }
  } catch (error) {
    return { content: {}, problem: mapCacheError(error).code }
  } finally {
    db?.close()
  }
}

type Unsent = { mutation_id: string; unit_id: string; patch: string; state: string; [name: string]: unknown }

const unsentOf = (db: CacheDatabase) => db.prepare('SELECT * FROM outbox ORDER BY sequence').all() as Unsent[]

/** Sets the book aside and takes over what can be read, as the workstation does. */
function recover(file: Scene['file']): { unsent: Unsent[]; trail: boolean } {
  const salvageFrom = setAside(file.path, 'x')
  const db = openCache(file)
  try {
    salvage(db, { ...file, path: salvageFrom })
    return { unsent: unsentOf(db), trail: verifyLocalAudit(db).ok }
  } finally {
    db.close()
  }
}

interface Place {
  readonly scene: Scene
  readonly folder: string
  readonly unsent: readonly Unsent[]
}

function arrange(scene: Scene): Place {
  const folder = makeTemporaryFolder()
  const { file } = damage(scene, folder, { file: 'log', kind: 'bit', at: 0, other: 0 })
  const whole = damage(scene, folder, { file: 'book', kind: 'swap', at: 0, other: 0 })
  expect(whole.pages.size).toBe(0)
  const db = openCache(file)
  const unsent = unsentOf(db)
  db.close()
  return { scene, folder, unsent }
}

/** Everything that is not as it must be after a damage. */
function findWrong({ scene, folder, unsent }: Place, given: Damage): string[] {
  const { file, pages, isShorter, isNameless, words } = damage(scene, folder, given)
  try {
    const { content, problem } = read(file)
    const states = isShorter ? scene.states : scene.states.slice(-1)
    const isTrue = states.some((state) =>
      Object.entries(content).every(([name, rows]) => rows === null || rows === state[name]),
    )
    const wrong = isTrue ? [] : ['what is read is not what was written']
    if (problem === null) return wrong.map((text) => `${words}: ${text}`)
    if (problem !== 'cache_unreadable') wrong.push(`the workstation says ${problem}`)
    const isIntact = !isShorter && ![...pages].some((page) => scene.ownPages.has(page))
    wrong.push(...judgeRecovered(recover(file), unsent, isIntact, isNameless))
    return wrong.map((text) => `${words}: ${text}`)
  } finally {
    for (const part of ['', '-wal', '-shm', '-journal']) {
      for (const name of [file.path, `${file.path}.unreadable-x`]) rmSync(name + part, { force: true })
    }
  }
}

function judgeRecovered(
  { unsent: kept, trail }: { unsent: readonly Unsent[]; trail: boolean },
  unsent: readonly Unsent[],
  isIntact: boolean,
  mayWait: boolean,
): string[] {
  const wrong = trail ? [] : ['the trail that was taken over is broken']
  // Where nobody can say whether a part is missing, a person is asked.
  const asTyped = (changes: readonly Unsent[]) =>
    JSON.stringify(changes.map((change) => (mayWait ? { ...change, state: '', reason: '' } : change)))
  if (isIntact && asTyped(kept) !== asTyped(unsent)) {
    wrong.push(`of ${unsent.length} unsent changes on whole pages ${kept.length} are kept`)
  }
  const byId = new Map(unsent.map((change) => [change.mutation_id, change]))
  for (const change of kept) {
    if (byId.get(change.mutation_id)?.patch !== change.patch) wrong.push('an unsent change is another')
    const whole = unsent.filter(({ unit_id }) => unit_id === change.unit_id).length
    const here = kept.filter(({ unit_id }) => unit_id === change.unit_id).length
    if (here < whole && change.state === 'waiting') wrong.push('a part of a unit would be sent')
  }
  return [...new Set(wrong)]
}

/** Without a leaning to the ends, which fast-check has by itself. */
const anyShare = fc.noBias(fc.nat(999_999)).map((millionths) => millionths / 1_000_000)

const anyDamage: fc.Arbitrary<Damage> = fc.record({
  file: fc.constantFrom('book', 'log'),
  kind: fc.constantFrom('bit', 'swap', 'tail', 'zero page', 'zero head'),
  at: anyShare,
  other: anyShare,
})

test.each([
  { cipher: 'aegis256', killed: false },
  { cipher: 'aegis256', killed: true },
  { cipher: 'sqlcipher4', killed: true },
] as const)(
  'whatever is damaged of a book ($cipher, killed: $killed), no altered row is read and unsent work on whole pages is kept',
  ({ cipher, killed }) => {
    const place = arrange(buildScene(makeTemporaryFolder(), { cipher, killed }))

    const found = fc.check(
      fc.property(anyDamage, (given) => {
        const wrong = findWrong(place, given)
        if (wrong.length > 0) throw new Error(wrong.join('\n'))
      }),
      { numRuns: DAMAGES, seed },
    )

    const { counterexample, errorInstance } = found
    expect({ counterexample, wrong: (errorInstance as Error | null)?.message ?? null }).toEqual({
      counterexample: null,
      wrong: null,
    })
  },
  LONG_TIMEOUT,
)
