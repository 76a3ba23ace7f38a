/** The sentences of the menu that every value of the evidence has. */
export const evidenceStrings = {
  search: 'Search here',
  searchDomain: 'Search its domain here',
  lookups: 'Outside this installation',
  lookup: {
    title: (name: string) => `Look it up at ${name}?`,
    body: (host: string) =>
      `This leaves the installation: ${host} learns this value and the address of your network.`,
    open: (host: string) => `Open ${host}`,
    opens: 'It opens in a new tab, without telling where you came from.',
  },
};
