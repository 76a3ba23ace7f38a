/** What Prometheus and Grafana would make of our files, as far as names, labels and syntax go. */
import { parser } from '@prometheus-io/lezer-promql';

export interface UsedMetric {
  name: string;
  labels: { label: string; value: string }[];
}

/** Prometheus' own, of every target that it scrapes. */
export const TARGET_LABELS = ['job', 'instance'];

/** @throws where the expression is not PromQL */
export function metricsIn(expression: string): { metrics: UsedMetric[]; grouped: string[] } {
  const metrics: UsedMetric[] = [];
  const grouped: string[] = [];
  const textOf = ({ from, to }: { from: number; to: number }) => expression.slice(from, to);
  parser.parse(expression).iterate({
    enter: (node) => {
      if (node.type.isError) throw new Error(`not PromQL at ${node.from}: ${expression}`);
      if (node.name === 'VectorSelector') {
        const identifier = node.node.getChild('Identifier');
        if (identifier) metrics.push({ name: textOf(identifier), labels: [] });
      }
      if (node.name === 'UnquotedLabelMatcher') {
        const label = node.node.getChild('LabelName');
        const value = node.node.getChild('StringLiteral');
        if (label && value) {
          metrics.at(-1)?.labels.push({ label: textOf(label), value: textOf(value).slice(1, -1) });
        }
      }
      if (node.name === 'GroupingLabels') {
        grouped.push(...node.node.getChildren('LabelName').map(textOf));
      }
    },
  });
  return { metrics, grouped };
}

export interface Exposed {
  /** Labels of each metric's series, and the values that each label has. */
  labels: Map<string, Map<string, Set<string>>>;
  /** Names, of histograms also those of their parts. */
  names: Set<string>;
}

/** Prometheus' text format. */
export function exposedIn(text: string): Exposed {
  const exposed: Exposed = { labels: new Map(), names: new Set() };
  for (const line of text.split('\n')) {
    const [, typed, kind] = /^# TYPE (\S+) (\S+)/.exec(line) ?? [];
    if (typed) {
      const parts = kind === 'histogram' ? ['_bucket', '_count', '_sum'] : [''];
      for (const part of parts) exposed.names.add(`${typed}${part}`);
    }
    const [, name, inside = ''] = /^([a-z_]\w*)(?:\{(.*)\})? /.exec(line) ?? [];
    if (!name) continue;
    const labels = exposed.labels.get(name) ?? new Map<string, Set<string>>();
    exposed.labels.set(name, labels);
    for (const [, label = '', value = ''] of inside.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
      labels.set(label, (labels.get(label) ?? new Set()).add(value));
    }
  }
  return exposed;
}
