import type pg from 'pg'

/** What a test wants to know of a plan that was carried out. */
export interface Plan {
  /** Tables read from end to end, such as `persons`. */
  readonly sequential: readonly string[]
  /** Indexes used, in alphabetical order. */
  readonly indexes: readonly string[]
  /** Pages touched, in memory or not: exact, and the same on every machine. */
  readonly pages: number
  /** Rows that came out. */
  readonly rows: number
  readonly milliseconds: number
}

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Shared Hit Blocks': number
  readonly 'Shared Read Blocks': number
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Actual Total Time': number
  readonly Plans?: readonly PlanNode[]
}

/** Runs a query under EXPLAIN. A node that the answer never needed counts as not read. */
export async function explain(client: pg.Client, sql: string, values: readonly unknown[] = []): Promise<Plan> {
  const { rows } = await client.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`, [...values])
  const root = rows[0]?.['QUERY PLAN'][0].Plan as PlanNode
  const nodes = flatten(root).filter((node) => node['Actual Loops'] > 0)
  return {
    sequential: namesOf(nodes, (node) => (node['Node Type'] === 'Seq Scan' ? node['Relation Name'] : undefined)),
    indexes: namesOf(nodes, (node) => node['Index Name']),
    pages: root['Shared Hit Blocks'] + root['Shared Read Blocks'],
    rows: root['Actual Rows'] * root['Actual Loops'],
    milliseconds: root['Actual Total Time'],
  }
}

function flatten(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)]
}

function namesOf(nodes: readonly PlanNode[], nameOf: (node: PlanNode) => string | undefined): string[] {
  return [...new Set(nodes.map(nameOf).filter((name) => name !== undefined))].sort()
}
