/** The sentences of the settings of external lookups. */
export const lookupStrings = {
  intro:
    'Services outside that a value’s menu offers. Nothing is asked until someone chooses one and confirms. Administrators keep the list for everyone.',
  add: 'Add lookup',
  addTitle: 'Add a lookup',
  name: 'Name',
  template: 'Address',
  templateHint: 'Begins with https:// and has {value} where the value goes.',
  kinds: 'For',
  kindNames: {
    url: 'URLs',
    domain: 'domains',
    ip: 'IP addresses',
    hash: 'hashes',
    email: 'e-mails',
  },
  faults: {
    name: 'Give it a name of at most 60 characters.',
    kinds: 'Choose what it is for.',
    template:
      'An https address with {value} after its host, such as https://example.com/?q={value}.',
    taken: 'There is one of that name.',
  },
  remove: (name: string) => `Remove ${name}`,
  reset: 'Back to the defaults',
  full: (bound: number) => `The list is full: ${bound} are what a menu can hold.`,
  emptyTitle: 'No lookups',
  emptyBody: 'Values then have no way out of this installation.',
};
