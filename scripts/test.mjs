// `npm test`: installs what the suites need where it may (Debian, root), builds, runs vitest. Last line: `N passed, N failed`.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, giveUp } from './build.mjs';

const NEEDED = {
  '/usr/bin/redis-server': 'redis-server',
  '/usr/lib/postgresql': 'postgresql',
  '/usr/bin/chromium-headless-shell': 'chromium-headless-shell',
  '/usr/sbin/samba': 'samba-ad-dc',
  '/usr/share/samba/setup/ad-schema': 'samba-ad-provision samba-dsdb-modules samba-vfs-modules winbind',
  '/usr/bin/ldbsearch': 'ldb-tools',
  '/usr/bin/kinit': 'krb5-user',
  '/usr/bin/smbclient': 'smbclient',
  '/usr/sbin/slapd': 'slapd',
  '/usr/bin/ldapwhoami': 'ldap-utils',
  '/usr/bin/oathtool': 'oathtool',
  '/usr/bin/zbarimg': 'zbar-tools',
  '/usr/bin/firefox-esr': 'firefox-esr',
};

/** Servers installed for the tests are never started by their packages. */
const QUIET = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };

function install() {
  const missing = Object.entries(NEEDED)
    .filter(([path]) => !existsSync(path))
    .flatMap(([, packages]) => packages.split(' '));
  if (missing.length === 0 || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  process.stdout.write(`Installing for the tests: ${missing.join(' ')} …\n`);
  spawnSync('apt-get', ['update', '-qq'], { env: QUIET, stdio: 'ignore' });
  const done = spawnSync('apt-get', ['install', '-y', '-qq', '-o', 'Dpkg::Use-Pty=0', ...missing], {
    env: QUIET,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (done.status !== 0) process.stdout.write('Some of it could not be installed; those suites say so.\n');
}

function runVitest(report) {
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const child = spawn(process.execPath, [...args, ...process.argv.slice(2)], { stdio: 'inherit' });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

install();
await ensureBuilt().catch(giveUp);
const report = join(mkdtempSync(join(tmpdir(), 'reset-assistant-tests-')), 'report.json');
const code = await runVitest(report);
const result = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0 } = result;
const failed = Math.max(numFailedTests, code === 0 ? 0 : 1);
process.stdout.write(
  `${numPassedTests} passed, ${failed} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ''}\n`,
);
process.exit(failed > 0 ? 1 : 0);
