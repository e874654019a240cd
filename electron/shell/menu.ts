import { app, Menu, type MenuItemConstructorOptions } from 'electron'
import type { WorkstationEvents } from '#shared/ipc/index.ts'

type ShellCommand = WorkstationEvents['shell.command']['command']

/** The application menu. What belongs to the renderer is sent there; the rest is the system's own. */
export function installMenu(send: (command: ShellCommand) => void): void {
  const item = (command: ShellCommand, label: string, accelerator: string): MenuItemConstructorOptions => ({
    id: command,
    label,
    accelerator,
    click: () => send(command),
  })
  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        item('palette', '&Go to…', 'CmdOrCtrl+K'),
        item('sync', 'Sync &now', 'CmdOrCtrl+Shift+S'),
        item('settings', 'S&ettings…', 'CmdOrCtrl+,'),
        { type: 'separator' },
        { role: process.platform === 'darwin' ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
      ],
    },
    { role: 'windowMenu' },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
