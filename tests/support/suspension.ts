import { expect, onTestFinished } from 'vitest'
import type { Porchlight } from './porchlight'

/** Suspends a camera until the test ends, also one that fails: its second try finds the camera open. */
export async function suspendForTest({ operator }: Porchlight, camera: string, reason: string): Promise<void> {
  const path = `/v1/operator/cameras/${camera}/suspension`
  onTestFinished(async () => void (await operator('DELETE', path)))
  expect((await operator('POST', path, { reason })).ok).toBe(true)
}
