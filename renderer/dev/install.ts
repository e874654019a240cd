import { createFakeBridge } from './fake-bridge.ts'

/** `?scene=…` in the address, or what a test put on the window, chooses where the story starts. */
const scene = new URLSearchParams(window.location.search).get('scene') ?? Reflect.get(window, 'scene') ?? 'open'

Object.assign(window, { workstation: createFakeBridge(String(scene)) })
