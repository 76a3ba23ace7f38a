// biome-ignore-all lint/suspicious/noConsole: the console is part of what is checked
// Runs every check and leaves the answers in the document and on the console.
const CHECK_TIMEOUT_MS = 3_000;

function inTime(answer) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer')), CHECK_TIMEOUT_MS);
    Promise.resolve(answer)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}

async function runOne({ name, look }) {
  try {
    const seen = await inTime(look());
    return { name, passed: seen === true, detail: seen === true ? '' : String(seen) };
  } catch (error) {
    return { name, passed: false, detail: String(error) };
  }
}

async function runChecks() {
  // Stays open until the answers are there, so that a scan waits for them.
  const held = fetch('/bot-checks/wait');
  const results = await Promise.all(checks.map(runOne));
  const place = document.createElement('script');
  place.type = 'application/json';
  place.id = 'results';
  place.textContent = JSON.stringify(results);
  document.body.append(place);
  console.log('bot-checks done');
  await fetch('/bot-checks/done');
  await held;
}
runChecks();
