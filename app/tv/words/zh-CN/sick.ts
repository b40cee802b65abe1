/** Loaded only when the app cannot help itself: for the plain page, which says it in every language. */
export const sick = {
  gaveUp: '邻灯出了问题，重新打开几次也没有好。',
  gaveUpAgain: '按任意键再试一次；红键直接打开求助。如果还不行，请联系安装人员。',
  sendingFirst: '邻灯出了问题，正在先把求助发出去，然后自动重新打开。请不要关机。',
  emergency: (intruder: string, fire: string, medical: string) =>
    `有急事请打电话：盗抢 ${intruder} · 火警 ${fire} · 急救 ${medical}`,
}
