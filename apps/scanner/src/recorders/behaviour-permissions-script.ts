/** The part of the behaviour script that watches for requests of permissions. */

/** Interface, method, and the permission as the Permissions API names it. */
const REQUESTS: [string, string, string][] = [
  ['Geolocation', 'getCurrentPosition', 'geolocation'],
  ['Geolocation', 'watchPosition', 'geolocation'],
  ['PushManager', 'subscribe', 'push'],
  ['Clipboard', 'readText', 'clipboard-read'],
  ['Clipboard', 'read', 'clipboard-read'],
  ['MediaDevices', 'getDisplayMedia', 'display-capture'],
  ['Navigator', 'requestMIDIAccess', 'midi'],
  ['StorageManager', 'persist', 'persistent-storage'],
  ['Document', 'requestStorageAccess', 'storage-access'],
  ['WakeLock', 'request', 'screen-wake-lock'],
  ['Bluetooth', 'requestDevice', 'bluetooth'],
  ['USB', 'requestDevice', 'usb'],
  ['Serial', 'requestPort', 'serial'],
  ['HID', 'requestDevice', 'hid'],
];

/** Methods of the interface object, or of the window itself. */
const STATIC_REQUESTS: [string, string, string][] = [
  ['Notification', 'requestPermission', 'notifications'],
  ['IdleDetector', 'requestPermission', 'idle-detection'],
  ['window', 'queryLocalFonts', 'local-fonts'],
  ['window', 'getScreenDetails', 'window-management'],
];

export const PERMISSION_SCRIPT = `
  const watchRequest = (holder, method, permission) =>
    replaceMethod(holder, method, (result) => {
      tell('permission', permission, '');
      return result;
    });
  for (const [type, method, permission] of ${JSON.stringify(REQUESTS)}) {
    watchRequest(window[type]?.prototype, method, permission);
  }
  for (const [holder, method, permission] of ${JSON.stringify(STATIC_REQUESTS)}) {
    watchRequest(window[holder], method, permission);
  }
  const watchMedia = (holder, method) =>
    replaceMethod(holder, method, (result, [wanted]) => {
      try {
        if (wanted?.video) tell('permission', 'camera', '');
        if (wanted?.audio) tell('permission', 'microphone', '');
      } catch {
        // The page's own getter failed the second time.
      }
      return result;
    });
  watchMedia(window.MediaDevices?.prototype, 'getUserMedia');
  watchMedia(Navigator.prototype, 'getUserMedia');
  watchMedia(Navigator.prototype, 'webkitGetUserMedia');
`;
