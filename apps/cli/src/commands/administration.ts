import { Command } from 'commander';

interface Verb {
  usage: string;
  about: string;
  options?: readonly (readonly [flags: string, about: string])[];
}

const JSON_OPTION = ['--json', 'print JSON'] as const;
const PASSWORD_OPTION = [
  '--password-stdin',
  'read the password from standard input (else one is made and printed once)',
] as const;

/** For the help only: the server's administration program parses and judges the arguments. */
const NOUNS: Record<string, { about: string; verbs: Record<string, Verb> }> = {
  users: {
    about: 'Accounts of people',
    verbs: {
      create: {
        usage: '--name N --role R',
        about: 'Create an account',
        options: [
          ['--name <name>', 'user name to sign in with'],
          ['--role <role>', 'admin, user or viewer'],
          ['--email <email>', 'e-mail address'],
          PASSWORD_OPTION,
          JSON_OPTION,
        ],
      },
      list: { usage: '', about: 'List the accounts', options: [JSON_OPTION] },
      'set-role': { usage: 'NAME ROLE', about: 'Change what an account may do' },
      'set-password': {
        usage: 'NAME',
        about: 'Set a new password',
        options: [PASSWORD_OPTION, JSON_OPTION],
      },
      'reset-second-factor': {
        usage: 'NAME',
        about: 'Remove the second factor and passkeys of someone who has lost them',
        options: [JSON_OPTION],
      },
      disable: { usage: 'NAME', about: 'End an account’s sessions and refuse new ones' },
      enable: { usage: 'NAME', about: 'Let a disabled account in again' },
    },
  },
  tokens: {
    about: 'API tokens for programs',
    verbs: {
      create: {
        usage: '--name N',
        about: 'Create a token; it is shown this once',
        options: [
          ['--name <name>', 'what the token is for'],
          ['--role <role>', 'api_user (the default)'],
          ['--expires <days>', 'for example 90d; without it the token does not expire'],
          JSON_OPTION,
        ],
      },
      list: { usage: '', about: 'List the tokens', options: [JSON_OPTION] },
      revoke: { usage: 'ID', about: 'End a token' },
    },
  },
  audit: {
    about: 'The audit log',
    verbs: {
      verify: {
        usage: '[--head SEQ:HASH]',
        about: 'Follow the chain from its beginning; exit status 1 when it is broken',
        options: [
          ['--head <head>', 'an entry that an earlier run printed, which must still be there'],
          JSON_OPTION,
        ],
      },
    },
  },
  secret: {
    about: 'The keys of the installation',
    verbs: {
      rotate: {
        usage: '',
        about: 'Replace the keys: every session and token ends at once',
        options: [JSON_OPTION],
      },
    },
  },
  scanners: {
    about: 'Scanners and their tokens',
    verbs: {
      create: {
        usage: '--name N',
        about: 'Register a scanner; its token is shown this once',
        options: [['--name <name>', 'name of the scanner'], JSON_OPTION],
      },
      list: { usage: '', about: 'List the scanners', options: [JSON_OPTION] },
      token: {
        usage: 'ID',
        about: 'Make a new token; the old one ends',
        options: [JSON_OPTION],
      },
      label: {
        usage: 'ID --labels L',
        about: 'Set what scans can ask for, in place of the labels that it had',
        options: [
          ['--labels <labels>', 'for example region=eu,network=office; empty for none'],
          JSON_OPTION,
        ],
      },
      pause: {
        usage: 'ID',
        about: 'Give it nothing new; it finishes what it runs',
        options: [JSON_OPTION],
      },
      resume: { usage: 'ID', about: 'Give it scans again', options: [JSON_OPTION] },
      revoke: { usage: 'ID', about: 'End a scanner’s access' },
    },
  },
};

export function addAdministrationCommands(program: Command): void {
  for (const [name, details] of Object.entries(ALONE)) {
    program.addCommand(verbCommand(name, name, details, program));
  }
  for (const [noun, { about, verbs }] of Object.entries(NOUNS)) {
    const command = program.command(noun).description(about);
    for (const [verb, details] of Object.entries(verbs)) {
      command.addCommand(verbCommand(noun, verb, details, command));
    }
  }
}

const BACKUP_NOTE = 'The server may be running. Secrets are not in it: see docs/backup.md.';

/** Commands of one word. */
const ALONE: Record<string, Verb> = {
  backup: {
    usage: 'DIR',
    about: `Copy database and artifacts, as of one moment, into a new folder. ${BACKUP_NOTE}`,
    options: [JSON_OPTION],
  },
  restore: {
    usage: 'DIR',
    about: 'Bring a backup into a new installation, whose server has never been started',
    options: [JSON_OPTION],
  },
  scrub: {
    usage: '[--rate MB]',
    about:
      'Read every artifact again and hold it against its hash; exit status 1 when one is damaged',
    options: [['--rate <MB>', 'megabytes a second; 50 if not given'], JSON_OPTION],
  },
  'import-webhood': {
    usage: 'DIR',
    about: 'Bring users, scanners, scans and files of an original Webhood’s pb_data folder',
    options: [['--dry-run', 'say what would come, and change nothing'], JSON_OPTION],
  },
  doctor: {
    usage: '',
    about: 'Check the security checklist; exit status 1 when something mandatory fails',
    options: [JSON_OPTION],
  },
};

function verbCommand(noun: string, verb: string, details: Verb, parent: Command): Command {
  const { usage, about, options = [] } = details;
  const command = new Command(verb)
    // First: it also copies that operands are not allowed.
    .copyInheritedSettings(parent)
    .description(about)
    .usage(usage)
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async () => {
      const { ENTRY } = await import('../entry-points.ts');
      const { runEntry } = await import('../process/run-entry.ts');
      // The words as they were typed: `webhood users create …`.
      const typed = process.argv.slice(process.argv.indexOf(noun, 2));
      process.exitCode = await runEntry(ENTRY.admin, typed);
    });
  // Optional values, so that a missing one too is judged in one place.
  for (const [flags, text] of options) {
    command.option(flags.replace(/<(.*)>/, '[$1]'), text);
  }
  return command;
}
