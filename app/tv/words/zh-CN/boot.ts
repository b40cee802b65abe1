export const boot = {
  opening: '邻灯正在打开……',
  settingsMissing: '没有找到设置文件 settings.json，按默认设置运行。请告诉安装人员。',
  settingsBroken: '设置文件 settings.json 有错误，按默认设置运行。请告诉安装人员。',
  fontMissing: '邻灯的字体没有载入，暂时使用机顶盒的字体。',
  storageForbidden: '机顶盒不允许保存，关机后收藏和设置会丢失。',
  gaveUp: '邻灯出了问题，重新打开几次也没有好。',
  gaveUpAgain: '按任意键再试一次；红键直接打开求助。如果还不行，请联系安装人员。',
  sendingFirst: '邻灯出了问题，正在先把求助发出去，然后自动重新打开。请不要关机。',
  emergency: (intruder: string, fire: string, medical: string) =>
    `有急事请打电话：盗抢 ${intruder} · 火警 ${fire} · 急救 ${medical}`,
  leaveAgain: '再按一次返回键，回到电视节目。',
  notLoaded: '这一页没有载入，网络可能断了。',
  screenBroken: '这一页出了问题。按返回键回到摄像头列表；红键随时可以求助。',
}
