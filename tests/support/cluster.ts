import { type Api, buildApi, startApi } from '../faults/town'
import { type Edge, startEdge } from './nginx'
import { freePorts } from './ports'
import { type Pair, startPair } from './standby'
import { addCamera, type FakeOrigin, fakeOrigin } from './watching'

/** All of a city's service on one machine: nginx, two processes of the API, PostgreSQL and its standby, a camera's origin. */
export interface Cluster {
  /** where boxes reach it */
  url: string
  edge: Edge
  apis: readonly [Api, Api]
  database: Pair
  origin: FakeOrigin
  stop(): Promise<void>
}

export const operatorKey = 'a-root-key-for-tests-0123456789abcdef'

/** @param fill puts the neighbourhood into the database, whose tables are there, before the processes start */
export async function startCluster(
  nginx: string,
  fill: (databaseUrl: string, cameras: string) => Promise<void>,
  settings: Record<string, string> = {},
): Promise<Cluster> {
  const [database, built, origin] = await Promise.all([startPair(), buildApi(), fakeOrigin()])
  addCamera(origin, 'cam3')
  await fill(database.url, origin.url)
  const address = { databaseUrl: database.url, dataDir: '' }
  const more = { TRUSTED_PROXIES: '127.0.0.1', CAMERA_ORIGINS: origin.url, ...settings }
  const apis = await Promise.all([startApi(address, more, built), startApi(address, more, built)])
  const [port = 0] = await freePorts(1)
  // TLS is not what is tried here.
  const plain = (text: string) =>
    text.replace('listen 443 ssl http2;', `listen 127.0.0.1:${port};`).replaceAll(/^ *ssl_.*\n/gm, '')
  const edge = await startEdge(
    nginx,
    apis.map(({ url }) => new URL(url).host),
    plain,
  )
  return {
    url: `http://127.0.0.1:${port}`,
    edge,
    apis,
    database,
    origin,
    async stop() {
      await edge.stop()
      await Promise.all(apis.map((api) => api.stop()))
      await origin.close()
      await database.stop()
      built.remove()
    },
  }
}
