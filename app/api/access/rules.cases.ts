/**
 * The access rule as a table that one can read without programming. The same rows are put to the rules (rules.test.ts),
 * to the index in memory (memory.test.ts) and, through files and HTTP, to the service on both stores (routes.test.ts).
 *
 * The neighbourhood of every row:
 *
 *     county ── town ──┬── village ──┬── grid       (household "home", in group "group")
 *                      │             └── next-grid  (household "next-door", in group "next-group")
 *                      └── other-village ── other-grid (household "other", in no group)
 *     far-county ── far-town ── far-village ── far-grid (household "far", in no group)
 *
 * and one camera, "gate": in grid, published, residents may see it in low clarity, approved until 2027-01-01, no quiet
 * hours. A row says only what is different. The household is "home" and the time noon of 1 May 2026 in Shanghai unless
 * the row says otherwise.
 */
export interface Case {
  says: string
  /** columns of cameras.csv that differ */
  camera?: Partial<Record<'area' | 'published' | 'resident_clarity' | 'approved_until' | 'quiet_hours', string>>
  /** rows of grants.csv: effect, subject kind, subject, object kind, object, clarity, from, until */
  grants?: string[]
  /** the reason of a suspension by "Officer Li" */
  suspended?: string
  /** emergency grants of "home" for the gate: from, until */
  emergency?: string
  household?: 'home' | 'next-door' | 'other' | 'far'
  at?: string
  zone?: string
  /**
   * What the household is told: `no`; `low by area`; `full by grant until <time>`; `closed: quiet_hours until <time>`;
   * `closed: suspended by <who>, <why>`; `closed: approval_ended`. Without `until` the end is not looked at.
   */
  expect: string
}

const allowHome = 'allow household home camera gate'
const denyHome = 'deny household home camera gate'
const always = '2026-01-01 2028-01-01'
const byGrantOnly = { resident_clarity: 'none' }
const newYork = 'America/New_York'

export const cases: Record<string, Case[]> = {
  'The area rule': [
    { says: 'A household sees a camera of its own grid.', expect: 'low by area' },
    { says: 'A household sees a camera of its village.', camera: { area: 'village' }, expect: 'low by area' },
    { says: 'A household sees a camera of its township.', camera: { area: 'town' }, expect: 'low by area' },
    { says: 'A household sees a camera of its county.', camera: { area: 'county' }, expect: 'low by area' },
    { says: 'It does not see a camera of the next grid.', camera: { area: 'next-grid' }, expect: 'no' },
    { says: 'It does not see a camera of another village.', camera: { area: 'other-village' }, expect: 'no' },
    { says: 'It does not see a camera of a grid of another village.', camera: { area: 'other-grid' }, expect: 'no' },
    { says: 'It does not see a camera of another county.', camera: { area: 'far-county' }, expect: 'no' },
    { says: 'It does not see a camera of a grid of another county.', camera: { area: 'far-grid' }, expect: 'no' },
    { says: 'The household next door does not see the gate of this grid.', household: 'next-door', expect: 'no' },
    {
      says: 'The household next door sees a camera of the village that both share.',
      household: 'next-door',
      camera: { area: 'village' },
      expect: 'low by area',
    },
    {
      says: 'A household of another village does not see a camera of this village.',
      household: 'other',
      camera: { area: 'village' },
      expect: 'no',
    },
    {
      says: 'A household of another village sees a camera of the township.',
      household: 'other',
      camera: { area: 'town' },
      expect: 'low by area',
    },
    {
      says: 'A household of another county sees nothing of this county.',
      household: 'far',
      camera: { area: 'county' },
      expect: 'no',
    },
    {
      says: 'A household of no group sees by its area all the same.',
      household: 'other',
      camera: { area: 'other-grid' },
      expect: 'low by area',
    },
    {
      says: 'Clarity is what the camera gives to residents: full.',
      camera: { resident_clarity: 'full' },
      expect: 'full by area',
    },
    { says: 'A camera for grants only is not seen by its area.', camera: byGrantOnly, expect: 'no' },
    {
      says: 'A camera of the county for grants only is not seen by its area.',
      camera: { area: 'county', resident_clarity: 'none' },
      expect: 'no',
    },
    {
      says: 'What is seen by the area rule is seen until the approval ends.',
      expect: 'low by area until 2027-01-01T00:00:00+08:00',
    },
  ],

  Publication: [
    { says: 'A camera that is not published is not there.', camera: { published: 'no' }, expect: 'no' },
    {
      says: 'A grant does not show a camera that is not published.',
      camera: { published: 'no' },
      grants: [`${allowHome} full ${always}`],
      expect: 'no',
    },
    {
      says: 'An emergency does not show a camera that is not published.',
      camera: { published: 'no' },
      emergency: '2026-05-01T11:55:00+08:00 2026-05-01T12:10:00+08:00',
      expect: 'no',
    },
    {
      says: 'A camera that is not published is not listed as closed when it is suspended.',
      camera: { published: 'no' },
      suspended: 'works',
      expect: 'no',
    },
    {
      says: 'A camera that is not published is not listed as closed in quiet hours.',
      camera: { published: 'no', quiet_hours: '11:00-13:00' },
      expect: 'no',
    },
    {
      says: 'A camera that is not published is not listed as closed when its approval has ended.',
      camera: { published: 'no', approved_until: '2026-01-01' },
      expect: 'no',
    },
  ],

  'The end of the approval': [
    {
      says: 'A millisecond before the approval ends the camera is seen.',
      camera: { approved_until: '2026-05-01T12:00:00.001+08:00' },
      expect: 'low by area until 2026-05-01T12:00:00.001+08:00',
    },
    {
      says: 'At the moment the approval ends the camera is closed.',
      camera: { approved_until: '2026-05-01T12:00:00+08:00' },
      expect: 'closed: approval_ended',
    },
    {
      says: 'A second after the approval ended the camera is closed.',
      camera: { approved_until: '2026-05-01T11:59:59+08:00' },
      expect: 'closed: approval_ended',
    },
    {
      says: 'An approval until a date ends when that day begins in the deployment: the evening before it holds.',
      camera: { approved_until: '2026-05-02' },
      at: '2026-05-01T23:59:59+08:00',
      expect: 'low by area until 2026-05-02T00:00:00+08:00',
    },
    {
      says: 'An approval until a date is over at the first moment of that day.',
      camera: { approved_until: '2026-05-02' },
      at: '2026-05-02T00:00:00+08:00',
      expect: 'closed: approval_ended',
    },
    {
      says: 'The day begins by the deployment’s clock, not by UTC: at 01:00 in Shanghai it is still the day before in UTC.',
      camera: { approved_until: '2026-05-01' },
      at: '2026-05-01T01:00:00+08:00',
      expect: 'closed: approval_ended',
    },
    {
      says: 'An approval time may be given in another offset.',
      camera: { approved_until: '2026-05-01T04:00:00Z' },
      expect: 'closed: approval_ended',
    },
    {
      says: 'A grant does not outlive the approval.',
      camera: { resident_clarity: 'none', approved_until: '2026-04-01' },
      grants: [`${allowHome} full ${always}`],
      expect: 'closed: approval_ended',
    },
    {
      says: 'An emergency does not open a camera whose approval has ended.',
      camera: { approved_until: '2026-04-01' },
      emergency: '2026-05-01T11:55:00+08:00 2026-05-01T12:10:00+08:00',
      expect: 'closed: approval_ended',
    },
    {
      says: 'A household that would not see it anyway is not told that an approval ended.',
      camera: { approved_until: '2026-04-01' },
      household: 'other',
      expect: 'no',
    },
    {
      says: 'A denied household is not told that an approval ended.',
      camera: { approved_until: '2026-04-01' },
      grants: [`${denyHome} - ${always}`],
      expect: 'no',
    },
  ],

  Suspension: [
    {
      says: 'A suspended camera is closed, and it is said by whom and why.',
      suspended: 'lens turned to a window',
      expect: 'closed: suspended by Officer Li, lens turned to a window',
    },
    {
      says: 'A grant does not open a suspended camera.',
      camera: byGrantOnly,
      suspended: 'works',
      grants: [`${allowHome} full ${always}`],
      expect: 'closed: suspended by Officer Li, works',
    },
    {
      says: 'An emergency does not open a suspended camera.',
      suspended: 'works',
      emergency: '2026-05-01T11:55:00+08:00 2026-05-01T12:10:00+08:00',
      expect: 'closed: suspended by Officer Li, works',
    },
    {
      says: 'A household that would not see it anyway is not told of the suspension.',
      suspended: 'works',
      household: 'other',
      expect: 'no',
    },
    {
      says: 'A denied household is not told of the suspension.',
      suspended: 'works',
      grants: [`${denyHome} - ${always}`],
      expect: 'no',
    },
    {
      says: 'A camera for grants only, suspended, is not told of without a grant.',
      camera: byGrantOnly,
      suspended: 'works',
      expect: 'no',
    },
    {
      says: 'A camera that is suspended in its quiet hours is said to be suspended: that does not end by itself.',
      camera: { quiet_hours: '11:00-13:00' },
      suspended: 'works',
      expect: 'closed: suspended by Officer Li, works',
    },
    {
      says: 'A camera that is suspended when its approval has ended is said to be suspended.',
      camera: { approved_until: '2026-04-01' },
      suspended: 'works',
      expect: 'closed: suspended by Officer Li, works',
    },
    {
      says: 'A household whose grant has ended is not told of the suspension.',
      camera: byGrantOnly,
      suspended: 'works',
      grants: [`${allowHome} full 2026-01-01 2026-05-01`],
      expect: 'no',
    },
  ],

  'Quiet hours': [
    {
      says: 'A minute before quiet hours begin the camera is seen.',
      camera: { quiet_hours: '12:00-13:00' },
      at: '2026-05-01T11:59:59+08:00',
      expect: 'low by area',
    },
    {
      says: 'At the minute quiet hours begin the camera is closed.',
      camera: { quiet_hours: '12:00-13:00' },
      expect: 'closed: quiet_hours until 2026-05-01T13:00:00+08:00',
    },
    {
      says: 'In the last second of quiet hours the camera is closed.',
      camera: { quiet_hours: '12:00-13:00' },
      at: '2026-05-01T12:59:59+08:00',
      expect: 'closed: quiet_hours until 2026-05-01T13:00:00+08:00',
    },
    {
      says: 'At the minute quiet hours end the camera is seen.',
      camera: { quiet_hours: '12:00-13:00' },
      at: '2026-05-01T13:00:00+08:00',
      expect: 'low by area',
    },
    {
      says: 'Quiet hours over midnight hold in the evening, until the next morning.',
      camera: { quiet_hours: '22:00-06:00' },
      at: '2026-05-01T23:30:00+08:00',
      expect: 'closed: quiet_hours until 2026-05-02T06:00:00+08:00',
    },
    {
      says: 'Quiet hours over midnight hold at midnight.',
      camera: { quiet_hours: '22:00-06:00' },
      at: '2026-05-02T00:00:00+08:00',
      expect: 'closed: quiet_hours until 2026-05-02T06:00:00+08:00',
    },
    {
      says: 'Quiet hours over midnight hold in the early morning.',
      camera: { quiet_hours: '22:00-06:00' },
      at: '2026-05-02T05:59:59+08:00',
      expect: 'closed: quiet_hours until 2026-05-02T06:00:00+08:00',
    },
    {
      says: 'Quiet hours over midnight are over at their end.',
      camera: { quiet_hours: '22:00-06:00' },
      at: '2026-05-02T06:00:00+08:00',
      expect: 'low by area',
    },
    {
      says: 'Quiet hours over midnight do not hold at noon.',
      camera: { quiet_hours: '22:00-06:00' },
      expect: 'low by area',
    },
    {
      says: 'Quiet hours over midnight do not hold a second before they begin.',
      camera: { quiet_hours: '22:00-06:00' },
      at: '2026-05-01T21:59:59+08:00',
      expect: 'low by area',
    },
    {
      says: 'Quiet hours may end at midnight, written 24:00.',
      camera: { quiet_hours: '22:00-24:00' },
      at: '2026-05-01T23:59:00+08:00',
      expect: 'closed: quiet_hours until 2026-05-02T00:00:00+08:00',
    },
    {
      says: 'Quiet hours that end at 24:00 are over at midnight.',
      camera: { quiet_hours: '22:00-24:00' },
      at: '2026-05-02T00:00:00+08:00',
      expect: 'low by area',
    },
    {
      says: 'Quiet hours may begin at midnight.',
      camera: { quiet_hours: '00:00-06:00' },
      at: '2026-05-02T00:00:00+08:00',
      expect: 'closed: quiet_hours until 2026-05-02T06:00:00+08:00',
    },
    {
      says: 'Quiet hours may end at midnight, written 00:00.',
      camera: { quiet_hours: '22:00-00:00' },
      at: '2026-05-01T23:00:00+08:00',
      expect: 'closed: quiet_hours until 2026-05-02T00:00:00+08:00',
    },
    {
      says: 'Quiet hours of a whole day close the camera and name no end.',
      camera: { quiet_hours: '00:00-24:00' },
      expect: 'closed: quiet_hours until -',
    },
    {
      says: 'Quiet hours of a single minute hold in that minute.',
      camera: { quiet_hours: '12:00-12:01' },
      at: '2026-05-01T12:00:30+08:00',
      expect: 'closed: quiet_hours until 2026-05-01T12:01:00+08:00',
    },
    {
      says: 'Quiet hours are by the deployment’s clock: 04:30 in UTC is 12:30 in Shanghai.',
      camera: { quiet_hours: '12:00-13:00' },
      at: '2026-05-01T04:30:00Z',
      expect: 'closed: quiet_hours until 2026-05-01T05:00:00Z',
    },
    {
      says: 'Quiet hours are by the deployment’s clock: 12:30 in UTC is evening in Shanghai.',
      camera: { quiet_hours: '12:00-13:00' },
      at: '2026-05-01T12:30:00Z',
      expect: 'low by area',
    },
    {
      says: 'Quiet hours hold for a grant too.',
      camera: { resident_clarity: 'none', quiet_hours: '11:00-13:00' },
      grants: [`${allowHome} full ${always}`],
      expect: 'closed: quiet_hours until 2026-05-01T13:00:00+08:00',
    },
    {
      says: 'A household that would not see it anyway is not told of quiet hours.',
      camera: { quiet_hours: '11:00-13:00' },
      household: 'other',
      expect: 'no',
    },
    {
      says: 'A denied household is not told of quiet hours.',
      camera: { quiet_hours: '11:00-13:00' },
      grants: [`${denyHome} - ${always}`],
      expect: 'no',
    },
    {
      says: 'When the approval has ended as well, that is said: it does not end by itself.',
      camera: { quiet_hours: '11:00-13:00', approved_until: '2026-04-01' },
      expect: 'closed: approval_ended',
    },
    {
      says: 'In a zone of half hours the wall clock decides.',
      zone: 'Asia/Kolkata',
      camera: { quiet_hours: '12:00-13:00' },
      at: '2026-05-01T06:30:00Z',
      expect: 'closed: quiet_hours until 2026-05-01T07:30:00Z',
    },
    {
      says: 'In a zone of three quarters of an hour the wall clock decides.',
      zone: 'Asia/Kathmandu',
      camera: { quiet_hours: '12:00-13:00' },
      at: '2026-05-01T06:14:59Z',
      expect: 'low by area',
    },
  ],

  'Quiet hours when the clocks change': [
    {
      says: 'In the night when the clock goes from 02:00 to 03:00, quiet hours until 06:00 end an hour sooner.',
      zone: newYork,
      camera: { quiet_hours: '22:00-06:00' },
      at: '2026-03-07T23:00:00-05:00',
      expect: 'closed: quiet_hours until 2026-03-08T06:00:00-04:00',
    },
    {
      says: 'In that night the camera is open at 06:00 by the new time.',
      zone: newYork,
      camera: { quiet_hours: '22:00-06:00' },
      at: '2026-03-08T10:00:00Z',
      expect: 'low by area',
    },
    {
      says: 'In that night the camera is closed at 05:59 by the new time.',
      zone: newYork,
      camera: { quiet_hours: '22:00-06:00' },
      at: '2026-03-08T09:59:59Z',
      expect: 'closed: quiet_hours until 2026-03-08T10:00:00Z',
    },
    {
      says: 'Quiet hours that lie in the hour that is left out do not happen: before it the camera is seen.',
      zone: newYork,
      camera: { quiet_hours: '02:15-02:45' },
      at: '2026-03-08T06:59:59Z',
      expect: 'low by area',
    },
    {
      says: 'Quiet hours that lie in the hour that is left out do not happen: after it the camera is seen.',
      zone: newYork,
      camera: { quiet_hours: '02:15-02:45' },
      at: '2026-03-08T07:00:00Z',
      expect: 'low by area',
    },
    {
      says: 'Quiet hours that begin in the hour that is left out begin at 03:00.',
      zone: newYork,
      camera: { quiet_hours: '02:30-04:00' },
      at: '2026-03-08T07:00:00Z',
      expect: 'closed: quiet_hours until 2026-03-08T08:00:00Z',
    },
    {
      says: 'Quiet hours that end in the hour that is left out end when it would have begun.',
      zone: newYork,
      camera: { quiet_hours: '01:00-02:30' },
      at: '2026-03-08T06:30:00Z',
      expect: 'closed: quiet_hours until 2026-03-08T07:00:00Z',
    },
    {
      says: 'Quiet hours that end in the hour that is left out are over at 03:00.',
      zone: newYork,
      camera: { quiet_hours: '01:00-02:30' },
      at: '2026-03-08T07:00:00Z',
      expect: 'low by area',
    },
    {
      says: 'In the night when the clock goes back from 02:00 to 01:00, quiet hours until 06:00 last an hour longer.',
      zone: newYork,
      camera: { quiet_hours: '22:00-06:00' },
      at: '2026-10-31T23:00:00-04:00',
      expect: 'closed: quiet_hours until 2026-11-01T06:00:00-05:00',
    },
    {
      says: 'Quiet hours in the hour that comes twice hold the first time.',
      zone: newYork,
      camera: { quiet_hours: '01:15-01:45' },
      at: '2026-11-01T01:30:00-04:00',
      expect: 'closed: quiet_hours until 2026-11-01T01:45:00-04:00',
    },
    {
      says: 'Between the two times the camera is seen.',
      zone: newYork,
      camera: { quiet_hours: '01:15-01:45' },
      at: '2026-11-01T01:50:00-04:00',
      expect: 'low by area',
    },
    {
      says: 'Quiet hours in the hour that comes twice hold the second time.',
      zone: newYork,
      camera: { quiet_hours: '01:15-01:45' },
      at: '2026-11-01T01:30:00-05:00',
      expect: 'closed: quiet_hours until 2026-11-01T01:45:00-05:00',
    },
    {
      says: 'Quiet hours that end in the hour that comes twice end, and begin again when that hour comes again.',
      zone: newYork,
      camera: { quiet_hours: '00:30-01:30' },
      at: '2026-11-01T01:10:00-05:00',
      expect: 'closed: quiet_hours until 2026-11-01T01:30:00-05:00',
    },
    {
      says: 'A date is its first moment, also where summer time begins at midnight.',
      zone: 'Africa/Cairo',
      camera: { approved_until: '2026-04-24' },
      at: '2026-04-23T21:59:59Z',
      expect: 'low by area until 2026-04-23T22:00:00Z',
    },
    {
      says: 'Where summer time begins at midnight that day begins at one o’clock.',
      zone: 'Africa/Cairo',
      camera: { approved_until: '2026-04-24' },
      at: '2026-04-24T01:00:00+03:00',
      expect: 'closed: approval_ended',
    },
  ],

  'Allows: for whom': [
    {
      says: 'An allow for the household shows the camera.',
      camera: byGrantOnly,
      grants: [`${allowHome} low ${always}`],
      expect: 'low by grant',
    },
    {
      says: 'An allow for the household does not show it next door.',
      camera: byGrantOnly,
      household: 'next-door',
      grants: [`${allowHome} low ${always}`],
      expect: 'no',
    },
    {
      says: 'An allow for the group shows the camera to its households.',
      camera: byGrantOnly,
      grants: [`allow group group camera gate low ${always}`],
      expect: 'low by grant',
    },
    {
      says: 'An allow for another group shows nothing.',
      camera: byGrantOnly,
      grants: [`allow group next-group camera gate low ${always}`],
      expect: 'no',
    },
    {
      says: 'A household of no group is in no allow for a group.',
      camera: byGrantOnly,
      household: 'other',
      grants: [`allow group group camera gate low ${always}`],
      expect: 'no',
    },
    {
      says: 'An allow for the household’s grid shows the camera.',
      camera: byGrantOnly,
      grants: [`allow area grid camera gate low ${always}`],
      expect: 'low by grant',
    },
    {
      says: 'An allow for the household’s village shows the camera.',
      camera: byGrantOnly,
      grants: [`allow area village camera gate low ${always}`],
      expect: 'low by grant',
    },
    {
      says: 'An allow for the household’s county shows the camera.',
      camera: byGrantOnly,
      grants: [`allow area county camera gate low ${always}`],
      expect: 'low by grant',
    },
    {
      says: 'An allow for the county shows it to a household of another village.',
      camera: byGrantOnly,
      household: 'other',
      grants: [`allow area county camera gate low ${always}`],
      expect: 'low by grant',
    },
    {
      says: 'An allow for the next grid shows nothing here.',
      camera: byGrantOnly,
      grants: [`allow area next-grid camera gate low ${always}`],
      expect: 'no',
    },
    {
      says: 'An allow for another village shows nothing here.',
      camera: byGrantOnly,
      grants: [`allow area other-village camera gate low ${always}`],
      expect: 'no',
    },
    {
      says: 'An allow for the grid does not reach up to the next grid of the village.',
      camera: byGrantOnly,
      household: 'next-door',
      grants: [`allow area grid camera gate low ${always}`],
      expect: 'no',
    },
    {
      says: 'An allow reaches over county lines.',
      household: 'far',
      grants: [`allow household far camera gate low ${always}`],
      expect: 'low by grant',
    },
    {
      says: 'Allows for the household and for a far grid show nothing next door.',
      camera: byGrantOnly,
      household: 'next-door',
      grants: [`allow household home camera gate low ${always}`, `allow area far-grid camera gate low ${always}`],
      expect: 'no',
    },
  ],

  'Allows: for what': [
    {
      says: 'An allow for the camera’s grid shows the camera.',
      camera: { area: 'other-grid' },
      grants: [`allow household home area other-grid low ${always}`],
      expect: 'low by grant',
    },
    {
      says: 'An allow for the area above the camera’s shows the camera.',
      camera: { area: 'other-grid' },
      grants: [`allow household home area other-village low ${always}`],
      expect: 'low by grant',
    },
    {
      says: 'An allow for a county shows a camera of its grids.',
      camera: { area: 'far-grid' },
      grants: [`allow household home area far-county low ${always}`],
      expect: 'low by grant',
    },
    {
      says: 'An allow for a grid does not show a camera of the village above.',
      camera: { area: 'other-village' },
      grants: [`allow household home area other-grid low ${always}`],
      expect: 'no',
    },
    {
      says: 'An allow for a grid does not show a camera of the grid beside it.',
      camera: { area: 'other-grid' },
      grants: [`allow household home area next-grid low ${always}`],
      expect: 'no',
    },
    {
      says: 'An allow for an area shows also its cameras for grants only.',
      camera: byGrantOnly,
      grants: [`allow household home area grid low ${always}`],
      expect: 'low by grant',
    },
    {
      says: 'An allow of an area for an area joins two villages.',
      camera: { area: 'other-grid' },
      grants: [`allow area village area other-village full ${always}`],
      expect: 'full by grant',
    },
    {
      says: 'Such an allow has one direction.',
      household: 'other',
      grants: [`allow area village area other-village full ${always}`],
      expect: 'no',
    },
    {
      says: 'An allow of a group for an area shows its cameras.',
      camera: { area: 'next-grid' },
      grants: [`allow group group area next-grid low ${always}`],
      expect: 'low by grant',
    },
  ],

  'Allows: from when until when': [
    {
      says: 'A millisecond before an allow begins there is nothing.',
      camera: byGrantOnly,
      grants: [`${allowHome} low 2026-05-01T12:00:00.001+08:00 2026-06-01`],
      expect: 'no',
    },
    {
      says: 'At the moment an allow begins the camera is seen.',
      camera: byGrantOnly,
      grants: [`${allowHome} low 2026-05-01T12:00:00+08:00 2026-06-01`],
      expect: 'low by grant until 2026-06-01T00:00:00+08:00',
    },
    {
      says: 'A millisecond before an allow ends the camera is seen.',
      camera: byGrantOnly,
      grants: [`${allowHome} low 2026-01-01 2026-05-01T12:00:00.001+08:00`],
      expect: 'low by grant until 2026-05-01T12:00:00.001+08:00',
    },
    {
      says: 'At the moment an allow ends there is nothing.',
      camera: byGrantOnly,
      grants: [`${allowHome} low 2026-01-01 2026-05-01T12:00:00+08:00`],
      expect: 'no',
    },
    {
      says: 'An allow from a date begins with that day in the deployment’s time zone.',
      camera: byGrantOnly,
      grants: [`${allowHome} low 2026-05-01 2026-06-01`],
      at: '2026-05-01T00:00:00+08:00',
      expect: 'low by grant',
    },
    {
      says: 'An allow from a date has not begun the evening before.',
      camera: byGrantOnly,
      grants: [`${allowHome} low 2026-05-01 2026-06-01`],
      at: '2026-04-30T23:59:59.999+08:00',
      expect: 'no',
    },
    {
      says: 'An allow until a date is over when that day begins.',
      camera: byGrantOnly,
      grants: [`${allowHome} low 2026-04-01 2026-05-01`],
      at: '2026-05-01T00:00:00+08:00',
      expect: 'no',
    },
    {
      says: 'An allow without an end lasts until the approval ends.',
      camera: byGrantOnly,
      grants: [`${allowHome} low 2026-01-01 -`],
      expect: 'low by grant until 2027-01-01T00:00:00+08:00',
    },
    {
      says: 'The end that is told is the approval’s when the allow lasts longer.',
      camera: { resident_clarity: 'none', approved_until: '2026-07-01' },
      grants: [`${allowHome} low ${always}`],
      expect: 'low by grant until 2026-07-01T00:00:00+08:00',
    },
    {
      says: 'Of two allows of the same clarity the later end is told.',
      camera: byGrantOnly,
      grants: [`${allowHome} low 2026-01-01 2026-06-01`, `allow group group camera gate low 2026-01-01 2026-08-01`],
      expect: 'low by grant until 2026-08-01T00:00:00+08:00',
    },
    {
      says: 'Of two allows of different clarity the end of the sharper one is told.',
      camera: byGrantOnly,
      grants: [`${allowHome} full 2026-01-01 2026-06-01`, `allow group group camera gate low 2026-01-01 2026-08-01`],
      expect: 'full by grant until 2026-06-01T00:00:00+08:00',
    },
    {
      says: 'An allow that has not begun does not count beside one that has.',
      camera: byGrantOnly,
      grants: [`${allowHome} full 2026-06-01 2026-07-01`, `allow group group camera gate low 2026-01-01 2026-08-01`],
      expect: 'low by grant until 2026-08-01T00:00:00+08:00',
    },
    {
      says: 'An allow that is over leaves the area rule as it was.',
      grants: [`${allowHome} full 2026-01-01 2026-05-01`],
      expect: 'low by area until 2027-01-01T00:00:00+08:00',
    },
  ],

  Clarity: [
    {
      says: 'An allow of full clarity raises the area rule’s low.',
      grants: [`${allowHome} full ${always}`],
      expect: 'full by grant',
    },
    {
      says: 'An allow of low clarity does not lower the area rule’s full.',
      camera: { resident_clarity: 'full' },
      grants: [`${allowHome} low ${always}`],
      expect: 'full by area',
    },
    {
      says: 'Where the area rule and an allow give the same, the area rule is named: it lasts longer.',
      grants: [`${allowHome} low 2026-01-01 2026-06-01`],
      expect: 'low by area until 2027-01-01T00:00:00+08:00',
    },
    {
      says: 'When the raising allow ends, low clarity stays.',
      grants: [`${allowHome} full 2026-01-01 2026-05-01T12:00:00+08:00`],
      expect: 'low by area',
    },
    {
      says: 'The highest of several allows counts: the group’s.',
      camera: byGrantOnly,
      grants: [`${allowHome} low ${always}`, `allow group group camera gate full ${always}`],
      expect: 'full by grant',
    },
    {
      says: 'The highest of several allows counts: the area’s.',
      camera: byGrantOnly,
      grants: [`${allowHome} low ${always}`, `allow area county area county full ${always}`],
      expect: 'full by grant',
    },
    {
      says: 'A sharp allow for somebody else does not count.',
      camera: byGrantOnly,
      grants: [`${allowHome} low ${always}`, `allow household other camera gate full ${always}`],
      expect: 'low by grant',
    },
    {
      says: 'A sharp allow raises to full where the camera is given to residents in full as well.',
      camera: { resident_clarity: 'full' },
      grants: [`${allowHome} full ${always}`],
      expect: 'full by area',
    },
  ],

  Denials: [
    {
      says: 'A deny for the household takes away what its area gives.',
      grants: [`${denyHome} - ${always}`],
      expect: 'no',
    },
    {
      says: 'A deny for the household leaves the camera to the others of the village.',
      camera: { area: 'village' },
      household: 'next-door',
      grants: [`${denyHome} - ${always}`],
      expect: 'low by area',
    },
    {
      says: 'A deny for the group takes it from its households.',
      grants: [`deny group group camera gate - ${always}`],
      expect: 'no',
    },
    {
      says: 'A deny for another group does not count.',
      grants: [`deny group next-group camera gate - ${always}`],
      expect: 'low by area',
    },
    {
      says: 'A deny for the household’s grid counts.',
      grants: [`deny area grid camera gate - ${always}`],
      expect: 'no',
    },
    {
      says: 'A deny for an area above the household’s counts.',
      grants: [`deny area town camera gate - ${always}`],
      expect: 'no',
    },
    {
      says: 'A deny for another village does not count.',
      grants: [`deny area other-village camera gate - ${always}`],
      expect: 'low by area',
    },
    {
      says: 'A deny over the camera’s grid counts.',
      grants: [`deny household home area grid - ${always}`],
      expect: 'no',
    },
    {
      says: 'A deny over an area above the camera’s counts.',
      grants: [`deny household home area county - ${always}`],
      expect: 'no',
    },
    {
      says: 'A deny over a grid does not count for a camera of the village above.',
      camera: { area: 'village' },
      grants: [`deny household home area grid - ${always}`],
      expect: 'low by area',
    },
    {
      says: 'A deny over another area does not count.',
      grants: [`deny household home area other-village - ${always}`],
      expect: 'low by area',
    },
    {
      says: 'A deny is stronger than an allow for the household itself.',
      camera: byGrantOnly,
      grants: [`${allowHome} full ${always}`, `deny area county area county - ${always}`],
      expect: 'no',
    },
    {
      says: 'A deny for the household is stronger than an allow for its county.',
      camera: byGrantOnly,
      grants: [`allow area county area county full ${always}`, `${denyHome} - ${always}`],
      expect: 'no',
    },
    {
      says: 'The order of the rows does not matter.',
      camera: byGrantOnly,
      grants: [`${denyHome} - ${always}`, `${allowHome} full ${always}`],
      expect: 'no',
    },
    {
      says: 'A deny of low clarity takes the camera away whole.',
      camera: { resident_clarity: 'full' },
      grants: [`${denyHome} low ${always}`],
      expect: 'no',
    },
    {
      says: 'A millisecond before a deny begins it does not count.',
      grants: [`${denyHome} - 2026-05-01T12:00:00.001+08:00 2026-06-01`],
      expect: 'low by area',
    },
    {
      says: 'At the moment a deny begins it counts.',
      grants: [`${denyHome} - 2026-05-01T12:00:00+08:00 2026-06-01`],
      expect: 'no',
    },
    {
      says: 'A millisecond before a deny ends it counts.',
      grants: [`${denyHome} - 2026-01-01 2026-05-01T12:00:00.001+08:00`],
      expect: 'no',
    },
    {
      says: 'At the moment a deny ends it counts no more.',
      grants: [`${denyHome} - 2026-01-01 2026-05-01T12:00:00+08:00`],
      expect: 'low by area',
    },
    { says: 'A deny without an end counts for good.', grants: [`${denyHome} - 2026-01-01 -`], expect: 'no' },
    {
      says: 'A deny for a household leaves the others of its group.',
      camera: { area: 'county' },
      household: 'other',
      grants: [`${denyHome} - ${always}`],
      expect: 'low by area',
    },
  ],

  'Emergency grants': [
    {
      says: 'An emergency shows a camera that is otherwise not seen, in low clarity, until it ends.',
      camera: { area: 'other-grid', resident_clarity: 'full' },
      emergency: '2026-05-01T11:55:00+08:00 2026-05-01T12:10:00+08:00',
      expect: 'low by emergency until 2026-05-01T12:10:00+08:00',
    },
    {
      says: 'An emergency shows a camera for grants only.',
      camera: byGrantOnly,
      emergency: '2026-05-01T11:55:00+08:00 2026-05-01T12:10:00+08:00',
      expect: 'low by emergency',
    },
    {
      says: 'An emergency begins at its first moment.',
      camera: byGrantOnly,
      emergency: '2026-05-01T12:00:00+08:00 2026-05-01T12:15:00+08:00',
      expect: 'low by emergency until 2026-05-01T12:15:00+08:00',
    },
    {
      says: 'An emergency that has not begun shows nothing.',
      camera: byGrantOnly,
      emergency: '2026-05-01T12:00:00.001+08:00 2026-05-01T12:15:00+08:00',
      expect: 'no',
    },
    {
      says: 'An emergency shows the camera in its last millisecond.',
      camera: byGrantOnly,
      emergency: '2026-05-01T11:45:00+08:00 2026-05-01T12:00:00.001+08:00',
      expect: 'low by emergency',
    },
    {
      says: 'An emergency is over at its end.',
      camera: byGrantOnly,
      emergency: '2026-05-01T11:45:00+08:00 2026-05-01T12:00:00+08:00',
      expect: 'no',
    },
    {
      says: 'An emergency is for the household that accepted, not for its neighbours.',
      camera: byGrantOnly,
      household: 'next-door',
      emergency: '2026-05-01T11:55:00+08:00 2026-05-01T12:10:00+08:00',
      expect: 'no',
    },
    {
      says: 'Quiet hours do not hold in an emergency.',
      camera: { quiet_hours: '11:00-13:00' },
      emergency: '2026-05-01T11:55:00+08:00 2026-05-01T12:10:00+08:00',
      expect: 'low by emergency until 2026-05-01T12:10:00+08:00',
    },
    {
      says: 'In quiet hours an emergency gives low clarity, also where residents see the camera in full by day.',
      camera: { quiet_hours: '11:00-13:00', resident_clarity: 'full' },
      emergency: '2026-05-01T11:55:00+08:00 2026-05-01T12:10:00+08:00',
      expect: 'low by emergency',
    },
    {
      says: 'In quiet hours another grant gives an emergency more: full clarity.',
      camera: { quiet_hours: '11:00-13:00' },
      grants: [`${allowHome} full ${always}`],
      emergency: '2026-05-01T11:55:00+08:00 2026-05-01T12:10:00+08:00',
      expect: 'full by emergency until 2026-05-01T12:10:00+08:00',
    },
    {
      says: 'An emergency takes nothing from what the area rule gives.',
      camera: { resident_clarity: 'full' },
      emergency: '2026-05-01T11:55:00+08:00 2026-05-01T12:10:00+08:00',
      expect: 'full by area until 2027-01-01T00:00:00+08:00',
    },
    {
      says: 'An emergency takes nothing from what a grant gives.',
      camera: byGrantOnly,
      grants: [`${allowHome} full 2026-01-01 2026-09-01`],
      emergency: '2026-05-01T11:55:00+08:00 2026-05-01T12:10:00+08:00',
      expect: 'full by grant until 2026-09-01T00:00:00+08:00',
    },
    {
      says: 'A deny holds in an emergency.',
      emergency: '2026-05-01T11:55:00+08:00 2026-05-01T12:10:00+08:00',
      grants: [`${denyHome} - ${always}`],
      expect: 'no',
    },
    {
      says: 'A deny of the whole county holds in an emergency.',
      emergency: '2026-05-01T11:55:00+08:00 2026-05-01T12:10:00+08:00',
      grants: [`deny area county area county - ${always}`],
      expect: 'no',
    },
    {
      says: 'An emergency ends with the approval when that comes first.',
      camera: { resident_clarity: 'none', approved_until: '2026-05-01T12:05:00+08:00' },
      emergency: '2026-05-01T11:55:00+08:00 2026-05-01T12:10:00+08:00',
      expect: 'low by emergency until 2026-05-01T12:05:00+08:00',
    },
    {
      says: 'When an emergency is over, quiet hours hold again.',
      camera: { quiet_hours: '11:00-13:00' },
      emergency: '2026-05-01T11:45:00+08:00 2026-05-01T12:00:00+08:00',
      expect: 'closed: quiet_hours until 2026-05-01T13:00:00+08:00',
    },
  ],
}
