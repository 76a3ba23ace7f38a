#!/usr/bin/node
// `webhood …` inside the image: the same command line as everywhere.
import('/app/apps/cli/src/main.ts');
