import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ChainLink, canonicalJson, linkEvent, linkHash, verifyChain } from '#electron/audit/chain.ts'

function chainOf(reasons: readonly string[]): ChainLink[] {
  const links: ChainLink[] = []
  for (const reason of reasons) {
    links.push(
      linkEvent(links.at(-1) ?? null, {
        id: 'id',
        occurredAt: '2026-11-22T09:00:00.000Z',
        deviceId: 'device',
        actorId: null,
        actorLogin: 'somebody',
        appVersion: '1',
        type: 'data',
        action: 'read',
        table: null,
        rowId: null,
        householdId: null,
        changes: null,
        reason,
      }),
    )
  }
  return links
}

const reasonsOf = fc.array(fc.string(), { minLength: 2, maxLength: 12 })

test('a chain as written holds', () => {
  fc.assert(
    fc.property(reasonsOf, (reasons) => {
      expect(verifyChain(chainOf(reasons))).toEqual({ ok: true, events: reasons.length, firstBroken: null })
    }),
  )
})

test('a changed, dropped, repeated, or rehashed event is named where it is', () => {
  fc.assert(
    fc.property(reasonsOf, fc.nat(), (reasons, seed) => {
      const links = chainOf(reasons)
      const place = seed % (links.length - 1)
      const link = links[place] as ChainLink
      const rewritten = link.payload.replace('somebody', 'nobody!!')
      const broken = [
        links.with(place, { ...link, payload: rewritten }),
        links.toSpliced(place, 1),
        links.toSpliced(place, 0, link),
        links.with(place, { ...link, payload: rewritten, hash: linkHash(link.previousHash, rewritten) }),
      ].map((chain) => verifyChain(chain).firstBroken?.sequence)
      // A rehashed event holds by itself; the one after it no longer follows.
      expect(broken).toEqual([place + 1, place + 1, place + 2, place + 2])
    }),
  )
})

test('one value has one text, whatever the order of its keys', () => {
  expect(canonicalJson({ b: [1, { d: null, c: 'ü' }], a: undefined, e: true })).toBe(
    '{"b":[1,{"c":"ü","d":null}],"e":true}',
  )
})
