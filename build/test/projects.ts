interface ProjectFacts {
  /** The folder below test/ whose files it runs. */
  readonly folder: string
  /** Files of the folder that are about something else than what this project runs on. */
  readonly exclude?: readonly string[]
}

/** The projects of tests, in the order they run: quick ones first. */
export const projects = {
  unit: { folder: 'unit' },
  /** On the PostgreSQL of the development database. */
  database: { folder: 'database' },
  /** The same on the oldest PostgreSQL that a firm may have. */
  'database-15': {
    folder: 'database',
    // How a folder of the development database is kept, which is never PostgreSQL 15.
    exclude: ['test/database/build/start-database.test.ts'],
  },
  sync: { folder: 'sync' },
  desktop: { folder: 'desktop' },
  e2e: { folder: 'e2e' },
} as const satisfies Record<string, ProjectFacts>

export type Project = keyof typeof projects

export const projectNames = Object.keys(projects) as Project[]

/** What is known of a project, whether or not all of it is given. */
export function projectFacts(project: Project): ProjectFacts {
  return projects[project]
}
