export const boot = {
  opening: '邻灯正在打开……',
  settingsMissing: '没有找到设置文件 settings.json，按默认设置运行。请告诉安装人员。',
  settingsBroken: '设置文件 settings.json 有错误，按默认设置运行。请告诉安装人员。',
  fontMissing: '邻灯的字体没有载入，暂时使用机顶盒的字体。',
  storageForbidden: '机顶盒不允许保存，关机后收藏和设置会丢失。',
  leaveAgain: '再按一次返回键，回到电视节目。',
  notLoaded: '这一页没有载入，网络可能断了。',
  screenBroken: '这一页出了问题。按返回键回到摄像头列表；红键随时可以求助。',
}
