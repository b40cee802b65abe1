import type { HouseholdSections } from '../householdShape'

export const mosaic: HouseholdSections['mosaic'] = {
  title: (count) => `${count} pictures`,
  full: 'full screen',
  others: 'next ones',
  move: 'choose',
  resume: 'watch on',
  gone: 'This camera is no longer in the list.',
  failed: 'Pictures arrive but cannot be shown; trying again.',
  none: 'There is no camera to watch now.',
  fewer: (count) => `This box can show ${count} pictures at once at most.`,
  onlyOne: 'This box can show only one picture at a time; back to one.',
}
