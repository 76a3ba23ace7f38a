/** The fenced blocks of `docs/recipes.md`, each of which is to be run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../processes.ts';

interface Block {
  heading: string;
  language: string;
  text: string;
  isTaken: boolean;
}

export interface RecipePage {
  /** The blocks in this language under this heading. @throws when there is none */
  take(heading: string, language: string): string[];
  /** Headings of the blocks that nobody has taken. */
  left(): string[];
}

export function readRecipes(): RecipePage {
  const blocks = blocksOf(readFileSync(join(REPOSITORY, 'docs/recipes.md'), 'utf8'));
  return {
    take: (heading, language) => {
      const found = blocks.filter(
        (block) => block.heading === heading && block.language === language,
      );
      if (found.length === 0) throw new Error(`no ${language} under ${heading}`);
      for (const block of found) block.isTaken = true;
      return found.map(({ text }) => text);
    },
    left: () => blocks.filter(({ isTaken }) => !isTaken).map(({ heading }) => heading),
  };
}

function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  let heading = '';
  let open: Block | undefined;
  for (const line of page.split('\n')) {
    if (open) {
      if (line === '```') open = undefined;
      else open.text += `${line}\n`;
    } else if (line.startsWith('```')) {
      open = { heading, language: line.slice(3), text: '', isTaken: false };
      blocks.push(open);
    } else if (line.startsWith('#')) {
      heading = line.replace(/^#+ /, '');
    }
  }
  return blocks;
}
