import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { kinds } from '../contract/cameras'
import { demoBoxes, demoDesks, demoFiles, type FileName, fileNames } from './neighbourhood'

const now = Date.UTC(2026, 10, 23, 14)
const files = demoFiles('http://127.0.0.1:8800', now)
const rows = Object.fromEntries(fileNames.map((name) => [name, parse(files[name], { columns: true })])) as Record<
  FileName,
  Record<string, string>[]
>
const ids = (name: FileName, column = 'id') => rows[name].map((row) => row[column] ?? '')

describe('the demo neighbourhood', () => {
  it('has the columns of the contract', () => {
    expect(Object.values(files).map((file) => file.split('\r\n')[0])).toEqual([
      'id,parent,level,name',
      'id,number,name,area,kind,hls_url,hls_url_low,published,resident_clarity,legal_basis,approved_by,approved_until,mask_attested_by,owner,contact,quiet_hours,external_id',
      'id,area,name',
      'id,area,group,label,contact_name,contact_phone,contact_method',
      'serial,household,model',
      'id,subject_kind,subject,object_kind,object,effect,clarity,from,until,approved_by,reason',
      'area,name,user,initial_password',
    ])
  })

  it.each([
    ['areas.csv', 'parent', 'areas.csv'],
    ['cameras.csv', 'area', 'areas.csv'],
    ['groups.csv', 'area', 'areas.csv'],
    ['households.csv', 'area', 'areas.csv'],
    ['households.csv', 'group', 'groups.csv'],
    ['boxes.csv', 'household', 'households.csv'],
    ['duty.csv', 'area', 'areas.csv'],
  ] as const)('%s: each %s exists in %s', (file, column, other) => {
    const known = new Set([...ids(other), ...(column === 'parent' ? [''] : [])])
    expect(ids(file, column).filter((id) => !known.has(id))).toEqual([])
  })

  it('grants name what exists', () => {
    for (const grant of rows['grants.csv'])
      for (const end of ['subject', 'object'] as const)
        expect(ids(`${grant[`${end}_kind`]}s.csv` as FileName)).toContain(grant[end])
  })

  it.each([
    ['areas.csv', 'id'],
    ['cameras.csv', 'id'],
    ['cameras.csv', 'number'],
    ['cameras.csv', 'external_id'],
    ['groups.csv', 'id'],
    ['households.csv', 'id'],
    ['households.csv', 'contact_phone'],
    ['boxes.csv', 'serial'],
    ['grants.csv', 'id'],
    ['duty.csv', 'user'],
  ] as const)('%s: no %s twice', (file, column) => {
    expect(new Set(ids(file, column)).size).toBe(rows[file].length)
  })

  it('has cameras at several levels, of several kinds and clarities', () => {
    const level = new Map(rows['areas.csv'].map(({ id, level }) => [id, level]))
    const cameras = rows['cameras.csv']
    expect(cameras.length).toBeGreaterThanOrEqual(13)
    expect(new Set(cameras.map(({ area }) => level.get(area ?? '')))).toEqual(new Set(['grid', 'village', 'township']))
    expect(new Set(cameras.map(({ resident_clarity }) => resident_clarity))).toEqual(new Set(['full', 'low', 'none']))
    for (const camera of cameras) {
      expect(kinds).toContain(camera.kind)
      expect(camera.external_id).toMatch(/^\d{20}$/)
      expect(Date.parse(camera.approved_until ?? '')).toBeGreaterThan(now)
      for (const needed of ['legal_basis', 'approved_by', 'mask_attested_by']) expect(camera[needed]).not.toBe('')
    }
  })

  it('has 40 households, 10 in each of 4 groups, each with a box', () => {
    const households = rows['households.csv']
    expect(households).toHaveLength(40)
    for (const group of ids('groups.csv')) expect(households.filter((row) => row.group === group)).toHaveLength(10)
    expect(new Set(ids('boxes.csv', 'household'))).toEqual(new Set(ids('households.csv')))
    expect(demoBoxes[0]).toMatchObject({ label: '3-2-502', area: '东门网格 East Gate Grid' })
  })

  it('tells the sign-ins of its desks', () => {
    expect(demoDesks.map(({ user, password }) => [user, password])).toEqual(
      rows['duty.csv'].map(({ user, initial_password }) => [user, initial_password]),
    )
  })

  it('is the same for the same clock, so that a second import changes nothing', () => {
    expect(demoFiles('http://127.0.0.1:8800', now)).toEqual(files)
  })
})
