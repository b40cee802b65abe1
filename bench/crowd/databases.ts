import pg from 'pg'

/** A database of a name of its own in a PostgreSQL. */
export async function newDatabase(root: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: root })
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  return Object.assign(new URL(root), { pathname: `/${name}` }).href
}
