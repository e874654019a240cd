import { errorMessages } from '#shared/ipc/errors.ts'
import type { WorkstationBridge } from '#shared/ipc/index.ts'
import { makeAnswers } from './fake-answers.ts'
import { FakeProblem, Story } from './story.ts'

/** A book in memory that answers like the main process; `scene` says in which state the story starts. */
export function createFakeBridge(scene: string): WorkstationBridge {
  const story = new Story(scene)
  const answers = makeAnswers(story)

  return {
    async invoke(channel, input) {
      await new Promise((resolve) => setTimeout(resolve, 4))
      try {
        return { ok: true, value: structuredClone((answers[channel] as (input: unknown) => never)(input)) }
      } catch (error) {
        const code = error instanceof FakeProblem ? error.code : 'internal'
        return { ok: false, code, message: errorMessages[code] }
      }
    },
    on(event, listener) {
      const set = story.listeners.get(event) ?? new Set()
      story.listeners.set(event, set.add(listener as (payload: never) => void))
      return () => set.delete(listener as (payload: never) => void)
    },
  }
}
