import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startService, type TestService } from '../../../tests/support/operator'
import { asFiles, goodRows } from '../../../tests/support/operator-files'
import { storeKinds } from '../../../tests/support/stores'
import { Faults } from './faults'
import { Gaps, gapsOf } from './font'

describe('what the TV’s font lacks', () => {
  it.each([
    ['GB 2312', '东门一村（北）3-2-502', []],
    ['a rare character beyond the basic plane', '𠮷家', ['U+20BB7']],
    ['a character of the basic plane that GB 2312 has not', '龘龘', ['U+9F98']],
    ['a picture', '门🙂', ['U+1F642']],
    ['a line break', '东门\n北', []],
  ])('%s', (_what, label, points) => {
    expect(gapsOf('households.csv', { label }).map(({ code_point }) => code_point)).toEqual(points)
  })

  it('is looked for only where a television shows it', () => {
    expect(gapsOf('households.csv', { contact_name: '𠮷' })).toEqual([])
    expect(gapsOf('cameras.csv', { name: '𠮷', legal_basis: '𠮷' })).toHaveLength(1)
  })

  it('is told once for a character, with its rows, and of very many the rest is counted', () => {
    const faults = new Faults()
    const gaps = new Gaps(faults)
    for (let line = 2; line < 1002; line++) gaps.look('households.csv', line, { label: '𠮷' })
    expect(faults.warnings).toEqual([expect.objectContaining({ line: 2, character: '𠮷', rows: 1000 })])
    for (let n = 0; n < 1000; n++) gaps.look('groups.csv', n, { name: String.fromCodePoint(0x20000 + n) })
    expect(faults.warnings).toHaveLength(200)
    expect(faults.warningCount).toBe(1001)
  })
})

describe.each(storeKinds)('an import on %s with characters that the font lacks', (kind) => {
  let at: TestService
  beforeAll(async () => {
    at = await startService(kind)
  })
  afterAll(() => at.close())

  it.each(['?dry_run=true', ''])('goes through and says which, where%s', async (query) => {
    const rows = goodRows()
    rows['households.csv'][1]!.label = '𠮷家'
    rows['households.csv'][2]!.label = '𠮷家'
    const { 'duty.csv': _, ...others } = rows
    const { status, body } = await at.send(asFiles(others), query)
    expect(status).toBe(200)
    expect(body.warnings).toEqual([
      {
        ...{ file: 'households.csv', line: 3, column: 'label', character: '𠮷', code_point: 'U+20BB7', rows: 2 },
        message: expect.stringMatching(/"𠮷" \(U\+20BB7\).*2 rows have it/),
      },
    ])
  })

  it('and so does a single call', async () => {
    const put = await at.call('PUT', '/v1/operator/groups/m1', { body: { area: 'g1', name: '龘组' } })
    expect(put.body.warnings).toEqual([{ where: 'name', message: expect.stringContaining('U+9F98') }])
    expect(await at.call('GET', '/v1/operator/groups/m1')).toMatchObject({ body: { id: 'm1', name: '龘组' } })
    const plain = await at.call('PUT', '/v1/operator/groups/m1', { body: { area: 'g1', name: '一组' } })
    expect(plain.body).not.toHaveProperty('warnings')
  })
})
