import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron'
import type { WorkstationBridge } from '#shared/ipc/index.ts'

// Written in by the bundler from the channel contract, so that the contract's validators stay out of this script.
declare const __CHANNEL_NAMES__: readonly string[]
declare const __EVENT_NAMES__: readonly string[]

const channels = new Set(__CHANNEL_NAMES__)
const events = new Set(__EVENT_NAMES__)

const bridge: WorkstationBridge = {
  async invoke(channel, input) {
    if (!channels.has(channel)) throw new Error('The workstation has no such channel.')
    return ipcRenderer.invoke(channel, input)
  },
  on(event, listener) {
    if (!events.has(event)) throw new Error('The workstation has no such event.')
    // Electron's own event stays here: it leads back to the main process.
    const forward = (_event: IpcRendererEvent, payload: Parameters<typeof listener>[0]) => listener(payload)
    ipcRenderer.on(event, forward)
    return () => {
      ipcRenderer.removeListener(event, forward)
    }
  },
}

contextBridge.exposeInMainWorld('workstation', bridge)
